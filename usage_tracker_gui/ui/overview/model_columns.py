"""What the ranking of models tells beside their cost: how much came from a cache, and in which tiers they ran."""

from __future__ import annotations

from decimal import Decimal

from usage_tracker_gui.domain.report import GroupBy, Summary
from usage_tracker_gui.ui.parts.wording import percent, share
from usage_tracker_gui.ui.series.usage_lines import Line, grouped, ranked


def cached_of(line: Line) -> str:
    """The share of a line's input that was read from a cache."""
    cached, every = line.figures.known("cached_input_tokens"), line.figures.known("input_tokens")
    return percent(None if cached is None or every is None else share(Decimal(cached), Decimal(every)))


def tiers_by_model(usage: Summary) -> dict[str, str]:
    """The tier in which most of a model's cost lies, and how many more there are: `standard +2`."""
    tiers: dict[str, list[str]] = {}
    for line in ranked(grouped(usage, (GroupBy.MODEL, GroupBy.TIER))):
        model, tier = line.ids
        tiers.setdefault(model, []).append(tier)
    return {model: f"{first} +{len(more)}" if more else first for model, (first, *more) in tiers.items()}
