"""Days of a time zone on the line of Unix seconds, as SQL can count them.

A day is its number since 1970-01-01. Between two changes of a zone's offset a local day is `(second + offset) / 86400`,
so that a few offsets describe years.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.usage import DAY

_FIRST_DAY = date(1970, 1, 1)


class Offset(NamedTuple):
    """From `since` (Unix seconds) on, local time is UTC plus `seconds`."""

    since: int
    seconds: int


def date_of(day: int) -> date:
    return _FIRST_DAY + timedelta(days=day)


def number_of(day: date) -> int:
    return (day - _FIRST_DAY).days


def local_day(second: int, zone: str) -> int:
    return (second + offset_at(second, zone)) // DAY


def midnight(day: int, zone: str) -> int:
    """The second at which a local day begins."""
    at = datetime.combine(date_of(day), datetime.min.time(), ZoneInfo(zone))
    return int(at.timestamp())


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def offset_at(second: int, zone: str) -> int:
    moment = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone))
    shift = moment.utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def offsets(start: int, end: int, zone: str) -> tuple[Offset, ...]:
    """The zone's offsets in [start, end), the first one valid at `start`."""
    first = Offset(start, offset_at(start, zone))
    later = [change for change in _changes(zone, start // DAY, -(-end // DAY)) if start < change.since < end]
    return (first, *later)


@lru_cache(maxsize=64)
def _changes(zone: str, first_day: int, last_day: int) -> tuple[Offset, ...]:
    found: list[Offset] = []
    before = offset_at(first_day * DAY, zone)
    for day in range(first_day + 1, last_day + 1):
        after = offset_at(day * DAY, zone)
        if after != before:
            found.append(Offset(_moment_of_change((day - 1) * DAY, day * DAY, before, zone), after))
        before = after
    return tuple(found)


def _moment_of_change(low: int, high: int, before: int, zone: str) -> int:
    return low + 1 + bisect_right(range(low + 1, high), False, key=lambda second: offset_at(second, zone) != before)
