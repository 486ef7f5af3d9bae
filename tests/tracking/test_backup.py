"""Backups: sealed, whole or not at all, without a secret; and restored without losing what was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.settings.paths import Paths
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking import backup
from usage_tracker_gui.tracking.backup import BackupFailed
from usage_tracker_gui.tracking.sealing import PIECE, CannotUnseal, seal, unseal

AT = datetime(2026, 11, 24, tzinfo=UTC)
PASSPHRASE = "correct horse battery"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "data")
    paths.make()
    return paths


@pytest.fixture
def history(paths: Paths) -> Iterator[Store]:
    with Store.open(paths.database) as store:
        account = store.add_account("work", "groq", "")
        store.save_records(account.id, [UsageRecord(id=str(number), at=AT, requests=1) for number in range(500)])
        yield store


def count(store: Store) -> int:
    account = store.account("work")
    return len(store.records_of(account.id)) if account else 0


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_what_was_sealed_comes_back(tmp_path: Path, size: int) -> None:
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(bytes(number % 251 for number in range(size)))
    seal(plain, sealed, PASSPHRASE)
    unseal(sealed, opened, PASSPHRASE)
    assert opened.read_bytes() == plain.read_bytes()


def test_nothing_can_be_read_changed_moved_or_cut_off(tmp_path: Path) -> None:
    plain, sealed, opened = (tmp_path / name for name in ("plain", "sealed", "opened"))
    plain.write_bytes(b"usage " * (PIECE // 2))
    seal(plain, sealed, PASSPHRASE)
    whole = sealed.read_bytes()
    assert b"usage " not in whole
    first = len(whole) - (len(plain.read_bytes()) + 3 * 16)  # where the pieces begin
    piece = PIECE + 16
    for damaged in (
        whole[:-1],
        whole[: first + piece],
        whole[: first + 2 * piece],
        whole[:first] + whole[first + piece :],
        whole[:first]
        + whole[first + piece : first + 2 * piece]
        + whole[first : first + piece]
        + whole[first + 2 * piece :],
        whole[: first + 9] + bytes([whole[first + 9] ^ 1]) + whole[first + 10 :],
        whole[: first - 1] + bytes([whole[first - 1] ^ 1]) + whole[first:],
        b"something else",
        b"",
    ):
        sealed.write_bytes(damaged)
        with pytest.raises(CannotUnseal):
            unseal(sealed, opened, PASSPHRASE)


def test_a_backup_brings_back_what_was_lost(history: Store, paths: Paths, tmp_path: Path) -> None:
    paths.settings.write_text('# mine\ntheme = "dark"\ndatabase_url = "postgresql://me:hunter2@host/db"\n')
    file = tmp_path / "mine.backup"
    backup.create(history, paths, file, PASSPHRASE)
    assert b"SQLite format" not in file.read_bytes()
    account = history.account("work")
    assert account is not None
    history.remove_account(account.id)
    paths.settings.write_text('theme = "light"\n')
    kept = backup.restore(paths, file, PASSPHRASE)
    assert count(history) == 500  # also for a program that had the history open
    assert paths.settings.read_text() == '# mine\ntheme = "dark"\n'  # without the address that holds a password
    assert {path.name for path in kept} == {"history.db.before-restore", "settings.toml.before-restore"}
    with Store.open(paths.data / "history.db.before-restore") as before:
        assert count(before) == 0


def test_a_wrong_passphrase_touches_nothing(history: Store, paths: Paths, tmp_path: Path) -> None:
    file = tmp_path / "mine.backup"
    backup.create(history, paths, file, PASSPHRASE)
    files = sorted(paths.data.iterdir())
    with pytest.raises(BackupFailed, match="passphrase is wrong"):
        backup.restore(paths, file, "another one")
    assert sorted(paths.data.iterdir()) == files
    assert count(history) == 500


def test_a_damaged_history_gives_way_to_a_sound_one(history: Store, paths: Paths, tmp_path: Path) -> None:
    file = tmp_path / "mine.backup"
    backup.create(history, paths, file, PASSPHRASE)
    history.close()
    for path in paths.data.glob("history.db*"):
        path.unlink()
    paths.database.write_bytes(b"no database at all" * 1000)
    (kept,) = backup.restore(paths, file, PASSPHRASE)
    assert kept.read_bytes().startswith(b"no database")
    with Store.open(paths.database) as restored:
        assert count(restored) == 500


def test_a_new_computer_starts_from_a_backup(history: Store, paths: Paths, tmp_path: Path) -> None:
    file = tmp_path / "mine.backup"
    backup.create(history, paths, file, PASSPHRASE)
    elsewhere = Paths(tmp_path / "elsewhere")
    elsewhere.make()
    assert backup.restore(elsewhere, file, PASSPHRASE) == ()
    with Store.open(elsewhere.database) as restored:
        assert count(restored) == 500


def test_a_short_passphrase_is_refused_before_anything_is_written(history: Store, paths: Paths, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="8 characters"):
        backup.create(history, paths, tmp_path / "mine.backup", "short")
    assert not (tmp_path / "mine.backup").exists()


def test_a_place_that_can_not_be_written_is_named(history: Store, paths: Paths, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="can't be written"):
        backup.create(history, paths, tmp_path / "nowhere" / "mine.backup", PASSPHRASE)
