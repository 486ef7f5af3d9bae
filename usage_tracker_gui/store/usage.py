"""Saving usage: what a service said about a period takes the place of what it said before.

Only the difference is written. A page read again without news costs a read, a late bucket costs its own row and the
roll-up of its day, and a row that vanished upstream vanishes here. Rows, roll-ups and coverage move in the caller's
one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from usage_tracker_gui.domain.usage import HOUR, MINUTE, QUARTER, Bucket, Period
from usage_tracker_gui.store import accounts, coverage, quarters, rollups
from usage_tracker_gui.store.database import insert, insert_rows
from usage_tracker_gui.store.tables import series, usage, usage_minutes
from usage_tracker_gui.store.usage_rows import difference, identity, remove, start_of, stored, tidy


def save(
    db: Connection,
    account_id: int,
    stream: str,
    grain: int,
    period: Period,
    buckets: Sequence[Bucket],
    keys: Sequence[str],
    covers: Mapping[str, Period],
) -> int:
    """How many rows were added, changed or removed. `keys` empty: the page speaks for every key."""
    accounts.lock(db, account_id)
    table = usage_minutes if grain == MINUTE else usage
    rows = tidy(buckets, period, keys)
    touched: set[int] = set()  # seconds whose days have to be summed anew
    if grain == HOUR:
        rows, touched = quarters.kept_beside(db, account_id, stream, period, keys, rows)
    elif grain == QUARTER:
        touched = quarters.take_over(db, account_id, stream, period, keys)
    gone, new = difference(stored(db, table, account_id, stream, grain, period, keys), rows)
    remove(db, table, account_id, stream, grain, gone)
    insert_rows(db, table, (account_id, stream, grain), new)
    if new:
        _register(db, account_id, stream, grain)
    if gone or touched:
        touched.update(map(start_of, gone), map(start_of, new))
    if table is usage and touched:
        rollups.refresh(db, account_id, stream, touched)
    elif table is usage:
        rollups.add(db, account_id, stream, new)
    coverage.put(db, account_id, stream, covers)
    return len({identity(row) for row in gone} | {identity(row) for row in new}) if gone else len(new)


def _register(db: Connection, account_id: int, stream: str, grain: int) -> None:
    db.execute(insert(db, series).values(account_id=account_id, stream=stream, grain=grain).on_conflict_do_nothing())


def readings(
    db: Connection, account_ids: Sequence[int], grain: int, since: datetime
) -> list[tuple[int, str, str, int, int, int]]:
    """(account, key, model, start, all tokens, requests) of every bucket from `since` on, as spikes see them."""
    table = usage_minutes if grain == MINUTE else usage
    columns = table.c
    cell = (columns.account_id, columns.key, columns.model, columns.start)
    query = (
        select(*cell, *rollups.sums_of_counts(table))
        .where(
            *keyed(db, table, account_ids),
            columns.grain == grain,
            columns.start >= int(since.timestamp()),
        )
        .group_by(*cell)
    )
    return sorted((row[0], row[1], row[2], row[3], sum(row[5:]), row[4]) for row in db.execute(query))


def keyed(db: Connection, table: Table, account_ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    """What comes before `start` or `day` in the table's key, so that ranges of these are found and not sought.

    The few values are named: SQLite takes a join with `series` from the wrong end and reads the whole table.
    """
    there = series.c.grain == MINUTE if table is usage_minutes else series.c.grain != MINUTE
    known = select(series).where(there)
    if account_ids is not None:
        known = known.where(series.c.account_id.in_(list(account_ids)))
    rows = db.execute(known).all()
    names = [name for name in ("account_id", "stream", "grain") if name in table.c]
    return [table.c[name].in_(sorted({getattr(row, name) for row in rows})) for name in names]


def edges(db: Connection, account_id: int | None) -> tuple[int, int] | None:
    """The first and the last start of a bucket in history, of one account or of all."""
    query = select(series).where(series.c.grain != MINUTE)
    if account_id is not None:
        query = query.where(series.c.account_id == account_id)
    found: list[int] = []
    for one in db.execute(query).all():
        here = (usage.c.account_id == one.account_id, usage.c.stream == one.stream, usage.c.grain == one.grain)
        for edge in (func.min(usage.c.start), func.max(usage.c.start)):
            second = db.execute(select(edge).where(*here)).scalar()
            found += [] if second is None else [second]
    return (min(found), max(found)) if found else None


def drop_minutes(db: Connection, before: datetime) -> int:
    """Live data that nobody looks at any more. How many rows went."""
    dropped = 0
    for one in db.execute(select(series).where(series.c.grain == MINUTE)).all():
        old = delete(usage_minutes).where(
            usage_minutes.c.account_id == one.account_id,
            usage_minutes.c.stream == one.stream,
            usage_minutes.c.grain == one.grain,
            usage_minutes.c.start < int(before.timestamp()),
        )
        dropped += db.execute(old).rowcount
    return dropped
