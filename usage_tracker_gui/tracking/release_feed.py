"""Fetches the release feed and proves who signed it. Nothing about the person or their usage is sent.

A feed is one JSON object, {"signed": TEXT, "signature": BASE64}: the text, which is JSON again (`domain.release`), and
the Ed25519 signature of its UTF-8 bytes. One document, so that no reader ever sees the text of one release with the
signature of another. `scripts/release_feed.py` makes it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import msgspec

from usage_tracker_gui.domain.release import Release, ReleaseFeedError, read_release
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.patience import Patience
from usage_tracker_gui.providers.provider import AnswerTooLarge, BadAnswer, Interrupted, Unreachable
from usage_tracker_gui.settings.release_source import ReleaseSource

LARGEST = 64 * 1024  # bytes; one with fifty packages has a tenth of that
PATIENCE = Patience(tries=1, seconds=20.0)
STEP = 4.0  # seconds for each step: it must not hold up the end of the program


class SignedText(msgspec.Struct, frozen=True):
    """The envelope."""

    signed: str
    signature: str


def fetch_feed(
    source: ReleaseSource, should_stop: Callable[[], bool] = lambda: False, patience: Patience = PATIENCE
) -> bytes:
    """The document, of which nothing is proved yet.

    Raises ProviderError: Unreachable, BadAnswer, Misconfigured, Interrupted.
    """
    folder, _, name = source.address.rpartition("/")
    host = urlsplit(source.address).hostname
    deadline = patience.clock() + patience.seconds
    chunks: list[bytes] = []
    size = 0
    try:
        with open_client(folder) as client, client.stream("GET", name, timeout=STEP) as response:
            if response.status_code != httpx.codes.OK:
                raise Unreachable(
                    f"The release feed at {host} answered {response.status_code}; it is asked again later."
                )
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                if size > LARGEST:
                    raise AnswerTooLarge(f"The release feed at {host} is larger than {LARGEST >> 10} KB: it is none.")
                if should_stop():
                    raise Interrupted("Stopped while the release feed was read.")
                if patience.clock() > deadline:
                    raise Unreachable(f"The release feed at {host} took too long; it is asked again later.")
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise Unreachable(f"The release feed at {host} can't be reached ({reason}); it is asked again later.") from None
    return b"".join(chunks)


def proved(document: bytes, key: bytes) -> Release:
    """What a feed tells, if the owner of `key` signed it. Raises BadAnswer."""
    from cryptography.exceptions import InvalidSignature  # 30 ms, for who looks
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        envelope = msgspec.json.decode(document, type=SignedText)
        signature = base64.b64decode(envelope.signature, validate=True)
    except (msgspec.MsgspecError, ValueError):
        raise BadAnswer("The release feed can't be read: it is no signed feed.") from None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, envelope.signed.encode())
    except (InvalidSignature, ValueError):
        raise BadAnswer("The release feed's signature is wrong, so nothing in it is believed.") from None
    try:
        return read_release(envelope.signed)
    except ReleaseFeedError as error:
        raise BadAnswer(f"The release feed is signed, but {error}.") from None
