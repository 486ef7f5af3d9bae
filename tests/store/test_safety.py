"""Nothing that is stored is lost: through kill -9, full disks, damage, other programs and other versions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period
from usage_tracker_gui.store.database import Database
from usage_tracker_gui.store.errors import (
    CorruptDatabase,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NewerDatabase,
    StoreError,
)
from usage_tracker_gui.store.migrate import VERSION
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.store.tables import metadata

START = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = Period(START, START + timedelta(days=300))


def day_of_rows(number: int, width: int = 20) -> tuple[Period, list[Bucket]]:
    period = Period(START + timedelta(days=number), START + timedelta(days=number + 1))
    models = [f"model-{n}" for n in range(width)]
    hours = range(period.start_unix, period.end_unix, HOUR)
    return period, [Bucket(hour, "key_a", "", "", model, "batch", 1, 7) for hour in hours for model in models]


def save_day(store: Store, account: Account, number: int, width: int = 20) -> None:
    period, rows = day_of_rows(number, width)
    store.save_usage(account.id, "completions", HOUR, period, rows, (), {"": Period(START, period.end)})


def test_the_migrations_make_the_tables_that_we_use(location: str | Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Store.open(location).close()
    database = Database(location)
    try:
        with database.reading() as db:
            differences = compare_metadata(MigrationContext.configure(db), metadata)
    finally:
        database.close()
    assert differences == []


def test_the_program_s_version_is_its_newest_migration() -> None:
    import usage_tracker_gui.store.migrations.versions as versions

    files = Path(versions.__path__[0]).glob("v????_*.py")
    assert max(file.name[1:5] for file in files) == VERSION


def test_an_up_to_date_database_opens_without_alembic(tmp_path: Path) -> None:
    Store.open(tmp_path / "usage.db").close()
    program = (
        "import sys; from usage_tracker_gui.store.store import Store; "
        "Store.open(sys.argv[1]).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "usage.db")], check=False).returncode == 0


def test_a_database_of_a_newer_version_is_refused_and_left_alone(location: str | Path) -> None:
    Store.open(location).close()
    set_version(location, "9999")
    with pytest.raises(NewerDatabase, match=rf"9999.*{VERSION}.*Update UsageTracker"):
        Store.open(location)
    assert version_of(location) == "9999"


def set_version(location: str | Path, version: str) -> None:
    database = Database(location)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    database.close()


def version_of(location: str | Path) -> str:
    database = Database(location)
    with database.reading() as db:
        found = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    database.close()
    return str(found)


def test_somebody_else_s_database_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE songs (name TEXT)")
    db.close()
    with pytest.raises(CorruptDatabase, match="another program"):
        Store.open(file)
    with sqlite3.connect(file) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]
    db.close()


def test_two_programs_may_open_a_new_database_at_once(location: str | Path) -> None:
    program = "import sys; from usage_tracker_gui.store.store import Store; Store.open(sys.argv[1]).close()"
    both = [subprocess.Popen([sys.executable, "-c", program, str(location)]) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert version_of(location) == VERSION


WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period
from usage_tracker_gui.store.store import Store
start = datetime(2026, 11, 1, tzinfo=UTC)
with Store.open(sys.argv[1]) as store:
    account = store.account("Acme") or store.add_account("Acme", "openai", "https://api.openai.com/v1")
    done = store.coverage(account.id, "completions", ("",)).get("", Period(start, start))
    print("ready", flush=True)
    while True:
        period = Period(done.end, done.end + timedelta(hours=6))
        rows = [Bucket(hour, f"key_{n}", "", "", "m", "batch", 1, 7)
                for hour in range(period.start_unix, period.end_unix, HOUR) for n in range(50)]
        done = Period(start, period.end)
        store.save_usage(account.id, "completions", HOUR, period, rows, (), {"": done})
"""


