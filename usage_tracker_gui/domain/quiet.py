"""Quiet hours: a span of the day in which nobody wants to be disturbed."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo


def is_quiet(at: datetime, zone: str, span: tuple[time, time] | None) -> bool:
    """`span` is [from, to) in local time; one that ends before it starts goes past midnight."""
    if span is None:
        return False
    start, end = span
    local = at.astimezone(ZoneInfo(zone)).time()
    return start <= local < end if start < end else local >= start or local < end
