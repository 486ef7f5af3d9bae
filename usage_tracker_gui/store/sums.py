"""Sums of history, from the smallest tables that can answer exactly.

Whole days in the zone of the roll-ups come from sums of days; the ends of a period that cut a day, hours, and days of
another zone come from hours; each from the narrow roll-up when no key or project is asked for. Minutes come from the
live data. A row belongs to the period and the step in which it starts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, literal, select

from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Period, Tokens
from usage_tracker_gui.store import rollups, series, zones
from usage_tracker_gui.store.rollups import sums_of_counts
from usage_tracker_gui.store.series import Found
from usage_tracker_gui.store.sum_query import DIMENSIONS, SumQuery, UsageSum, first_of_month, month_number, namer
from usage_tracker_gui.store.tables import accounts, model_days, model_hours, usage, usage_days, usage_minutes
from usage_tracker_gui.store.usage import edges

_LONG = timedelta(days=400)
_GROUPS = 7  # step, account, key, project, model, tier, price day
_COLUMNS = {"account": "account_id", "key": "key", "project": "project", "model": "model", "tier": "tier"}
_NOTHING: dict[str, int | str] = {"account": 0, "key": "", "project": "", "model": "", "tier": ""}


class _Part(NamedTuple):
    """A range of one table: of its `start` in seconds, or in a roll-up of its `day`."""

    table: Table
    low: int
    high: int


class _Segment(NamedTuple):
    """Everything before `end` that no earlier segment holds; the last one's end is not looked at."""

    end: int
    label: int


def sums(db: Connection, query: SumQuery) -> list[UsageSum]:
    """Ordered by step, then by the dimensions. Empty where nothing was used."""
    services: dict[str, list[int]] = defaultdict(list)
    for row in db.execute(select(accounts.c.id, accounts.c.service)):
        services[row.service].append(row.id)
    found = (series.of_minutes if query.step == "minute" else series.of_history)(db, query.account_ids)
    totals: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for part in _parts(db, query, found):
        for row in db.execute(_select(part, query, found, services)):
            group, counts = row[:_GROUPS], row[_GROUPS:]
            before = totals.get(group)
            totals[group] = counts if before is None else tuple(map(sum, zip(before, counts, strict=True)))
    name = namer(query.step, query.zone)
    return [
        UsageSum(name(step), account, key, project, model, tier, zones.date_of(day), counts[0], Tokens(*counts[1:]))
        for (step, account, key, project, model, tier, day), counts in sorted(totals.items())
    ]


def _parts(db: Connection, query: SumQuery, found: Found) -> list[_Part]:
    if query.step == "minute":
        return [_Part(usage_minutes, query.period.start_unix, query.period.end_unix)]
    start, end = _clipped(db, query.period, found)
    by_key = query.keys or query.projects or "key" in query.dims or "project" in query.dims
    hours, days = (usage, usage_days) if by_key else (model_hours, model_days)
    cut = rollups.zone(db)
    if query.step == "hour" or (query.step is not None and query.zone != cut):
        return [_Part(hours, start, end)] if start < end else []
    first, last = _whole_days(db, start, end, cut, found)
    if first >= last:
        return [_Part(hours, start, end)] if start < end else []
    parts = [
        _Part(hours, start, zones.midnight(first, cut)),
        _Part(days, first, last),
        _Part(hours, zones.midnight(last, cut), end),
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


def _select(part: _Part, query: SumQuery, found: Found, services: Mapping[str, Sequence[int]]) -> Select[Any]:
    table = part.table
    groups: list[tuple[ColumnElement[Any] | None, int | str]] = [  # what to group by, and what stands in for nothing
        (_step(part, query), 0),
        *((table.c[_COLUMNS[dim]] if dim in query.dims else None, _NOTHING[dim]) for dim in DIMENSIONS),
        (_price_day(part, query, services), query.period.start_unix // DAY),
    ]
    moment = table.c.day if _is_of_days(table) else table.c.start
    return (
        select(*(literal(stand_in) if group is None else group for group, stand_in in groups), *sums_of_counts(table))
        .where(*found.lead(table), moment >= part.low, moment < part.high, *_filters(table, query))
        .group_by(*(group for group, _ in groups if group is not None))
        .having(func.count() > 0)  # without any group there is one row over nothing
    )


def _filters(table: Table, query: SumQuery) -> Iterator[ColumnElement[bool]]:
    if query.keys:
        yield table.c.key.in_(list(query.keys))
    if query.projects:
        yield table.c.project.in_(list(query.projects))


def _step(part: _Part, query: SumQuery) -> ColumnElement[int] | None:
    """The number that `namer` writes."""
    table = part.table
    if query.step is None:
        return None
    if query.step in ("minute", "hour"):
        width = MINUTE if query.step == "minute" else HOUR
        return (table.c.start // width * width).label("step_start")
    if query.step == "day":
        if _is_of_days(table):
            return table.c.day.label("step_day")
        return rollups.local_day(table.c.start, zones.offsets(part.low, part.high, query.zone)).label("step_day")
    if _is_of_days(table):
        return _segmented(table.c.day, _months(part.low, part.high - 1)).label("step_month")
    first, last = zones.local_day(part.low, query.zone), zones.local_day(part.high - 1, query.zone)
    months = [_Segment(zones.midnight(end, query.zone), label) for end, label in _months(first, last)]
    return _segmented(table.c.start, months).label("step_month")


def _months(first: int, last: int) -> list[_Segment]:
    """The months of the days from first to last, each until the first day of the next."""
    numbers = range(month_number(zones.date_of(first)), month_number(zones.date_of(last)) + 1)
    return [_Segment(zones.number_of(first_of_month(number + 1)), number) for number in numbers]


def _price_day(part: _Part, query: SumQuery, services: Mapping[str, Sequence[int]]) -> ColumnElement[int] | None:
    first, last = query.period.start_unix // DAY, (query.period.end_unix - 1) // DAY
    table = part.table
    cases = []
    for service, changes in sorted(query.price_changes.items()):
        cuts = sorted({zones.number_of(day) for day in changes if first < zones.number_of(day) <= last})
        if cuts and service in services:
            ends, labels = [*cuts, last + 1], [first, *cuts]
            if _is_of_days(table):
                spans = list(map(_Segment, ends, labels))
                cut = _segmented(table.c.utc_day, spans)
            else:
                cut = _segmented(
                    table.c.start, [_Segment(end * DAY, label) for end, label in zip(ends, labels, strict=True)]
                )
            cases.append((table.c.account_id.in_(list(services[service])), cut))
    return case(*cases, else_=first).label("price_day") if cases else None


def _segmented(moment: ColumnElement[int], segments: Sequence[_Segment]) -> ColumnElement[int]:
    """The label of the segment in which a moment lies."""
    if len(segments) == 1:
        return moment * 0 + segments[0].label  # a column, so that it can be grouped by
    return case(*((moment < end, label) for end, label in segments[:-1]), else_=segments[-1].label)


def _is_of_days(table: Table) -> bool:
    return table in (usage_days, model_days)
