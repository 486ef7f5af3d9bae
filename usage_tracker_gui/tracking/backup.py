"""Backups: history, settings and own prices in one sealed file. Secrets stay in the keychain and are in none."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from usage_tracker_gui.settings.errors import SettingsError, why
from usage_tracker_gui.settings.paths import Paths
from usage_tracker_gui.store.errors import CorruptDatabase
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.sealing import CannotUnseal, seal, unseal

SHORTEST_PASSPHRASE = 8
_HISTORY = "history.db"
_SETTINGS = "settings.toml"
_PRICES = "prices.local.csv"
_MAY_HOLD_A_PASSWORD = ("database_url",)
_BEFORE = ".before-restore"


class BackupFailed(SettingsError):
    """One sentence for people."""


def create(store: Store, paths: Paths, file: Path, passphrase: str) -> None:
    """Writes `file`, whole or not at all. Raises BackupFailed, StoreError."""
    if store.is_shared:
        raise BackupFailed("The history is on a database server: back it up there, for example with pg_dump.")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupFailed(f"A passphrase needs {SHORTEST_PASSPHRASE} characters at least; several words are best.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with _folder_in(paths.data) as folder:
            store.copy_to(folder / _HISTORY)
            with zipfile.ZipFile(folder / "backup.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.write(folder / _HISTORY, _HISTORY)
                if paths.settings.is_file():
                    archive.writestr(_SETTINGS, _without_passwords(paths.settings))
                if paths.prices_local.is_file():
                    archive.write(paths.prices_local, _PRICES)
            seal(folder / "backup.zip", unfinished, passphrase)
            unfinished.replace(file)
    except OSError as error:
        raise BackupFailed(f"The backup {file} can't be written ({why(error)}).") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(paths: Paths, file: Path, passphrase: str) -> tuple[Path, ...]:
    """Puts a backup in place of what is here, which is kept beside it: gives these files.

    Nothing is touched before the whole backup has proved sound. Other programs may go on reading meanwhile. Raises
    BackupFailed, StoreError.
    """
    try:
        with _folder_in(paths.data) as folder:
            unseal(file, folder / "backup.zip", passphrase)
            names = _unpack(folder / "backup.zip", folder)
            with Store.open(folder / _HISTORY) as restored:  # brought to this version before it replaces anything
                problem = restored.integrity_problem()
                if problem:
                    raise BackupFailed(f"The backup {file} holds a damaged history. Nothing was restored.")
            kept = [_put_history(folder / _HISTORY, paths.database)]
            kept += [_put(folder / name, paths.data / name) for name in (_SETTINGS, _PRICES) if name in names]
            return tuple(before for before in kept if before is not None)
    except CannotUnseal as error:
        raise BackupFailed(str(error)) from error
    except zipfile.BadZipFile as error:
        raise BackupFailed(f"The backup {file} is damaged. Nothing was restored.") from error
    except OSError as error:
        raise BackupFailed(f"The backup {file} can't be restored ({why(error)}).") from error


@contextmanager
def _folder_in(data: Path) -> Iterator[Path]:
    """On the disk of the data, and for its owner alone."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=data) as folder:
        yield Path(folder)


def _unpack(archive: Path, folder: Path) -> frozenset[str]:
    """Only files that a backup has, under their own names, wherever the archive says that they belong."""
    with zipfile.ZipFile(archive) as packed:
        names = frozenset(packed.namelist()) & {_HISTORY, _SETTINGS, _PRICES}
        if _HISTORY not in names:
            raise BackupFailed("The backup holds no history. Nothing was restored.")
        for name in names:
            with packed.open(name) as source, (folder / name).open("wb") as target:
                shutil.copyfileobj(source, target)
    return names


def _put_history(restored: Path, place: Path) -> Path | None:
    before = place.with_name(place.name + _BEFORE)
    if not place.exists():
        restored.replace(place)
        return None
    try:
        with Store.open(place) as store:
            store.copy_to(before)
            store.replace_by(restored)
    except CorruptDatabase:
        for ending in ("-wal", "-shm", ""):
            damaged = place.with_name(place.name + ending)
            if damaged.exists():
                damaged.replace(place.with_name(place.name + _BEFORE + ending))
        restored.replace(place)
    return before


def _put(restored: Path, place: Path) -> Path | None:
    before = place.with_name(place.name + _BEFORE) if place.exists() else None
    if before is not None:
        place.replace(before)
    shutil.move(restored, place)
    return before


def _without_passwords(settings: Path) -> str:
    try:
        document = tomlkit.parse(settings.read_text(encoding="utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BackupFailed(f"{settings} can't be read, so that nobody knows whether a password is in it.") from error
    for name in _MAY_HOLD_A_PASSWORD:
        document.pop(name, None)
    return tomlkit.dumps(document)