@pytest.mark.parametrize("wait", [0, 0.05, 0.11, 0.2])
def test_kill_9_loses_and_doubles_nothing(location: str | Path, wait: float) -> None:
    for _ in range(2):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(location)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    with Store.open(location) as store:
        account = store.account("Acme")
        assert account is not None
        done = store.coverage(account.id, "completions", ("",)).get("")
        hours = 0 if done is None else (done.end_unix - done.start_unix) // HOUR
        assert_sums(store, 7 * 50 * hours)
        assert store.integrity_problem() is None


def assert_sums(store: Store, tokens: int) -> None:
    """By rows and by both kinds of roll-ups."""
    forever = Period(START, datetime(2100, 1, 1, tzinfo=UTC))
    for query in (
        SumQuery(forever, dims=("account", "model", "tier")),
        SumQuery(forever, dims=("key",)),
        SumQuery(forever, step="hour", dims=("key",)),
        SumQuery(forever, step="hour", dims=()),
    ):
        assert sum(one.tokens.total for one in store.sums(query)) == tokens


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05, 0.08])
def test_kill_9_during_the_first_migration_leaves_a_database_that_opens(tmp_path: Path, wait: float) -> None:
    program = (
        "import sys, alembic.command; from usage_tracker_gui.store.store import Store; print('ready', flush=True); "
        "Store.open(sys.argv[1])"
    )
    file = tmp_path / "usage.db"
    opener = subprocess.Popen([sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE)
    assert opener.stdout is not None
    opener.stdout.readline()
    time.sleep(wait)
    opener.send_signal(signal.SIGKILL)
    opener.wait()
    opener.stdout.close()
    with Store.open(file) as store:
        save_day(store, store.add_account("Acme", "openai", "https://api.openai.com/v1"), 0)
        assert_sums(store, 24 * 20 * 7)


def test_two_programs_that_write_at_once_both_get_their_turn(location: str | Path) -> None:
    program = """
import sys
from datetime import UTC, datetime, timedelta
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period
from usage_tracker_gui.store.store import Store
start = datetime(2026, 11, 1, tzinfo=UTC)
with Store.open(sys.argv[1]) as store:
    account = store.account("Acme")
    for day in range(10):
        period = Period(start + timedelta(days=day), start + timedelta(days=day + 1))
        rows = [Bucket(hour, sys.argv[2], "", "", f"model-{n}", "batch", 1, 7)
                for hour in range(period.start_unix, period.end_unix, HOUR) for n in range(10)]
        store.save_usage(account.id, "completions", HOUR, period, rows, (sys.argv[2],), {sys.argv[2]: period})
"""
    with Store.open(location) as store:
        store.add_account("Acme", "openai", "https://api.openai.com/v1")
        names = ("key_a", "key_b", "key_b")
        writers = [subprocess.Popen([sys.executable, "-c", program, str(location), name]) for name in names]
        assert [one.wait(60) for one in writers] == [0, 0, 0]
        assert_sums(store, 2 * 10 * 24 * 10 * 7)


def test_a_full_database_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    with Store.open(tmp_path / "usage.db") as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        save_day(store, account, 0)
        with store._database.reading() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar()
        store._database._connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
        store._database._connection.rollback()
        with pytest.raises(DatabaseFull, match=r"disk is full.*Free some space"):
            save_day(store, account, 1, width=200)
        assert_sums(store, 24 * 20 * 7)
        assert store.coverage(account.id, "completions", ("",))[""].end == START + timedelta(days=1)
        store._database._connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        store._database._connection.rollback()
        save_day(store, account, 1)
        assert_sums(store, 2 * 24 * 20 * 7)


def test_what_is_not_a_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "usage.db"
    file.write_bytes(b"my diary\n" * 1000)
    with pytest.raises(CorruptDatabase, match=r"not a database.*left as it is.*backup restore"):
        Store.open(file)
    assert file.read_bytes() == b"my diary\n" * 1000


def test_damage_inside_is_found_and_named(tmp_path: Path) -> None:
    file = tmp_path / "usage.db"
    with Store.open(file) as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        for day in range(20):
            save_day(store, account, day)
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        damaged.seek(size // 3)
        damaged.write(os.urandom(size // 3))
    with Store.open(file) as store:
        assert "damaged" in (store.integrity_problem() or "")
        with pytest.raises(CorruptDatabase, match=r"damaged.*backup restore"):
            store.sums(SumQuery(SPAN, step="hour", dims=("key",)))


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"can't be opened"):
        Store.open(tmp_path / "nowhere" / "usage.db")


def test_a_database_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "usage.db"
    with Store.open(file) as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        store._database._connection.exec_driver_sql("PRAGMA query_only=ON")
        store._database._connection.rollback()
        with pytest.raises(DatabaseReadOnly, match="can't be written"):
            save_day(store, account, 0)


@pytest.mark.skipif(not hasattr(os, "fork") or os.getuid() != 0, reason="only root can become somebody else")
def test_somebody_else_s_file_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "usage.db"
    Store.open(file).close()
    program = (
        "import os, sys; from usage_tracker_gui.store.store import Store\n"
        "from usage_tracker_gui.store.errors import StoreError\n"
        "import sqlalchemy.dialects.sqlite.pysqlite, alembic.command\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: Store.open(sys.argv[1]).add_account('A', 'openai', 'x')\n"
        "except StoreError as error: print(type(error).__name__)"
    )
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    told = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False)
    assert told.stdout.strip() in ("DatabaseReadOnly", "DatabaseUnreachable"), told.stderr


def test_a_writer_that_never_ends_is_waited_for_and_then_named(tmp_path: Path) -> None:
    with Store.open(tmp_path / "usage.db") as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        store._database._connection.exec_driver_sql("PRAGMA busy_timeout=50")
        store._database._connection.rollback()
        other = sqlite3.connect(tmp_path / "usage.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match="Another program is writing"):
            save_day(store, account, 0)
        assert store.sums(SumQuery(SPAN)) == []  # readers do not wait
        other.execute("ROLLBACK")
        other.close()
        save_day(store, account, 0)
        assert_sums(store, 24 * 20 * 7)


def test_an_upgrade_copies_the_old_file_first(tmp_path: Path) -> None:
    from usage_tracker_gui.store import migrate

    file = tmp_path / "usage.db"
    with Store.open(file) as store:
        save_day(store, store.add_account("Acme", "openai", "https://api.openai.com/v1"), 0)
    database = Database(file)
    try:
        with database.writing():
            migrate.back_up(database, file, "0000")
    finally:
        database.close()
    with Store.open(tmp_path / "usage.db.version-0000.backup") as copy:
        assert_sums(copy, 24 * 20 * 7)
    assert not list(tmp_path.glob("*.backup.[0-9]*"))


def test_a_copy_is_sound_while_others_write(tmp_path: Path) -> None:
    with Store.open(tmp_path / "usage.db") as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        save_day(store, account, 0)
        (tmp_path / "copy.db").write_text("an older one")
        store.copy_to(tmp_path / "copy.db")
        save_day(store, account, 1)
        with Store.open(tmp_path / "copy.db") as copy:
            assert_sums(copy, 24 * 20 * 7)
        store.vacuum()
        assert_sums(store, 2 * 24 * 20 * 7)


@pytest.mark.parametrize(
    "url", ["mysql://app:pa55word@host/db", "postgresql+psycopg://app:pa55word@127.0.0.1:1/usage", "://pa55word"]
)
def test_a_url_that_leads_nowhere_is_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    chain: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        chain.append(repr(error))
        error = error.__cause__
    assert "pa55word" not in " ".join(chain)


def test_stats_say_where_how_much_and_which_version(location: str | Path) -> None:
    with Store.open(location) as store:
        save_day(store, store.add_account("Acme", "openai", "https://api.openai.com/v1"), 0)
        stats = store.stats()
    assert (stats.rows, stats.version) == (480, VERSION)
    assert stats.bytes > 10_000
    assert stats.place
