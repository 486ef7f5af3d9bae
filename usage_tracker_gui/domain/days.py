"""Days of a time zone: when they begin, and how much of one is over. Exact across changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def day_of(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """In UTC. A midnight that the clock skips is the first moment after it."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def elapsed(at: datetime, zone: str) -> Decimal:
    """The share of the local day of `at` that is over, 0 to 1; a day may have 23 or 25 hours."""
    today = day_of(at, zone)
    start, end = start_of_day(today, zone), start_of_day(today + DAY, zone)
    return Decimal((at - start) / timedelta(microseconds=1)) / Decimal((end - start) / timedelta(microseconds=1))
