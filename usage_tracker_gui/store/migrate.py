"""Brings a database to this program's version, once, whoever comes first.

An up-to-date database costs one small read: Alembic is imported only when there is something to do.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from usage_tracker_gui.store.database import Database
from usage_tracker_gui.store.errors import CorruptDatabase, NewerDatabase

VERSION = "0004"  # the newest revision in migrations/versions; a test holds it to be
_LOCK = 0x55736167  # any number that no other program takes for its advisory lock: "Usag"


def migrate(database: Database, zone: str) -> None:
    """`zone` is where a new database cuts its days; an existing one keeps its own."""
    with database.reading() as db:
        version = current_version(db, database.place)
    if version == VERSION:
        return
    with database.writing() as db:
        _lock(db)
        version = current_version(db, database.place)  # somebody may have done it while we waited
        if version == VERSION:
            return
        if version and database.path is not None:
            back_up(database, database.path, version)
        _upgrade(db)
        if not version:
            db.execute(text("INSERT INTO meta (name, value) VALUES ('zone', :zone)"), {"zone": zone})


def current_version(db: Connection, place: str) -> str:
    """'' for an empty database. Raises NewerDatabase, and CorruptDatabase for somebody else's."""
    if not db.dialect.has_table(db, "alembic_version"):
        if db.dialect.name == "sqlite" and inspect(db).get_table_names():
            raise CorruptDatabase(f"{place} belongs to another program. Choose another file.")
        return ""
    version = db.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if version > VERSION:
        raise NewerDatabase(
            f"{place} has version {version}, and this program knows versions up to {VERSION}. "
            "Update UsageTracker, or choose another data folder with USAGE_TRACKER_DATA_DIR."
        )
    return str(version)


def _lock(db: Connection) -> None:
    """SQLite's BEGIN IMMEDIATE has locked already."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def back_up(database: Database, path: Path, version: str) -> None:
    """A copy beside the file. VACUUM INTO, since copying a file with a write-ahead log loses pages."""
    copy = path.with_name(f"{path.name}.version-{version}.backup")
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        with database.outside_transaction() as db:
            db.execute(text("VACUUM INTO :copy"), {"copy": str(unfinished)})
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)


def _upgrade(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
