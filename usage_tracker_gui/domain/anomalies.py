"""Unusual activity: a key that uses twice what it normally does in that hour of the week.

Normal is the median of the same hour of earlier weeks, so that one odd week does not move it. A key that sleeps in
that hour is held against its average hour instead: a few tokens at night are not "twice of nothing".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.figures import short_count

WEEKS_LOOKED_BACK = 8
ENOUGH_WEEKS = 4
TIMES_NORMAL = 2
LEAST_TOKENS = 1_000  # in an hour: below, nobody cares

ByModel = Mapping[str, int]  # tokens of one hour


@dataclass(frozen=True, slots=True)
class Habit:
    """What a key normally does in one hour of the week: that hour in each earlier week since the key was first used,
    and the tokens of its average hour over all of them."""

    weeks: Sequence[ByModel]
    average_hour: int

    @property
    def is_known(self) -> bool:
        return len(self.weeks) >= ENOUGH_WEEKS

    @property
    def normal(self) -> int:
        return int(median(sum(week.values()) for week in self.weeks))

    @property
    def limit(self) -> int:
        return max(TIMES_NORMAL * max(self.normal, self.average_hour), LEAST_TOKENS)

    def normal_of(self, model: str) -> int:
        return int(median(week.get(model, 0) for week in self.weeks))


def unusual(
    account: str, key: str, key_name: str, used: ByModel, habit: Habit, hour: datetime, at: datetime, zone: str
) -> Alert | None:
    """An alert when the hour that began at `hour` has more tokens than it should, named by the model that grew most."""
    tokens = sum(used.values())
    if not habit.is_known or tokens <= habit.limit:
        return None
    model = max(used, key=lambda name: used[name] - habit.normal_of(name))
    name = key_name or key or "requests without a key"
    local = hour.astimezone(ZoneInfo(zone))
    usually = f"usually {short_count(habit.normal)}" if habit.normal else "usually none"
    return Alert(
        kind=AlertKind.ANOMALY,
        at=at,
        account=account,
        key=key,
        key_name=name,
        model=model,
        value=Decimal(tokens),
        threshold=Decimal(habit.limit),
        message=(
            f"{model} on “{name}” makes for an unusual hour: {short_count(tokens)} tokens since {local:%H:%M}, "
            f"{usually} in this hour of a {local:%A}."
        ),
    )
