"""Saving usage: what a service said about a period takes the place of what it said before.

Only the difference is written. A page read again without news costs a read, a late bucket costs its own row and the
roll-up of its day, and a row that vanished upstream vanishes here. Rows, roll-ups and coverage move in the caller's
one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from usage_tracker_gui.domain.usage import HOUR, MINUTE, QUARTER, Bucket, Period
from usage_tracker_gui.store import accounts, coverage, quarters, rollups, series
from usage_tracker_gui.store.database import insert_rows
from usage_tracker_gui.store.tables import usage, usage_minutes
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
        series.register(db, account_id, stream, grain)
    if gone or touched:
        touched.update(map(start_of, gone), map(start_of, new))
    if table is usage and touched:
        rollups.refresh(db, account_id, stream, touched)
    elif table is usage:
        rollups.add(db, account_id, stream, new)
    coverage.put(db, account_id, stream, covers)
    return len({identity(row) for row in gone} | {identity(row) for row in new}) if gone else len(new)


def readings(
    db: Connection, account_ids: Sequence[int], grain: int, since: datetime
) -> list[tuple[int, str, str, int, int, int]]:
    """(account, key, model, start, all tokens, requests) of every bucket from `since` on, as spikes see them."""
    table, of_grain = (usage_minutes, series.of_minutes) if grain == MINUTE else (usage, series.of_history)
    columns = table.c
    cell = (columns.account_id, columns.key, columns.model, columns.start)
    query = (
        select(*cell, *rollups.sums_of_counts(table))
        .where(*of_grain(db, account_ids).lead(table), columns.grain == grain)
        .where(columns.account_id.in_(list(account_ids)), columns.start >= int(since.timestamp()))
        .group_by(*cell)
    )
    return sorted((row[0], row[1], row[2], row[3], sum(row[5:]), row[4]) for row in db.execute(query))


def edges(db: Connection, found: series.Found) -> tuple[int, int] | None:
    """The first and the last start of a bucket in these series of history."""
    bounds = [bound for one in found.series for bound in series.edges(db, one) or ()]
    return (min(bounds), max(bounds)) if bounds else None


def drop_minutes(db: Connection, before: datetime) -> int:
    """Live data that nobody looks at any more. How many rows went."""
    old = (*series.of_minutes(db).lead(usage_minutes), usage_minutes.c.start < int(before.timestamp()))
    return db.execute(delete(usage_minutes).where(*old)).rowcount
