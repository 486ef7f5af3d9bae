"""A disk that is full, a folder that can't be written, a database that is damaged: one sentence, the right exit code,
and nothing that was stored is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from real_postgresql import PostgresServer
from usage_tracker_gui.simulator.clock import RealClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store

Program = Callable[..., Any]
NOW = datetime.now(UTC)
START = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(days=4)
LONG_AGO = START - timedelta(days=14)
ROOM = 700_000  # bytes: enough for a few days, not for more


@dataclass
class Disk:
    """A small one, where this run may mount one; else a folder, and a limit on how large a file may grow."""

    folder: Path
    is_mounted: bool

    def grow(self) -> None:
        if self.is_mounted:
            _mount("-o", "remount,size=64m", str(self.folder))

    def let_nobody_write(self) -> None:
        _mount("-o", "remount,ro", str(self.folder))


def _mount(*arguments: str) -> bool:
    try:
        return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def clock() -> RealClock:
    """Programs of their own go by the real one."""
    return RealClock()


@pytest.fixture
def opened() -> date:
    return (datetime.now(UTC) - timedelta(days=20)).date()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = _mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder))
    yield Disk(folder, mounted)
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def one_sentence(ended: Any) -> str:
    (sentence,) = ended.err.strip().splitlines()
    assert sentence.endswith(".")
    return str(sentence)


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from usage_tracker_gui.cli import main
main()
"""


def test_a_full_disk_is_a_sentence_and_what_was_stored_stays(
    processes: Any,
    environment: dict[str, str],
    usage_tracker: Program,
    disk: Disk,
    world: World,
    clock: RealClock,
) -> None:
    environment["USAGE_TRACKER_DATA_DIR"] = str(disk.folder)
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    before = usage_tracker("report", "--format", "json").json["rows"]
    if disk.is_mounted:
        (disk.folder / "somebody else's").write_bytes(b"x" * (_free(disk.folder) - 120_000))
        ended = usage_tracker("sync", "--from", LONG_AGO.isoformat())
        code, err = ended.code, ended.err
    else:
        size = (disk.folder / "history.db").stat().st_size
        folder = {"USAGE_TRACKER_DATA_DIR": str(disk.folder)}
        process = processes.start(FULL, str(size + 8192), "sync", "--from", LONG_AGO.isoformat(), **folder)
        _out, err = process.communicate(timeout=60)
        code = process.returncode
    (sentence,) = err.strip().splitlines()
    assert code == 2, err
    assert "space" in sentence
    after = usage_tracker("report", "--format", "json", "--from", START.isoformat()).json["rows"]
    assert sorted(map(str, after)) == sorted(map(str, before))
    if disk.is_mounted:
        (disk.folder / "somebody else's").unlink()
        disk.grow()
    assert usage_tracker("sync", "--from", LONG_AGO.isoformat()).code == 0
    end = NOW.replace(minute=0, second=0, microsecond=0)
    assert_report_is_exact(usage_tracker, world, end, LONG_AGO, "--to", end.isoformat())


def _free(folder: Path) -> int:
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def test_a_history_that_may_not_be_written_is_a_sentence_and_can_still_be_reported(
    environment: dict[str, str], usage_tracker: Program, disk: Disk, world: World, clock: RealClock
) -> None:
    environment["USAGE_TRACKER_DATA_DIR"] = str(disk.folder)
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    if disk.is_mounted:
        disk.let_nobody_write()
    else:
        file = disk.folder / "history.db"
        environment["USAGE_TRACKER_DATABASE_URL"] = f"sqlite:///file:{file}?mode=ro&uri=true"
    ended = usage_tracker("sync", "--from", START.isoformat())
    assert ended.code == 2
    sentence = one_sentence(ended)
    assert "can't be written" in sentence


@pytest.mark.parametrize("folder", ["/proc/usage-tracker", "/dev/null/usage-tracker"])
def test_a_data_folder_that_can_not_be_made_is_a_sentence(
    environment: dict[str, str], usage_tracker: Program, folder: str
) -> None:
    environment["USAGE_TRACKER_DATA_DIR"] = folder
    for command in (("sync",), ("report",), ("doctor",)):
        ended = usage_tracker(*command)
        assert ended.code == 2
        assert "USAGE_TRACKER_DATA_DIR" in ended.out + ended.err


@pytest.mark.postgres
def test_a_server_that_lets_us_read_only_is_a_sentence(
    environment: dict[str, str], usage_tracker: Program, postgres_server: PostgresServer
) -> None:
    url = postgres_server.new_database()
    environment["USAGE_TRACKER_DATABASE_URL"] = url
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    name = url.rpartition("/")[2]
    postgres_server.run_sql("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    ended = usage_tracker("sync", "--from", START.isoformat())
    assert ended.code == 2
    assert "lets this user read only" in one_sentence(ended)
    assert usage_tracker("report", "--format", "json").json["rows"]


@pytest.mark.parametrize("damage", ["not a database", "holes"])
def test_a_damaged_history_is_a_sentence_and_is_left_as_it_is(
    environment: dict[str, str], usage_tracker: Program, damage: str, service: Faulty
) -> None:
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    file = Path(environment["USAGE_TRACKER_DATA_DIR"]) / "history.db"
    with Store.open(file) as store:
        store.vacuum()
    whole = file.read_bytes()
    spoiled = bytearray(whole)
    if damage == "holes":
        for at in range(8192, len(whole), 4096):
            spoiled[at : at + 2048] = os.urandom(2048)
    else:
        spoiled[:4096] = b"diary " * 682 + b"    "
    file.write_bytes(spoiled)
    for command in (("report", "--group-by", "hour"), ("sync",), ("doctor",)):
        ended = usage_tracker(*command)
        assert ended.code == 2, (command, ended)
        assert "damaged" in ended.out + ended.err
    assert file.read_bytes()[: len(spoiled)] == bytes(spoiled)
    file.write_bytes(whole)
    assert usage_tracker("report").code == 0


def test_two_programs_at_once_on_one_file_lose_and_double_nothing(
    processes: Any, environment: dict[str, str], usage_tracker: Program, world: World
) -> None:
    """Two that read the same hours, and one that asks all the time."""
    span = ("--from", START.isoformat())
    both = [processes.start_cli("sync", *span) for _ in range(2)]
    reading = processes.start_cli("watch", "--refreshes", "2", "--interval", "1", "--format", "json")
    told = [process.communicate(timeout=120) for process in (*both, reading)]
    assert [process.returncode for process in (*both, reading)] == [0, 0, 0], told
    end = NOW.replace(minute=0, second=0, microsecond=0)
    assert_report_is_exact(usage_tracker, world, end, START, "--to", end.isoformat())
