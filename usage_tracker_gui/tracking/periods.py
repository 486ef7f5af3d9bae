"""Which span of time a person means by today, 7 days or this month, cut at the midnights of their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.report import Lookback, View
from usage_tracker_gui.domain.usage import Period


def midnight(at: datetime, zone: str, days_back: int = 0) -> datetime:
    """The start of the local day of `at`, or of an earlier day, in UTC. A missing midnight is the first moment."""
    tz = ZoneInfo(zone)
    day = at.astimezone(tz).date() - timedelta(days=days_back)
    return datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)


def month_start(at: datetime, zone: str) -> datetime:
    tz = ZoneInfo(zone)
    local = at.astimezone(tz)
    return datetime(local.year, local.month, 1, tzinfo=tz).astimezone(UTC)


def period_before(view: View, now: datetime) -> Period:
    """As long as the view's period, and cut alike: whole days earlier, last month for a month, else the hours before.

    The ghost of a chart lies step on step: the first of last month under the first of this one.
    """
    period = period_of(view, now)
    zone = ZoneInfo(view.zone)
    if view.lookback is Lookback.MONTH:
        start = month_start(period.start - timedelta(days=1), view.zone)
        return Period(start, min(start + period.length, period.start))
    if midnight(period.start, view.zone) != period.start:
        hours = timedelta(hours=-(-period.length // timedelta(hours=1)))
        return Period(period.start - hours, period.end - hours)
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    days = (last - period.start.astimezone(zone).date()).days + 1
    start = midnight(period.start, view.zone, days)
    return Period(start, min(start + period.length, period.start))


def period_of(view: View, now: datetime) -> Period:
    """Today counts as a day: 7 days are today and the six before it."""
    match view.lookback:
        case Lookback.TODAY:
            return Period(midnight(now, view.zone), now)
        case Lookback.LAST_HOURS:
            start = now - timedelta(hours=view.hours)
            return Period(start.replace(minute=0, second=0, microsecond=0), now)
        case Lookback.WEEK:
            return Period(midnight(now, view.zone, 6), now)
        case Lookback.MONTH_OF_DAYS:
            return Period(midnight(now, view.zone, 29), now)
        case Lookback.MONTH:
            return Period(month_start(now, view.zone), now)
        case Lookback.CUSTOM:
            return view.custom or Period(midnight(now, view.zone), now)
