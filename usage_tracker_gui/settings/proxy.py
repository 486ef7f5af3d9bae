"""The proxy of the settings, for a process whose environment names none."""

from __future__ import annotations

from collections.abc import MutableMapping

OURS = "https_proxy"  # of the two spellings the one that wins
NAMES = (OURS, "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


class SettingsProxy:
    """Goes where every HTTP library looks, those that carry alerts out included: into the environment of the process.

    What the environment says by itself wins, since a password may stand there. Loopback never goes through a proxy.
    """

    def __init__(self, process: MutableMapping[str, str]) -> None:
        self._process = process
        self._is_named = any(process.get(name) for name in NAMES)

    def use(self, url: str) -> None:
        """'' is the system's own."""
        if self._is_named:
            return
        if url:
            self._process[OURS] = url
        else:
            self._process.pop(OURS, None)
