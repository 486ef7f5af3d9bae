"""Both databases for every test that asks for a `location`: SQLite in a file, and a PostgreSQL server of our own."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.store.store import Store

_numbers = count(1)


class Server:
    """A PostgreSQL server on a socket in a folder of its own. PostgreSQL refuses to run as root, so root lends it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self.folder = programs, folder
        self._as_user = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
        if self._as_user:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "fast", "stop")

    def new_database(self) -> str:
        name = f"test{next(_numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            db.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://app@/{database}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as_user, str(self._programs / program), *arguments], check=True, stdout=subprocess.DEVNULL
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = _server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="usage-pg-"))  # short: a socket's path has 107 characters at most
    server = Server(programs, folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


def _server_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return tmp_path / "usage.db"
    server: Server = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def store(location: str | Path) -> Iterator[Store]:
    with Store.open(location) as store:
        yield store


@pytest.fixture
def account(store: Store) -> Account:
    return store.add_account("Acme", "openai", "https://api.openai.com/v1")
