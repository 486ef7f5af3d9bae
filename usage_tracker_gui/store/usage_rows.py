"""Rows of usage as plain tuples: what a page says, what is stored, and what of it has to change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select

from usage_tracker_gui.domain.usage import Bucket, Period

PlainBucket = tuple[Any, ...]  # the fields of a Bucket, as the database gives them back
Identity = tuple[Any, ...]

IDENTITY = Bucket._fields[:6]  # what tells one row of a stream and grain from another
identity = itemgetter(*range(len(IDENTITY)))
start_of = itemgetter(0)


def tidy(buckets: Sequence[Bucket], period: Period, keys: Sequence[str]) -> Sequence[PlainBucket]:
    """In the order of the table's key, each row once: two of the same kind (a service told them apart) are added.

    Rows of keys that were not asked for are left out: this page does not speak for them.
    Raises ValueError for a bucket outside of the period: a later page would double it.
    """
    wanted = set(keys)
    rows = sorted(bucket for bucket in buckets if bucket.key in wanted) if wanted else sorted(buckets)
    if rows and (rows[0].start < period.start_unix or rows[-1].start >= period.end_unix):
        raise ValueError("a bucket lies outside of the period of its page")
    return rows if len(set(map(identity, rows))) == len(rows) else added(rows)


def added(rows: Iterable[PlainBucket]) -> list[PlainBucket]:
    """Rows of the same identity as one, in the order of their first."""
    joined: dict[Identity, PlainBucket] = {}
    for row in rows:
        same = joined.get(identity(row))
        if same is not None:
            row = (*identity(row), *map(sum, zip(same[6:], row[6:], strict=True)))
        joined[identity(row)] = row
    return list(joined.values())


def stored(
    db: Connection, table: Table, account_id: int, stream: str, grain: int, period: Period, keys: Sequence[str]
) -> list[PlainBucket]:
    columns = [table.c[name] for name in Bucket._fields]
    query = select(*columns).where(*within(table, account_id, stream, grain, period, keys))
    return list(map(tuple, db.execute(query)))


def within(
    table: Table, account_id: int, stream: str, grain: int, period: Period, keys: Sequence[str]
) -> list[ColumnElement[bool]]:
    """The rows that a page of this period and these keys speaks for; no keys: all of them."""
    columns = table.c
    conditions = [
        columns.account_id == account_id,
        columns.stream == stream,
        columns.grain == grain,
        columns.start >= period.start_unix,
        columns.start < period.end_unix,
    ]
    return [*conditions, columns.key.in_(list(keys))] if keys else conditions


def difference(
    before: Sequence[PlainBucket], now: Sequence[PlainBucket]
) -> tuple[Sequence[PlainBucket], Sequence[PlainBucket]]:
    """(rows to delete, rows to insert); a row that changed is in both."""
    if not before:
        return [], now
    kept = set(before).intersection(now)
    return [row for row in before if row not in kept], [row for row in now if row not in kept]


def remove(db: Connection, table: Table, account_id: int, stream: str, grain: int, rows: Sequence[PlainBucket]) -> None:
    if not rows:
        return
    names = [f"gone_{name}" for name in IDENTITY]
    one = delete(table).where(
        table.c.account_id == account_id,
        table.c.stream == stream,
        table.c.grain == grain,
        *(table.c[name] == bindparam(gone) for name, gone in zip(IDENTITY, names, strict=True)),
    )
    db.execute(one, [dict(zip(names, identity(row), strict=True)) for row in rows])
