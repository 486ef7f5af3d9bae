"""What if: the same usage priced in each tier, and without a cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from usage_tracker_gui.domain.report import Figures, View


@dataclass(frozen=True, slots=True)
class KeyTiers:
    """One key's part of a comparison; '' is usage without a key."""

    key: str
    name: str  # '' where it has none
    billed: Figures
    tiers: Mapping[str, Figures]
    uncached: Figures


@dataclass(frozen=True, slots=True)
class TierComparison:
    """`tiers`: all of the usage in that tier. `uncached`: as billed, had every cached token been plain input."""

    view: View
    billed: Figures
    tiers: Mapping[str, Figures]
    uncached: Figures
    keys: tuple[KeyTiers, ...] = ()  # the dearest first
