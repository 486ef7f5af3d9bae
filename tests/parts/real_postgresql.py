"""A PostgreSQL server of this run's own, on a socket and on a loopback port, with an empty database for each test."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)


class PostgresServer:
    """PostgreSQL refuses to run as root, so root starts it as the user `postgres`."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._as_owner: list[str] = []
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            self._as_owner = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")

    def start(self) -> None:
        options = f"-k {self._folder} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-w", "-l", f"{self._folder}/log", "-o", options, "start")

    def stop(self) -> None:
        """As a server that is switched off: clients lose their connections."""
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://app@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test{next(_numbers)}"
        self.run_sql("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def run_sql(self, database: str, statement: str) -> str:
        """What psql prints for a statement: values alone, a line for each row."""
        command = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "app", "-d", database, "-Atqc", statement]
        command[0] = str(self._programs / "psql")
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def _run(self, program: str, *arguments: str) -> None:
        """Output goes to a file: a server would keep the pipe of its parent open."""
        command = [*self._as_owner, str(self._programs / program), "-D", f"{self._folder}/cluster", *arguments]
        log = self._folder / "command.log"
        with log.open("w") as output:
            code = subprocess.call(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=self._folder)
        assert code == 0, log.read_text()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The run's server. A test that stops it starts it again."""
    programs = _server_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    # A short name: the path of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="usage-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(programs, Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """An empty database of this test's own: `postgresql+psycopg://...`."""
    return postgres_server.new_database()


def _server_programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps each version's in a folder that is not on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return versions[-1].parent if versions else Path(on_path).parent if on_path else None
