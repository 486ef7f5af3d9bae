"""Rows of usage as plain tuples: what a page says, what is stored, and what of it has to change.

The tables of usage and of units look alike: account, stream and grain, then six columns that tell one row of them from
another, then counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import eq, itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select

from usage_tracker_gui.domain.usage import Bucket, Period, UnitBucket

PlainBucket = tuple[Any, ...]  # the fields of a Bucket or UnitBucket, as the database gives them back
Identity = tuple[Any, ...]

_OF_STREAM, _OF_ROW = 3, 6
identity = itemgetter(*range(_OF_ROW))
start_of = itemgetter(0)


def tidy(
    buckets: Sequence[Bucket] | Sequence[UnitBucket], period: Period, keys: Sequence[str]
) -> Sequence[PlainBucket]:
    """In the order of the table's key, each row once: two of the same kind (a service told them apart) are added.

    Rows of keys that were not asked for are left out: this page does not speak for them.
    Raises ValueError for a bucket outside of the period: a later page would double it.
    """
    wanted = set(keys)
    rows: list[PlainBucket] = (
        sorted(bucket for bucket in buckets if bucket.key in wanted) if wanted else sorted(buckets)
    )
    if rows and (start_of(rows[0]) < period.start_unix or start_of(rows[-1]) >= period.end_unix):
        raise ValueError("a bucket lies outside of the period of its page")
    identities = list(map(identity, rows))
    return added(rows) if any(map(eq, identities, identities[1:])) else rows


def added(rows: Iterable[PlainBucket]) -> list[PlainBucket]:
    """Rows of the same identity as one, in the order of their first."""
    joined: dict[Identity, PlainBucket] = {}
    for row in rows:
        same = joined.get(identity(row))
        if same is not None:
            row = (*identity(row), *map(sum, zip(same[_OF_ROW:], row[_OF_ROW:], strict=True)))
        joined[identity(row)] = row
    return list(joined.values())


def stored(
    db: Connection, table: Table, account_id: int, stream: str, grain: int, period: Period, keys: Sequence[str]
) -> list[PlainBucket]:
    query = select(*list(table.c)[_OF_STREAM:]).where(*within(table, account_id, stream, grain, period, keys))
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
    columns = list(table.c)[_OF_STREAM : _OF_STREAM + _OF_ROW]
    names = [f"gone_{column.name}" for column in columns]
    one = delete(table).where(
        table.c.account_id == account_id,
        table.c.stream == stream,
        table.c.grain == grain,
        *(column == bindparam(name) for column, name in zip(columns, names, strict=True)),
    )
    db.execute(one, [dict(zip(names, identity(row), strict=True)) for row in rows])
