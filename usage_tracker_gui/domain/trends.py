"""How single lines of a table went over time: what a page asks for beside its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.domain.usage import Period

MOST_HOURS = timedelta(days=2)
MOST_DAYS = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class TrendWish:
    """By what lines are told apart, and of which keys alone, so that a thousand keys nobody sees cost nothing."""

    by: tuple[GroupBy, ...]
    keys: tuple[str, ...] = ()  # IDs; empty: all


def trend_step(period: Period) -> GroupBy:
    """The step that makes a small line of a period: hours of a day, days of a month, months of years."""
    if period.length <= MOST_HOURS:
        return GroupBy.HOUR
    return GroupBy.DAY if period.length <= MOST_DAYS else GroupBy.MONTH
