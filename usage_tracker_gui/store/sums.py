"""Sums of history, from the smallest tables that can answer exactly.

Whole days in the zone of the roll-ups come from sums of days; the ends of a period that cut a day, hours, and days of
another zone come from hours; each from the narrow roll-up when no key or project is asked for. Minutes come from the
live data. A row belongs to the period and the step in which it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal, select

from usage_tracker_gui.domain.usage import DAY, Period, Tokens
from usage_tracker_gui.store import cuts, records, rollups, series, zones
from usage_tracker_gui.store.cuts import Part, Services
from usage_tracker_gui.store.rollups import sums_of_counts
from usage_tracker_gui.store.series import Found
from usage_tracker_gui.store.sum_query import DIMENSIONS, SumQuery, UsageSum, namer
from usage_tracker_gui.store.tables import model_days, model_hours, usage, usage_days, usage_minutes
from usage_tracker_gui.store.usage import edges

_LONG = timedelta(days=400)
_GROUPS = 7  # step, account, key, project, model, tier, price day
_COLUMNS = {"account": "account_id", "key": "key", "project": "project", "model": "model", "tier": "tier"}
_NOTHING: dict[str, int | str] = {"account": 0, "key": "", "project": "", "model": "", "tier": ""}


def sums(db: Connection, query: SumQuery) -> list[UsageSum]:
    """Ordered by step, then by the dimensions. Empty where nothing was used."""
    of_service = cuts.services(db)
    found = (series.of_minutes if query.step == "minute" else series.of_history)(db, query.account_ids)
    totals: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for part in _parts(db, query, found):
        for row in db.execute(_select(part, query, found, of_service)):
            group, counts = row[:_GROUPS], row[_GROUPS:]
            before = totals.get(group)
            totals[group] = counts if before is None else tuple(map(sum, zip(before, counts, strict=True)))
    name = namer(query.step, query.zone)
    return [
        UsageSum(name(step), account, key, project, model, tier, zones.date_of(day), counts[0], Tokens(*counts[1:]))
        for (step, account, key, project, model, tier, day), counts in sorted(totals.items())
    ]


def edge(db: Connection, account_id: int | None, pick: Callable[..., datetime | None]) -> datetime | None:
    """The earliest (`min`) or latest (`max`) start of a bucket of history or of a record, of one account or of all."""
    told = edges(db, series.of_history(db, None if account_id is None else [account_id])) or ()
    return pick([*map(zones.moment, told), *(records.edges(db, account_id) or ())], default=None)


def _parts(db: Connection, query: SumQuery, found: Found) -> list[Part]:
    if query.step == "minute":
        return [Part(usage_minutes, query.period.start_unix, query.period.end_unix)]
    start, end = _clipped(db, query.period, found)
    by_key = query.keys or query.projects or "key" in query.dims or "project" in query.dims
    hours, days = (usage, usage_days) if by_key else (model_hours, model_days)
    cut = rollups.zone(db)
    if query.step == "hour" or (query.step is not None and query.zone != cut):
        return [Part(hours, start, end)] if start < end else []
    first, last = _whole_days(db, start, end, cut, found)
    if first >= last:
        return [Part(hours, start, end)] if start < end else []
    parts = [
        Part(hours, start, zones.midnight(first, cut)),
        Part(days, first, last),
        Part(hours, zones.midnight(last, cut), end),
    ]
    return [part for part in parts if part.low < part.high]


def _clipped(db: Connection, period: Period, found: Found) -> tuple[int, int]:
    """A very long period, "everything", shrunk to what is stored, so that nobody counts the days of a century."""
    if period.length < _LONG:
        return period.start_unix, period.end_unix
    stored = edges(db, found)
    if stored is None:
        return 0, 0
    return max(period.start_unix, stored[0] // DAY * DAY), min(period.end_unix, (stored[1] // DAY + 1) * DAY)


def _whole_days(db: Connection, start: int, end: int, cut: str, found: Found) -> tuple[int, int]:
    """The days [first, last) that the period holds whole. A day is whole, too, when nothing lies in the rest of it."""
    first, last = zones.local_day(start, cut), zones.local_day(end, cut)
    if zones.midnight(first, cut) < start and _anything(db, zones.midnight(first, cut), start, found):
        first += 1
    if zones.midnight(last, cut) < end and not _anything(db, end, zones.midnight(last + 1, cut), found):
        last += 1
    return first, last


def _anything(db: Connection, low: int, high: int, found: Found) -> bool:
    query = select(literal(1)).where(*found.lead(usage), usage.c.start >= low, usage.c.start < high)
    return db.execute(query.limit(1)).scalar() is not None


def _select(part: Part, query: SumQuery, found: Found, of_service: Services) -> Select[Any]:
    table = part.table
    groups: list[tuple[ColumnElement[Any] | None, int | str]] = [  # what to group by, and what stands in for nothing
        (cuts.step(part, query), 0),
        *((table.c[_COLUMNS[dim]] if dim in query.dims else None, _NOTHING[dim]) for dim in DIMENSIONS),
        (cuts.price_day(part, query, of_service), query.period.start_unix // DAY),
    ]
    return (
        select(*(literal(stand_in) if group is None else group for group, stand_in in groups), *sums_of_counts(table))
        .where(*found.lead(table), part.moment >= part.low, part.moment < part.high, *filters(table, query))
        .group_by(*(group for group, _ in groups if group is not None))
        .having(func.count() > 0)  # without any group there is one row over nothing
    )


def filters(table: Table, query: SumQuery) -> Iterator[ColumnElement[bool]]:
    if query.keys:
        yield table.c.key.in_(list(query.keys))
    if query.projects:
        yield table.c.project.in_(list(query.projects))
