"""One connection to the database, its transactions, and what SQLite and PostgreSQL do differently.

Everything else in this room is the same SQL for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from usage_tracker_gui.store.errors import DatabaseMisnamed, DatabaseUnreachable, StoreError, explain

BUSY_SECONDS = 10  # how long a writer waits for another one
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
    # 16 MB of log between checkpoints: a page of usage is about 2 MB, and a checkpoint at each would write twice
    "PRAGMA wal_autocheckpoint=4000",
)
Prefix = tuple[int | str, ...]
ROWS_A_STATEMENT = 256  # one step of SQLite without Python's lock, and fewer turns of the window's thread to wait for


class Database:
    """A connection of one thread. `place` names it for people, without a password."""

    def __init__(self, location: str | Path) -> None:
        self.url = _url(location)
        self.path = _sqlite_path(self.url)
        self.place = f"The database {self.path or _server_name(self.url)}"
        self.engine = _engine(self.url)
        try:
            with self.explained():
                self._connection = self.engine.connect()
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One view of the database, however many statements read it."""
        begin = "BEGIN" if self.is_sqlite else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        with self.explained(), self._connection.begin():
            self._connection.exec_driver_sql(begin)
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of it or nothing. In SQLite the only writer; in PostgreSQL callers lock what they must."""
        with self.explained(), self._connection.begin():
            if self.is_sqlite:
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield self._connection

    @contextmanager
    def outside_transaction(self) -> Iterator[Connection]:
        """For VACUUM and its kin, which refuse to run inside one. A connection of its own."""
        engine = _engine(self.url)
        try:
            with self.explained(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield connection
        finally:
            engine.dispose()

    def close(self) -> None:
        self._connection.close()
        self.engine.dispose()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Failures of this database become StoreErrors that name it."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:
            told = explain(error, self.place, self.path)
            if told is None:
                raise
            raise told from error


def insert(db: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; both databases spell it alike."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def insert_rows(db: Connection, table: Table, prefix: Prefix, rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows: each is `prefix` and the rest of the columns in order. SQLAlchemy's own way takes thrice the time."""
    if db.dialect.name == "sqlite":
        _insert_many(db, table, prefix, rows, "")
    else:
        _copy(db, table, prefix, rows)


def add_rows(db: Connection, table: Table, prefix: Prefix, rows: Sequence[tuple[Any, ...]]) -> None:
    """As `insert_rows`; where a row of that key exists, its other columns grow by the new one's."""
    quote = db.dialect.identifier_preparer.quote
    key = ", ".join(quote(column.name) for column in table.primary_key)
    names = [quote(column.name) for column in table.columns if not column.primary_key]
    grown = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in names)
    _insert_many(db, table, prefix, rows, f" ON CONFLICT ({key}) DO UPDATE SET {grown}")


def add_new_rows(db: Connection, table: Table, prefix: Prefix, rows: Sequence[tuple[Any, ...]]) -> int:
    """As `insert_rows`; a row whose key exists changes nothing. How many were new."""
    return _insert_many(db, table, prefix, rows, " ON CONFLICT DO NOTHING")


def _insert_many(db: Connection, table: Table, prefix: Prefix, rows: Sequence[tuple[Any, ...]], ending: str) -> int:
    mark = "?" if db.dialect.paramstyle == "qmark" else "%s"
    literals = [str(part) if isinstance(part, int) else _quoted(part, mark) for part in prefix]
    one = f"({', '.join([*literals, *[mark] * (len(table.columns) - len(prefix))])})"
    into = f"INSERT INTO {db.dialect.identifier_preparer.format_table(table)} VALUES "  # noqa: S608 - our own names
    many = len(rows) - len(rows) % ROWS_A_STATEMENT
    added = 0
    if many:
        groups = [
            tuple(chain.from_iterable(rows[at : at + ROWS_A_STATEMENT])) for at in range(0, many, ROWS_A_STATEMENT)
        ]
        added += db.exec_driver_sql(into + ", ".join([one] * ROWS_A_STATEMENT) + ending, groups).rowcount
    if many < len(rows):
        added += db.exec_driver_sql(into + one + ending, list(map(tuple, rows[many:]))).rowcount
    return added


def _quoted(text: str, mark: str) -> str:
    quoted = "'" + text.replace("'", "''") + "'"
    return quoted.replace("%", "%%") if mark == "%s" else quoted


def _copy(db: Connection, table: Table, prefix: Prefix, rows: Sequence[tuple[Any, ...]]) -> None:
    name = db.dialect.identifier_preparer.format_table(table)
    driver: Any = db.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(prefix + row)


def _url(location: str | Path) -> URL:
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):  # a port that is no number, which may be a part of a password
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        # `from None` and no echo: the text may hold a password
        raise DatabaseMisnamed(
            "USAGE_TRACKER_DATABASE_URL is not understood. Write postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, "
            "with %2F for a slash in the password and %40 for an at sign."
        ) from None
    if url.get_backend_name() == "sqlite":
        return url
    return url.set(drivername="postgresql+psycopg")


def _sqlite_path(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _server_name(url: URL) -> str:
    return f"{url.database or ''} at {url.host or 'the local server'}" if url.host or url.database else "in memory"


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 10})
    except ImportError:
        raise DatabaseUnreachable("PostgreSQL needs the package psycopg, which is not installed here.") from None
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        # isolation_level None: the driver begins nothing by itself, `reading` and `writing` do
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
