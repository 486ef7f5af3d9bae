"""Looking after a database: how large and how sound it is, room that nobody needs, copies and exports."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, select, text

from usage_tracker_gui.store.database import Database
from usage_tracker_gui.store.migrate import VERSION
from usage_tracker_gui.store.tables import metadata, model_days, model_hours, records, units, usage, usage_days

_DERIVED = (model_hours, usage_days, model_days)


@dataclass(frozen=True, slots=True)
class Stats:
    """`rows` are those of usage, told or recorded; `bytes` are what the whole database takes on its disk, `spare` those
    that nothing needs any more. A server gives its own back by itself."""

    place: str
    version: str
    rows: int
    bytes: int
    spare: int = 0


def stats(db: Connection, database: Database) -> Stats:
    place = database.place.removeprefix("The database ")
    rows = sum(db.execute(select(func.count()).select_from(table)).scalar_one() for table in (usage, units, records))
    return Stats(place, VERSION, rows, _size(db, database), _spare(db, database))


def integrity_problem(database: Database) -> str | None:
    """None when every page of the file is sound. A PostgreSQL server looks after its own."""
    if not database.is_sqlite:
        return None
    with database.outside_transaction() as db:
        found = str(db.execute(text("PRAGMA quick_check(1)")).scalar())
    return None if found == "ok" else f"The database {database.path} is damaged ({found})"


def vacuum(database: Database) -> None:
    """Gives room that nothing needs any more back to the disk."""
    with database.outside_transaction() as db:
        db.execute(text("VACUUM"))
        if database.is_sqlite:
            db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def copy_to(database: Database, file: Path) -> None:
    """A sound copy of a SQLite database while others use it; an older file of that name is replaced at the end.

    VACUUM INTO, since copying a file beside its write-ahead log loses pages. Raises ValueError on a server.
    """
    if database.path is None:
        raise ValueError("only a database in a file can be copied to one; a server has pg_dump")
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with database.outside_transaction() as db:
            db.execute(text("VACUUM INTO :copy"), {"copy": str(unfinished)})
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def replace_by(database: Database, file: Path) -> None:
    """All content of a SQLite database by that of another file of the same version, in one transaction.

    Programs that have it open see the new content. Raises ValueError on a server.
    """
    if database.path is None:
        raise ValueError("only a database in a file is replaced by one")
    with database.outside_transaction() as db, closing(sqlite3.connect(file)) as source:
        driver: Any = db.connection.driver_connection
        source.backup(driver)


class Portion(NamedTuple):
    table: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def everything_about(db: Connection, account_id: int) -> Iterator[Portion]:
    """All that is kept about an account, table by table; what is derived from it is left out."""
    name = db.execute(text("SELECT name FROM accounts WHERE id = :id"), {"id": account_id}).scalar()
    for table in metadata.sorted_tables:
        which = _about(table, account_id, name)
        if which is not None and table not in _DERIVED:
            rows = db.execute(select(table).where(which), execution_options={"yield_per": 1000})
            yield Portion(table.name, tuple(column.name for column in table.columns), map(tuple, rows))


def _about(table: Table, account_id: int, name: str | None) -> ColumnElement[bool] | None:
    if "account_id" in table.c:
        return table.c.account_id == account_id
    if table.name == "accounts":
        return table.c.id == account_id
    return table.c.account == name if "account" in table.c else None


def _spare(db: Connection, database: Database) -> int:
    if not database.is_sqlite:
        return 0
    pages, size = (db.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("freelist_count", "page_size"))
    return int(pages * size)


def _size(db: Connection, database: Database) -> int:
    if not database.is_sqlite:
        return int(db.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    if database.path is None:
        return 0
    files = (database.path.with_name(database.path.name + ending) for ending in ("", "-wal", "-shm"))
    return sum(file.stat().st_size for file in files if file.exists())
