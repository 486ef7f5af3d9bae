"""How the database fails, told as one sentence: what happened and what to do.

StoreError
├── NewerDatabase         written by a newer version of this program
├── CorruptDatabase       damaged, or not a database at all; left as it is
├── DatabaseFull          the disk is full
├── DatabaseReadOnly      the file, its folder or the server lets nobody write
├── DatabaseBusy          another program holds it for longer than we wait
├── DatabaseMisnamed      its URL can't be understood
├── NotEmpty              a copy was to go where something is already
├── NotACopy              a copy has other sums than its original
└── DatabaseUnreachable   the file can't be opened or the server does not answer

Whatever a transaction had written when one of these was raised is rolled back; what was stored before stays.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path


class StoreError(Exception):
    """One sentence for people: what happened and what to do."""


class NewerDatabase(StoreError):
    pass


class CorruptDatabase(StoreError):
    pass


class DatabaseFull(StoreError):
    pass


class DatabaseReadOnly(StoreError):
    pass


class DatabaseBusy(StoreError):
    pass


class DatabaseMisnamed(StoreError):
    pass


class NotEmpty(StoreError):
    pass


class NotACopy(StoreError):
    pass


class DatabaseUnreachable(StoreError):
    pass


_RESTORE = (
    "It was left as it is. Move it away to start afresh, or bring back a copy with `usage-tracker backup restore FILE`."
)


ROOM_TO_WORK = 1024 * 1024  # bytes: with less free on its disk, SQLite's failure is one of space


def explain(error: BaseException, place: str, file: Path | None = None) -> StoreError | None:
    """The StoreError for a driver's or SQLAlchemy's error; None for what is a mistake of ours and not of the world.

    `file` is the database's, where it is one of this computer.
    """
    original = getattr(error, "orig", None) or error
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return _explain_sqlite(_cause(code & 0xFF, file), place)
    if hasattr(original, "sqlstate"):
        return _explain_postgresql(
            original.sqlstate or "", bool(getattr(error, "connection_invalidated", False)), place
        )
    return None


def _cause(code: int, file: Path | None) -> int:
    """A disk that is full or only to be read is an I/O error to SQLite where the log beside the file is concerned."""
    if code not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR) or file is None or not os.access(file, os.F_OK):
        return code
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return sqlite3.SQLITE_READONLY
    return sqlite3.SQLITE_FULL if shutil.disk_usage(file.parent).free < ROOM_TO_WORK else code


def _explain_sqlite(code: int, place: str) -> StoreError | None:
    match code:
        case sqlite3.SQLITE_FULL:
            return DatabaseFull(
                f"The disk is full, so nothing was written to {_amid(place)}. Free some space and try again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return DatabaseReadOnly(
                f"{place} can't be written. Allow writing to the file and its folder, or choose another data folder "
                "with USAGE_TRACKER_DATA_DIR."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusy(f"Another program is writing to {place} for a long time. Try again in a moment.")
        case sqlite3.SQLITE_CORRUPT:
            return CorruptDatabase(f"{place} is damaged. {_RESTORE}")
        case sqlite3.SQLITE_NOTADB:
            return CorruptDatabase(f"{place} is not a database, or it is damaged. {_RESTORE}")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
            return DatabaseUnreachable(
                f"{place} can't be opened. Look whether its folder exists, may be written and has space."
            )
    return None


def _explain_postgresql(sqlstate: str, disconnected: bool, place: str) -> StoreError | None:
    if sqlstate == "53100":
        return DatabaseFull(
            f"The disk of {_amid(place)} is full, so nothing was written. Free some space and try again."
        )
    if sqlstate in ("25006", "42501"):
        return DatabaseReadOnly(f"{place} lets this user read only. Ask for the right to write, or use another user.")
    if sqlstate in ("55P03", "40P01", "40001"):
        return DatabaseBusy(f"Another program is writing to {_amid(place)}. Try again in a moment.")
    if sqlstate.startswith("28"):
        return DatabaseUnreachable(f"{place} refuses this user. Look at USAGE_TRACKER_DATABASE_URL.")
    if sqlstate == "3D000":
        return DatabaseUnreachable(f"{place} does not exist on the server. Create it, or correct the URL.")
    if sqlstate in ("XX001", "XX002"):
        return CorruptDatabase(f"{place} is damaged. Restore it from a backup of the server.")
    if disconnected or not sqlstate or sqlstate.startswith(("08", "57P", "53")):
        return DatabaseUnreachable(f"{place} does not answer. What is stored there is safe; it is tried again.")
    return None


def _amid(place: str) -> str:
    """As it is written within a sentence."""
    return place[:1].lower() + place[1:]
