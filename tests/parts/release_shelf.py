"""Release feeds as a release makes them, signed by a key of the test's own."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MADE = datetime(2026, 11, 20, 8, tzinfo=UTC)
PAGE = "https://releases.example/v1.3.0"
SIGNER = Ed25519PrivateKey.generate()
STRANGER = Ed25519PrivateKey.generate()


def public(key: Ed25519PrivateKey = SIGNER) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def words(version: str = "1.3.0", made: datetime = MADE, **changed: object) -> str:
    said: dict[str, object] = {
        "product": "UsageTracker",
        "version": version,
        "released": "2026-11-20",
        "page": PAGE,
        "made": made.isoformat(),
        "expires": (made + timedelta(days=400)).isoformat(),
        "sha256": {"usage-tracker_1.3.0_amd64.deb": "0" * 64},
    }
    return json.dumps({name: value for name, value in (said | changed).items() if value is not None})


def sealed(text: str, key: Ed25519PrivateKey = SIGNER) -> bytes:
    signature = base64.b64encode(key.sign(text.encode())).decode()
    return json.dumps({"signed": text, "signature": signature}).encode()


def feed(version: str = "1.3.0", made: datetime = MADE, key: Ed25519PrivateKey = SIGNER, **changed: object) -> bytes:
    return sealed(words(version, made, **changed), key)
