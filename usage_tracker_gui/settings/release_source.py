"""Where newer versions are told of, and by whose key: the build's own, unless a person names others."""

from __future__ import annotations

import base64
import tomllib
from dataclasses import dataclass

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.settings.shipped import shipped

FILE = "release_feed.toml"


@dataclass(frozen=True, slots=True)
class ReleaseSource:
    """`key` is the public half of an Ed25519 key: 32 bytes."""

    address: str
    key: bytes

    @property
    def name(self) -> str:
        """Another one, whose news are others, has another name."""
        return f"{self.address} {base64.b64encode(self.key).decode()}"


def release_source(preferences: Preferences) -> ReleaseSource | None:
    """None where an address or a key is missing: a feed that nobody signed is not asked. Raises SettingsError."""
    built_in = _built_in()
    address = preferences.update_feed_url or built_in.get("address", "")
    key = preferences.update_feed_key or built_in.get("key", "")
    if not address or not key:
        return None
    try:
        return ReleaseSource(address, base64.b64decode(key, validate=True))
    except ValueError:
        raise SettingsError(f"The key in {shipped(FILE)} can't be read: install the program again.") from None


def _built_in() -> dict[str, str]:
    file = shipped(FILE)
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SettingsError(f"The file {file} can't be read: install the program again.") from None
    return {name: text for name, text in said.items() if isinstance(text, str)}
