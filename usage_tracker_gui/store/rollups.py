"""Day roll-ups: sums of history per local day, kept right by whoever changes history, in the same transaction.

`usage_days` keeps every dimension; `model_days` keeps model and tier alone and is made from it. Both carry the UTC day
beside the local one, because prices change at midnight UTC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from usage_tracker_gui.domain.usage import DAY, MINUTE
from usage_tracker_gui.store import zones
from usage_tracker_gui.store.database import add_rows
from usage_tracker_gui.store.tables import COUNTS, meta, model_days, series, usage, usage_days
from usage_tracker_gui.store.usage_rows import PlainBucket


def zone(db: Connection) -> str:
    """The zone in which the roll-ups cut their days, an IANA name."""
    return str(db.execute(select(meta.c.value).where(meta.c.name == "zone")).scalar_one())


def set_zone(db: Connection, new: str) -> None:
    """Cuts the days of all history anew; nothing to do when the zone is the same."""
    if new == zone(db):
        return
    zones.offset_at(0, new)  # an unknown zone fails before anything is touched
    db.execute(update(meta).where(meta.c.name == "zone").values(value=new))
    rebuild(db)


def rebuild(db: Connection) -> None:
    """All roll-ups from history, for a new zone or after a repair."""
    cut = zone(db)
    for table in (usage_days, model_days):
        db.execute(delete(table))
    for account_id, stream in db.execute(select(series.c.account_id, series.c.stream).distinct()).all():
        grains = grains_of(db, account_id, stream)
        bounds = [_bounds(db, account_id, stream, grain) for grain in grains]
        starts = [bound for bound in bounds if bound is not None]
        if starts:
            first, last = min(low for low, _ in starts), max(high for _, high in starts)
            _fill(db, account_id, stream, zones.local_day(first, cut), zones.local_day(last, cut), cut, grains)


def add(db: Connection, account_id: int, stream: str, rows: Sequence[PlainBucket]) -> None:
    """Adds rows that history did not have before. A first sync does nothing else, and this is far less than to sum
    whole days again; with rows that changed or went, `refresh` is the way."""
    cut = zone(db)
    days: dict[int, tuple[int, int]] = {}
    same: defaultdict[tuple[Any, ...], list[PlainBucket]] = defaultdict(list)
    for row in rows:
        start = row[0]
        day = days.get(start)
        if day is None:
            day = days[start] = (zones.local_day(start, cut), start // DAY)
        same[day, row[1:6]].append(row)
    detailed = [(*day, *who, *_summed(together, 6)) for (day, who), together in same.items()]
    add_rows(db, usage_days, (account_id, stream), detailed)
    narrow: defaultdict[tuple[Any, ...], list[PlainBucket]] = defaultdict(list)
    for summed in detailed:
        narrow[summed[:2] + summed[5:7]].append(summed)
    add_rows(db, model_days, (account_id, stream), [(*key, *_summed(them, 7)) for key, them in narrow.items()])


def _summed(rows: Sequence[PlainBucket], counts_from: int) -> Iterator[int]:
    return map(sum, list(zip(*rows, strict=True))[counts_from:])


def refresh(db: Connection, account_id: int, stream: str, starts: Iterable[int]) -> None:
    """Makes the roll-ups of the days right in which a bucket starts that was changed."""
    cut = zone(db)
    days = sorted({zones.local_day(start, cut) for start in starts})
    grains = grains_of(db, account_id, stream)
    for first, last in _runs(days):
        for table in (usage_days, model_days):
            within = and_(table.c.day >= first, table.c.day <= last)
            db.execute(delete(table).where(table.c.account_id == account_id, table.c.stream == stream, within))
        _fill(db, account_id, stream, first, last, cut, grains)


def grains_of(db: Connection, account_id: int, stream: str) -> list[int]:
    """The grains of a stream's history; minutes are none of it."""
    here = (series.c.account_id == account_id, series.c.stream == stream, series.c.grain != MINUTE)
    found = select(series.c.grain).where(*here)
    return list(db.execute(found).scalars())


def local_day(start: ColumnElement[int], pieces: Sequence[zones.Offset]) -> ColumnElement[int]:
    """The number of the local day in which a second lies, as SQL."""
    return (start + _offset(start, pieces)) // DAY


def sums_of_counts(table: Table) -> list[ColumnElement[int]]:
    """PostgreSQL's sum of whole numbers is a decimal one; ours stay whole."""
    return [cast(func.sum(table.c[name]), BigInteger).label(name) for name in COUNTS]


def _offset(start: ColumnElement[int], pieces: Sequence[zones.Offset]) -> ColumnElement[int] | int:
    if len(pieces) == 1:
        return pieces[0].seconds
    ends = [(start < after.since, piece.seconds) for piece, after in pairwise(pieces)]
    return case(*ends, else_=pieces[-1].seconds)


def _fill(db: Connection, account_id: int, stream: str, first: int, last: int, cut: str, grains: Sequence[int]) -> None:
    low, high = zones.midnight(first, cut), zones.midnight(last + 1, cut)
    day = local_day(usage.c.start, zones.offsets(low, high, cut)).label("local_day")
    utc_day = (usage.c.start // DAY).label("start_day")
    who = (usage.c.key, usage.c.project, usage.c.user, usage.c.model, usage.c.tier)
    detailed = (
        select(usage.c.account_id, usage.c.stream, day, utc_day, *who, *sums_of_counts(usage))
        .where(
            usage.c.account_id == account_id,
            usage.c.stream == stream,
            usage.c.grain.in_(grains),
            usage.c.start >= low,
            usage.c.start < high,
        )
        .group_by(usage.c.account_id, usage.c.stream, day, utc_day, *who)
    )
    db.execute(insert(usage_days).from_select(list(usage_days.c.keys()), detailed))
    days = usage_days.c
    kept = (days.account_id, days.stream, days.day, days.utc_day, days.model, days.tier)
    narrow = (
        select(*kept, *sums_of_counts(usage_days))
        .where(days.account_id == account_id, days.stream == stream, days.day >= first, days.day <= last)
        .group_by(*kept)
    )
    db.execute(insert(model_days).from_select(list(model_days.c.keys()), narrow))


def _bounds(db: Connection, account_id: int, stream: str, grain: int) -> tuple[int, int] | None:
    found = select(func.min(usage.c.start), func.max(usage.c.start)).where(
        usage.c.account_id == account_id, usage.c.stream == stream, usage.c.grain == grain
    )
    low, high = db.execute(found).one()
    return None if low is None else (low, high)


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring days as (first, last)."""
    runs: list[tuple[int, int]] = []
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        together = [day for _, day in run]
        runs.append((together[0], together[-1]))
    return runs
