"""Makes and signs what tells of a newer version (packaging/README.md, "Newer versions"). One of:

    python3 scripts/release_feed.py new-key FILE            a private key into FILE; prints its public half
    python3 scripts/release_feed.py build-in                RELEASE_FEED_URL and RELEASE_FEED_PUBLIC_KEY into the build
    python3 scripts/release_feed.py sign PAGE FILE [SUMS]   the feed of this version, whose page is PAGE, into FILE

The private key never lies in the repository: `sign` takes it, as PEM, from RELEASE_FEED_KEY. SUMS is a SHA256SUMS file.
"""

import base64
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import environment
import linux_packages

BUILT_IN = environment.ROOT / "resources" / "release_feed.toml"
BELIEVED_FOR = timedelta(days=400)  # a project that releases nothing for a year signs once more


def release_feed(arguments: Sequence[str]) -> int:
    match arguments:
        case ["new-key", file]:
            print(new_key(Path(file)))
        case ["build-in"]:
            build_in(os.environ)
        case ["sign", page, file, *sums] if len(sums) <= 1:
            private = os.environ.get("RELEASE_FEED_KEY", "")
            text = told(page, read_sums(Path(sums[0])) if sums else {}, datetime.now(UTC))
            document = signed(text, private, os.environ.get("RELEASE_FEED_PUBLIC_KEY", ""))
            Path(file).write_text(document, encoding="utf-8")
        case _:
            raise environment.SetUpError("Say new-key FILE, build-in, or sign PAGE FILE [SUMS].")
    return 0


def new_key(file: Path) -> str:
    """Writes a private key for its owner's eyes alone; returns the public half in Base64. Raises SetUpError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise environment.SetUpError(f"{file} can't be made ({error.strerror}): name a new file.") from None
    with os.fdopen(handle, "wb") as target:
        target.write(text)
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def build_in(variables: Mapping[str, str], file: Path = BUILT_IN) -> None:
    """Fills in what the program that is built next will ask and believe. Raises SetUpError."""
    address, key = variables.get("RELEASE_FEED_URL", ""), variables.get("RELEASE_FEED_PUBLIC_KEY", "")
    if not address or not key:
        print("This build looks for no newer versions: RELEASE_FEED_URL and RELEASE_FEED_PUBLIC_KEY are not both set.")
        return
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 32
    except ValueError:
        is_key = False
    if not is_key:
        raise environment.SetUpError("RELEASE_FEED_PUBLIC_KEY is no public key: it is what `new-key` printed.")
    if not address.startswith("https://"):
        raise environment.SetUpError("RELEASE_FEED_URL must begin with https://.")
    comments = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    lines = [*comments, f"address = {json.dumps(address)}", f"key = {json.dumps(key)}"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"This build looks for newer versions at {address}.")


def told(page: str, sums: Mapping[str, str], now: datetime) -> str:
    """The feed's words about the version in this checkout. `sums` are the SHA-256 of its packages, for people."""
    words = {
        "product": "UsageTracker",
        "version": linux_packages.version(),
        "released": f"{datetime.fromtimestamp(environment.commit_time(), UTC):%Y-%m-%d}",
        "page": page,
        "made": now.isoformat(timespec="seconds"),
        "expires": (now + BELIEVED_FOR).isoformat(timespec="seconds"),
        "sha256": dict(sums),
    }
    return json.dumps(words, indent=1)


def read_sums(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def signed(text: str, private: str, public: str = "") -> str:
    """The feed, once the program itself has read it as it will be read. Raises SetUpError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from usage_tracker_gui.providers.provider import BadAnswer
    from usage_tracker_gui.tracking.release_feed import proved

    if not private:
        raise environment.SetUpError("No release feed: RELEASE_FEED_KEY holds no private key.")
    try:
        key = load_pem_private_key(private.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise environment.SetUpError("RELEASE_FEED_KEY is no Ed25519 key in PEM, as `new-key` writes it.")
    signature = base64.b64encode(key.sign(text.encode())).decode()
    document = json.dumps({"signed": text, "signature": signature})
    believed = base64.b64decode(public) if public else key.public_key().public_bytes_raw()
    try:
        proved(document.encode(), believed)
    except BadAnswer as error:
        raise environment.SetUpError(f"No program would take this feed: {error}") from None
    return document + "\n"


def start(arguments: Sequence[str]) -> int:
    """`build-in` runs on a bare Python; the others need the project's packages."""
    if list(arguments) == ["build-in"]:
        return release_feed(arguments)
    sys.path.insert(0, str(environment.ROOT))
    return environment.inside(release_feed)(arguments)


if __name__ == "__main__":
    environment.main(start)
