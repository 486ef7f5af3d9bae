"""How long requests were, where a service tells it: the window of input tokens that each of them fell into.

A window decides the price as a tier does, and only some services tell it. So it travels and is stored with the tier,
behind a slash: `standard/200k-1M`. A tier without one says nothing about the length of its requests.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_WINDOW = re.compile(r"(\d{1,9})([kKmM]?)-(\d{1,9})([kKmM]?)")
_TIMES = {"": 1, "k": 1000, "m": 1_000_000}


class ContextWindow(NamedTuple):
    """Input tokens of the shortest and of the longest request that it holds."""

    shortest: int
    longest: int


class BilledAs(NamedTuple):
    """`context_window` as the service writes it (`200k-1M`); '' where it was not told."""

    tier: str
    context_window: str = ""

    @classmethod
    def read(cls, text: str) -> BilledAs:
        tier, slash, window = text.rpartition("/")
        return cls(tier, window) if slash and window_of(window) else cls(text)

    @property
    def text(self) -> str:
        """As it is stored. A window that can't be understood is left out: it says nothing."""
        return f"{self.tier}/{self.context_window}" if window_of(self.context_window) else self.tier


def window_of(text: str) -> ContextWindow | None:
    """`0-200k` holds requests of up to 200,000 tokens, `200k-1M` those that are longer."""
    found = _WINDOW.fullmatch(text)
    if found is None:
        return None
    over, to = (int(found[at]) * _TIMES[found[at + 1].lower()] for at in (1, 3))
    return ContextWindow(over + 1 if over else 0, to) if over < to else None
