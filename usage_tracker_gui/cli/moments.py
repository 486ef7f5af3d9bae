"""Times as people type them: a date, an ISO 8601 time, or a span like 7d."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import click

_SPAN = re.compile(r"(\d{1,5})(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    """`90m`, `6h`, `30d`, `2w`."""
    match = _SPAN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise click.UsageError(f"“{text}” is no span of time: write it like 6h, 30d or 2w.")
    length = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if length > timedelta(days=36_500):
        raise click.UsageError(f"“{text}” is too long: a century is the most.")
    return length


def moment(text: str, now: datetime, zone: str) -> datetime:
    """Aware UTC. A span counts back from now; a bare date is midnight in `zone`, as is a time without an offset."""
    text = text.strip()
    if _SPAN.fullmatch(text):
        return now - span(text)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"“{text}” is no time: write a date (2026-11-24), a time (2026-11-24T15:00Z) or a span (7d)."
        raise click.UsageError(message) from None


def known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        message = f"“{name}” is no time zone: use a name like UTC, Europe/Berlin or Asia/Kolkata."
        raise click.UsageError(message) from None
    return name


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
