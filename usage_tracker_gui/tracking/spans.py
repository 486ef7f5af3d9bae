"""Which spans of time a pass still has to read, and in which order.

Two ways of reading keep the covered span whole at every moment, so that a pass may be killed anywhere:
forward from the cursor, oldest first, and backward from the oldest hour that is covered, newest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from usage_tracker_gui.domain.usage import DAY, Period


@dataclass(frozen=True, slots=True)
class Span:
    """One query's worth of time for keys that have the same past. Forward, every page may move the cursor; backward,
    only the last one may."""

    period: Period
    keys: tuple[str, ...]
    forward: bool


def keys_by_coverage(coverage: Mapping[str, Period], keys: Sequence[str]) -> dict[Period | None, tuple[str, ...]]:
    """Watched keys that can be read together, because the same span of theirs is known."""
    groups: dict[Period | None, list[str]] = {}
    for key in keys:
        groups.setdefault(coverage.get(key), []).append(key)
    return {covered: tuple(members) for covered, members in groups.items()}


def ahead(covered: Period, now: datetime, lag: timedelta, keys: tuple[str, ...], chunk: timedelta) -> list[Span]:
    """From the cursor less the lag up to now, oldest first."""
    start = max(covered.start, covered.end - lag)
    return [Span(period, keys, forward=True) for period in _days_of(Period(min(start, now), now), chunk)]


def behind(oldest: datetime, wanted: datetime, keys: tuple[str, ...], chunk: timedelta) -> list[Span]:
    """From the oldest known hour back to what is wanted, newest first."""
    if wanted >= oldest:
        return []
    periods = _days_of(Period(wanted, oldest), chunk)
    return [Span(period, keys, forward=False) for period in reversed(periods)]


def _days_of(period: Period, chunk: timedelta) -> list[Period]:
    """The period cut at UTC midnights into pieces of at most `chunk`, so that a day is re-read whole."""
    step = max(DAY, int(chunk.total_seconds()) // DAY * DAY)
    pieces: list[Period] = []
    start, end = period.start_unix, period.end_unix
    while start < end:
        cut = min(end, start // DAY * DAY + step)
        pieces.append(Period.of_unix(start, cut))
        start = cut
    return pieces


def covered_by(spans: Mapping[str, Period], now: datetime) -> dict[str, Period]:
    """What is really covered at `now`. Whatever lies behind it was written by a clock that ran ahead: nobody can have
    read it, and it would hide a gap."""
    return {key: Period(span.start, min(span.end, max(now, span.start))) for key, span in spans.items()}


def joined(covered: Period | None, read: Period) -> Period:
    """What is covered after `read`: the union where they touch. Where they don't, the cursor stays, and the gap is
    read later."""
    if covered is None:
        return read
    if read.start <= covered.end and covered.start <= read.end:
        return Period(min(covered.start, read.start), max(covered.end, read.end))
    return covered
