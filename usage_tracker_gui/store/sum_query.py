"""What can be asked about history, and how a sum looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.store import zones

Step = Literal["minute", "hour", "day", "month"]
DIMENSIONS = ("account", "key", "project", "model", "tier")


@dataclass(frozen=True, slots=True)
class SumQuery:
    """What is summed. `dims` are among DIMENSIONS; empty filters let everything through, several all have to hold.

    `price_changes` names, by service, the UTC days on which one of its prices changes: sums are cut there.
    """

    period: Period
    step: Step | None = None
    dims: tuple[str, ...] = ("account", "model", "tier")
    zone: str = "UTC"
    price_changes: Mapping[str, Sequence[date]] = field(default_factory=dict)
    account_ids: Sequence[int] | None = None
    keys: Sequence[str] | None = None
    projects: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if not set(self.dims) <= set(DIMENSIONS):
            raise ValueError(f"dimensions are {', '.join(DIMENSIONS)}")
        if self.step not in (None, "minute", "hour", "day", "month"):
            raise ValueError("a step is a minute, an hour, a day or a month")


class UsageSum(NamedTuple):
    """`step` is `2026-11-24`, `2026-11`, an hour or minute with its zone's offset, or ''.

    '' or 0 stand where a dimension was not asked for. `price_day` is the first UTC day, within the period, of the span
    without a change of price in which this usage lies.
    """

    step: str
    account_id: int
    key: str
    project: str
    model: str
    tier: str
    price_day: date
    requests: int
    tokens: Tokens


class UnitSum(NamedTuple):
    """As UsageSum, of one unit that is not a token."""

    step: str
    account_id: int
    key: str
    project: str
    model: str
    unit: str
    price_day: date
    quantity: int


def namer(step: Step | None, zone: str) -> Callable[[int], str]:
    """How a step's number is written: days and months count from 1970, hours and minutes are Unix seconds."""
    if step is None:
        return lambda _number: ""
    if step == "day":
        return lambda number: zones.date_of(number).isoformat()
    if step == "month":
        return lambda number: f"{1970 + number // 12}-{number % 12 + 1:02d}"
    place = ZoneInfo(zone)
    return lambda number: datetime.fromtimestamp(number, UTC).astimezone(place).isoformat(timespec="minutes")


def month_number(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def first_of_month(number: int) -> date:
    return date(1970 + number // 12, number % 12 + 1, 1)
