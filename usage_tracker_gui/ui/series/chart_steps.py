"""The steps of a chart: where each begins in a person's own zone, how it is called, and which get a label.

A chart's x axis counts steps, it does not measure seconds: months of 28 and 31 days are equally wide, and a day of 23
hours leaves no crack.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.language.dates import (
    clock,
    long_day,
    long_month,
    month,
    plain_day,
    short_day,
    short_month,
)


class Step(StrEnum):
    """A chart also shows weeks, which it folds from days: a report knows none."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def asked(self) -> GroupBy:
        """What a report is asked for to draw this step."""
        return GroupBy.DAY if self is Step.WEEK else GroupBy(self.value)

    @property
    def rough_length(self) -> timedelta:
        return _LENGTHS[self]


_LENGTHS = {
    Step.MINUTE: timedelta(minutes=1),
    Step.HOUR: timedelta(hours=1),
    Step.DAY: timedelta(days=1),
    Step.WEEK: timedelta(days=7),
    Step.MONTH: timedelta(days=30),
}
MOST_STEPS = 3000  # more bars than a screen has pixels tell nobody anything


def fitting_steps(period: Period) -> tuple[Step, ...]:
    """The steps worth offering for a period: never one bar of a thousandth pixel, never half a bar."""
    fitting = [step for step in Step if step.rough_length <= period.length <= step.rough_length * MOST_STEPS]
    return tuple(fitting) or (Step.MINUTE,)


@dataclass(frozen=True, slots=True)
class Steps:
    """`starts` are aware and in the zone, ascending; `end` closes the last step, which may reach past the period."""

    step: Step
    starts: tuple[datetime, ...]
    end: datetime

    def __len__(self) -> int:
        return len(self.starts)

    def end_of(self, index: int) -> datetime:
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.end

    def index_at(self, at: datetime) -> int | None:
        """The step that holds a moment; None outside."""
        if not self.starts or at < self.starts[0] or at >= self.end:
            return None
        return bisect_right(self.starts, at) - 1

    def position_at(self, at: datetime) -> float | None:
        """Where a moment lies on an axis on which step i reaches from i - 0.5 to i + 0.5."""
        index = self.index_at(at)
        if index is None:
            return None
        start, end = self.starts[index].astimezone(UTC), self.end_of(index).astimezone(UTC)
        return index - 0.5 + (at - start) / (end - start)

    def title(self, index: int) -> str:
        """One step in full, for a readout: `Tue 24 Nov 2026, 14:00–15:00`."""
        start, end = self.starts[index], self.end_of(index)
        day = long_day(start)
        if self.step in (Step.MINUTE, Step.HOUR):
            return f"{day}, {clock(start)}–{clock(end)}"
        if self.step is Step.WEEK:
            last = end - timedelta(days=1)
            return f"{short_day(start)} – {plain_day(last)}"
        return day if self.step is Step.DAY else long_month(start)


def steps_of(period: Period, step: Step, zone: str) -> Steps:
    """Every step that touches the period, those without usage too."""
    starts = tuple(_starts(period, step, ZoneInfo(zone)))
    if not starts:
        return Steps(step, (), period.end)
    return Steps(step, starts[:-1], starts[-1])


def _starts(period: Period, step: Step, zone: ZoneInfo) -> Iterator[datetime]:
    """The start of each step and, last, the end of all."""
    if period.end <= period.start:
        return
    first = period.start.astimezone(zone)
    if step in (Step.MINUTE, Step.HOUR):
        yield from _even_starts(first, period.end, step.rough_length, zone)
        return
    day = _first_day(first.date(), step)
    while (start := datetime.combine(day, time(), zone)) < period.end:
        yield start
        day = _next_day(day, step)
    yield start


def _even_starts(first: datetime, end: datetime, length: timedelta, zone: ZoneInfo) -> Iterator[datetime]:
    # In UTC, so that the hour a clock repeats in autumn is two steps and the one it skips in spring is none.
    minute = first.minute if length < timedelta(hours=1) else 0
    at = first.replace(minute=minute, second=0, microsecond=0).astimezone(UTC)
    while at < end:
        yield at.astimezone(zone)
        at += length
    yield at.astimezone(zone)


def _first_day(day: date, step: Step) -> date:
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def _next_day(day: date, step: Step) -> date:
    if step is Step.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + (timedelta(days=7) if step is Step.WEEK else timedelta(days=1))


def moment_of(text: str, zone: str) -> datetime:
    """The start of a report row's step: a month `2026-11`, a day `2026-11-24`, or an ISO time with its offset."""
    if len(text) == len("2026-11"):
        text += "-01"
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


Chooses = Callable[[datetime], bool]

# From fine to coarse: which steps get a label. The first choice that fits the room is taken.
_CHOICES: dict[Step, tuple[Chooses, ...]] = {
    Step.MINUTE: (
        lambda at: True,
        lambda at: at.minute % 5 == 0,
        lambda at: at.minute % 15 == 0,
        lambda at: at.minute % 30 == 0,
        lambda at: at.minute == 0,
        lambda at: at.minute == 0 and at.hour % 3 == 0,
        lambda at: at.minute == 0 and at.hour % 6 == 0,
    ),
    Step.HOUR: (
        lambda at: True,
        lambda at: at.hour % 3 == 0,
        lambda at: at.hour % 6 == 0,
        lambda at: at.hour % 12 == 0,
        lambda at: at.hour == 0,
        lambda at: at.hour == 0 and at.weekday() == 0,
        lambda at: at.hour == 0 and at.day == 1,
    ),
    Step.DAY: (
        lambda at: True,
        lambda at: at.toordinal() % 2 == 0,
        lambda at: at.weekday() == 0,
        lambda at: at.weekday() == 0 and at.toordinal() // 7 % 2 == 0,
        lambda at: at.day == 1,
        lambda at: at.day == 1 and at.month % 3 == 1,
        lambda at: at.day == 1 and at.month == 1,
    ),
    Step.WEEK: (
        lambda at: True,
        lambda at: at.toordinal() // 7 % 2 == 0,
        lambda at: at.toordinal() // 7 % 4 == 0,
        lambda at: at.toordinal() // 7 % 13 == 0,
        lambda at: at.toordinal() // 7 % 52 == 0,
    ),
    Step.MONTH: (
        lambda at: True,
        lambda at: at.month % 3 == 1,
        lambda at: at.month % 6 == 1,
        lambda at: at.month == 1,
    ),
}


def labels(steps: Steps, first: int, last: int, room: int) -> list[tuple[int, str]]:
    """At most `room` labelled steps of first..last, on round times of the zone's clock and calendar."""
    shown = range(max(0, first), min(len(steps) - 1, last) + 1)
    for chooses in _CHOICES[steps.step]:
        chosen = [index for index in shown if chooses(steps.starts[index])]
        if len(chosen) <= max(1, room):
            return [(index, _label(steps.step, steps.starts[index])) for index in chosen]
    return [(index, _label(steps.step, steps.starts[index])) for index in chosen[:: -(-len(chosen) // max(1, room))]]


def _label(step: Step, start: datetime) -> str:
    if step is Step.MONTH:
        return month(start) if start.month == 1 else short_month(start)
    midnight = start.hour == 0 and start.minute == 0
    if step in (Step.DAY, Step.WEEK) or midnight:
        return short_day(start)
    return clock(start)
