"""A whole history from one database into another, empty one: SQLite to PostgreSQL, or back.

One transaction of the target, and the proof is a part of it: the target holds everything, proved, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import NullType

from usage_tracker_gui.domain.usage import DAY
from usage_tracker_gui.store.database import Database, insert_rows
from usage_tracker_gui.store.errors import NotACopy, NotEmpty
from usage_tracker_gui.store.tables import (
    accounts,
    costs,
    leases,
    meta,
    metadata,
    model_days,
    model_hours,
    records,
    units,
    usage,
    usage_days,
    usage_minutes,
)

_ROWS_AT_A_TIME = 10_000
_TABLES = [table for table in metadata.sorted_tables if table is not leases]  # who reads an account now is no history
_NUMBERED = [table for table in _TABLES if "id" in table.primary_key.columns and len(table.primary_key.columns) == 1]
_DAYS: dict[Table, ColumnElement[int]] = {  # the tables that grow with time, and the day of a row
    **{table: table.c.start // DAY for table in (usage, usage_minutes, units, costs, model_hours)},
    **{table: table.c.day for table in (usage_days, model_days)},
    records: type_coerce(records.c.at, BigInteger) // (DAY * 1_000_000),
}
_TOLD_APART = ("account_id", "stream", "grain", "model", "tier", "unit")


@dataclass(frozen=True, slots=True)
class TableCopy:
    """`sums` were compared: each of one day, account, stream, model and tier. 0 where every row was compared."""

    table: str
    rows: int
    sums: int


def transfer(source: Database, target: Database) -> tuple[TableCopy, ...]:
    """Copies every table with its numbers, and proves that both are the same. Other programs may read meanwhile; what
    they write to the source after the start is not copied.

    Raises NotEmpty, NotACopy and every other StoreError; the target is then as it was.
    """
    with source.reading() as ours, target.writing() as theirs:
        _keep_others_out(theirs)
        _refuse_content(theirs, target.place)
        theirs.execute(delete(meta))
        for table in _TABLES:
            for rows in _portions(source, ours, table):
                insert_rows(theirs, table, (), rows)
        _go_on_numbering(source, ours, theirs)
        return tuple(_proved(source, ours, theirs, table, target.place) for table in _TABLES)


def _keep_others_out(db: Connection) -> None:
    """SQLite's BEGIN IMMEDIATE has done so already."""
    if db.dialect.name == "postgresql":
        names = ", ".join(db.dialect.identifier_preparer.format_table(table) for table in _TABLES)
        db.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _refuse_content(db: Connection, place: str) -> None:
    for table in _TABLES:
        if table is not meta and db.execute(select(exists(select(literal(1)).select_from(table)))).scalar():
            raise NotEmpty(
                f"{place} holds {table.name.replace('_', ' ')} already, and a copy would mix two histories. "
                "Name an empty database; nothing was copied."
            )


def _portions(database: Database, db: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Values as the database keeps them. A failure is told of the database that is read."""
    raw = select(*(type_coerce(column, NullType()) for column in table.columns))
    with database.explained():
        found = db.execute(raw, execution_options={"yield_per": _ROWS_AT_A_TIME})
        for rows in found.partitions():
            yield [tuple(row) for row in rows]


def _go_on_numbering(source: Database, ours: Connection, theirs: Connection) -> None:
    """A number that was given once never comes back, though its account may be gone."""
    for table in _NUMBERED:
        with source.explained():
            last = _last_number(ours, table)
        if not last:
            continue
        if theirs.dialect.name == "postgresql":
            theirs.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": table.name, "last": last}
            )
        elif table is accounts:
            _put_sqlite_number(theirs, table, last)


def _last_number(db: Connection, table: Table) -> int:
    highest = db.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    if db.dialect.name == "postgresql":
        asked = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")
    elif table is accounts:
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    else:
        return int(highest)
    return max(int(highest), int(db.execute(asked, {"name": table.name}).scalar() or 0))


def _put_sqlite_number(db: Connection, table: Table, last: int) -> None:
    db.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    db.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), {"name": table.name, "last": last})


def _proved(source: Database, ours: Connection, theirs: Connection, table: Table, place: str) -> TableCopy:
    look = _sums if table in _DAYS else _rows
    with source.explained():
        before, rows = look(ours, table), _count(ours, table)
    if look(theirs, table) != before or _count(theirs, table) != rows:
        raise NotACopy(f"The copy of {table.name} differs from the original, so nothing was kept in {place}.")
    return TableCopy(table.name, rows, len(before) if table in _DAYS else 0)


def _count(db: Connection, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def _rows(db: Connection, table: Table) -> set[tuple[Any, ...]]:
    return set(map(tuple, db.execute(select(table))))


def _sums(db: Connection, table: Table) -> set[tuple[Any, ...]]:
    """How many rows, and the sum of each number that is not a part of the key, by day and what tells usage apart."""
    groups = [_DAYS[table], *(table.c[name] for name in _TOLD_APART if name in table.c)]
    numbers = [type_coerce(column, BigInteger) for column in table.columns if _is_summed(column)]
    figures = [figure for number in numbers for figure in (func.count(number), cast(func.sum(number), BigInteger))]
    return set(map(tuple, db.execute(select(*groups, func.count(), *figures).group_by(*groups))))


def _is_summed(column: Any) -> bool:
    kept_as = getattr(column.type, "impl_instance", column.type)
    return not column.primary_key and isinstance(kept_as, BigInteger)
