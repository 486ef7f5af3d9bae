"""Roll-ups: sums of history, kept right by whoever changes history, in the same transaction.

`usage_days` sums each local day in every dimension. `model_hours` sums each hour by model and tier alone, and
`model_days` each local day, because that is what a window asks for all the time. Days carry the UTC day beside the
local one: prices change at midnight UTC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from usage_tracker_gui.domain.usage import DAY
from usage_tracker_gui.store import series, zones
from usage_tracker_gui.store.database import add_rows
from usage_tracker_gui.store.tables import COUNTS, meta, model_days, model_hours, usage, usage_days
from usage_tracker_gui.store.usage_rows import PlainBucket, start_of

_Groups = defaultdict[tuple[Any, ...], list[PlainBucket]]
_STARTS_A_STATEMENT = 1000  # parameters have a limit


def zone(db: Connection) -> str:
    """The zone in which the roll-ups cut their days, an IANA name."""
    return str(db.execute(select(meta.c.value).where(meta.c.name == "zone")).scalar_one())


def set_zone(db: Connection, new: str) -> None:
    """Cuts the days of all history anew; nothing to do when the zone is the same."""
    if new == zone(db):
        return
    zones.offset_at(0, new)  # an unknown zone fails before anything is touched
    db.execute(update(meta).where(meta.c.name == "zone").values(value=new))
    _cut_days(db)


def rebuild(db: Connection) -> None:
    """All roll-ups from history, after a repair or when history came by other ways."""
    db.execute(delete(model_hours))
    for stream, first, last in _streams(db):
        stream.fill_hours(usage.c.start >= first, usage.c.start <= last)
    _cut_days(db)


def _cut_days(db: Connection) -> None:
    for table in (usage_days, model_days):
        db.execute(delete(table))
    for stream, first, last in _streams(db):
        stream.fill_days(zones.local_day(first, stream.cut), zones.local_day(last, stream.cut))


def _streams(db: Connection) -> Iterator[tuple[_Stream, int, int]]:
    """Every stream of history with the first and the last start of its buckets."""
    spans: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for one in series.of_history(db).series:
        spans[one.account_id, one.stream] += series.edges(db, one) or ()
    cut = zone(db)
    for (account_id, stream), starts in spans.items():
        if starts:
            yield _Stream(db, account_id, stream, cut), min(starts), max(starts)


def add(db: Connection, account_id: int, stream: str, rows: Sequence[PlainBucket]) -> None:
    """Adds rows that history did not have before, in order of time. A first sync does nothing else, and this is far
    less than to sum whole days again; with rows that changed or went, `refresh` is the way."""
    cut = zone(db)
    per_day: defaultdict[tuple[int, int], _Groups] = defaultdict(_groups)
    per_model_day: defaultdict[tuple[int, int], _Groups] = defaultdict(_groups)
    hours: list[PlainBucket] = []
    for start, together in groupby(rows, start_of):
        day = (zones.local_day(start, cut), start // DAY)
        by_who, by_model = per_day[day], _groups()
        for row in together:
            by_who[row[1:6]].append(row)
            by_model[row[4:6]].append(row)
        of_hour = [(start, *model, *_summed(same, 6)) for model, same in by_model.items()]
        for hour in of_hour:
            per_model_day[day][hour[1:3]].append(hour)
        hours += of_hour
    prefix = (account_id, stream)
    add_rows(db, usage_days, prefix, _sums(per_day, 6))
    add_rows(db, model_hours, prefix, hours)
    add_rows(db, model_days, prefix, _sums(per_model_day, 3))


def _groups() -> _Groups:
    return defaultdict(list)


def _sums(days: Mapping[tuple[int, int], _Groups], counts_from: int) -> list[PlainBucket]:
    groups = ((day, who, same) for day, found in days.items() for who, same in found.items())
    return [(*day, *who, *_summed(same, counts_from)) for day, who, same in groups]


def _summed(rows: Sequence[PlainBucket], counts_from: int) -> Iterator[int]:
    return map(sum, islice(zip(*rows, strict=True), counts_from, None))


def refresh(db: Connection, account_id: int, stream: str, starts: Collection[int]) -> None:
    """Makes the sums of the hours, and of their days, right in which a bucket starts that was changed."""
    here = _Stream(db, account_id, stream, zone(db))
    ordered = sorted(starts)
    for at in range(0, len(ordered), _STARTS_A_STATEMENT):
        changed = ordered[at : at + _STARTS_A_STATEMENT]
        db.execute(delete(model_hours).where(*here.of(model_hours), model_hours.c.start.in_(changed)))
        here.fill_hours(usage.c.start.in_(changed))
    for first, last in _runs(sorted({zones.local_day(start, here.cut) for start in ordered})):
        for table in (usage_days, model_days):
            db.execute(delete(table).where(*here.of(table), table.c.day >= first, table.c.day <= last))
        here.fill_days(first, last)


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


class _Stream:
    """One stream of an account, whose roll-ups are filled from its history."""

    def __init__(self, db: Connection, account_id: int, stream: str, cut: str) -> None:
        self._db, self._account_id, self._stream, self.cut = db, account_id, stream, cut
        of_account = series.of_history(db, [account_id]).series
        self._grains = [one.grain for one in of_account if one.stream == stream]

    def of(self, table: Table) -> list[ColumnElement[bool]]:
        here = [table.c.account_id == self._account_id, table.c.stream == self._stream]
        return [*here, table.c.grain.in_(self._grains)] if "grain" in table.c else here

    def fill_hours(self, *which: ColumnElement[bool]) -> None:
        kept = [usage.c[column.name] for column in model_hours.primary_key]
        self._insert(model_hours, select(*kept, *sums_of_counts(usage)).where(*self.of(usage), *which).group_by(*kept))

    def fill_days(self, first: int, last: int) -> None:
        low, high = zones.midnight(first, self.cut), zones.midnight(last + 1, self.cut)
        for table, source in ((usage_days, usage), (model_days, model_hours)):
            start = source.c.start
            day = local_day(start, zones.offsets(low, high, self.cut)).label("local_day")
            days = {"day": day, "utc_day": (start // DAY).label("start_day")}
            names = [column.name for column in table.primary_key]
            kept = [days[name] if name in days else source.c[name] for name in names]
            query = select(*kept, *sums_of_counts(source)).where(*self.of(source), start >= low, start < high)
            self._insert(table, query.group_by(*kept))

    def _insert(self, table: Table, query: Select[Any]) -> None:
        self._db.execute(insert(table).from_select(list(table.c.keys()), query))


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring days as (first, last)."""
    runs: list[tuple[int, int]] = []
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        together = [day for _, day in run]
        runs.append((together[0], together[-1]))
    return runs
