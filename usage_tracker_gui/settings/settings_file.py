"""settings.toml: read strictly, written carefully.

A person may edit this file. So comments, order and keys that we don't know stay as they are; only what differs is
written; the new text takes the old one's place in one step, so that a crash leaves one of the two, whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from usage_tracker_gui.settings.errors import PreferenceError, SettingsError, why
from usage_tracker_gui.settings.preferences import DEFAULTS, SETTINGS, TABLES, Preferences

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_HEADER = "# UsageTracker's settings. What isn't named here has its default; comments of yours are kept."


def load(path: Path) -> Preferences:
    """The preferences in `path`; the defaults where there is no file. Raises SettingsError naming file and key."""
    content = _parsed(path, _text_of(path))
    values = {key: content[rule.table][key] for key, rule in SETTINGS.items() if key in content.get(rule.table, {})}
    try:
        return Preferences(**values)
    except PreferenceError as error:
        table = SETTINGS[error.key].table
        raise SettingsError(
            f"{path}: {error.key} in [{table}] {error.found}; allowed: {error.allowed}. Correct it there, or remove it."
        ) from None


def unknown_keys(path: Path) -> tuple[str, ...]:
    """Keys that nobody reads, as table.key: a typing error, or from a newer version. Raises SettingsError."""
    content = _parsed(path, _text_of(path))
    return tuple(_unknown(content))


def save(path: Path, preferences: Preferences) -> None:
    """Writes what differs from the file. Raises SettingsError and leaves the file alone when that can't be done."""
    import tomlkit  # 27 ms, paid when something changed

    text = _text_of(path)
    _parsed(path, text)  # a file that can't be read is never written over
    document = tomlkit.parse(text or f"{_HEADER}\n")
    for key, rule in SETTINGS.items():
        _put(document, rule.table, key, getattr(preferences, key))
    new = tomlkit.dumps(document)
    if new != text:
        _replace(path, new)


def change(path: Path, **changes: Any) -> Preferences:
    """Changes some settings of the file as it is now, edits by hand included, and returns all of them.

    Raises PreferenceError for a value that isn't allowed, SettingsError when the file can't be read or written.
    """
    preferences = replace(load(path), **changes)
    save(path, preferences)
    return preferences


def _put(document: TOMLDocument, table: str, key: str, value: object) -> None:
    import tomlkit

    present: Any = document.get(table, {})
    if value is None:
        present.pop(key, None)
        return
    if key not in present and value == getattr(DEFAULTS, key):
        return
    if key in present and present[key] == value:
        return
    if table not in document:
        document[table] = tomlkit.table()
    section: Any = document[table]
    section[key] = tomlkit.value(format(value, "f")) if isinstance(value, Decimal) else value


def _text_of(path: Path) -> str:
    """'' where there is no file."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text: save it again as UTF-8, or move it away.") from None
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({why(error)}): allow reading it, or move it away.") from error


def _parsed(path: Path, text: str) -> Mapping[str, Any]:
    if not text:
        return {}
    import tomllib  # as long as there is no file, nobody waits for it

    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path} is not valid TOML {_place(str(error))}: mend it there, or move the file away for the defaults."
        ) from None
    for table in TABLES:
        if not isinstance(content.get(table, {}), dict):
            raise SettingsError(
                f"{path}: {table} is a value; allowed: a table [{table}]. Correct it there, or remove it."
            )
    return content


def _place(message: str) -> str:
    """Only the place: the parser's message may quote what stands there."""
    found = re.search(r"at line (\d+)", message)
    return f"at line {found[1]}" if found else "at its end"


def _unknown(content: Mapping[str, Any]) -> Iterator[str]:
    for table, keys in content.items():
        if table not in TABLES:
            yield table
            continue
        yield from (f"{table}.{key}" for key in keys if key not in SETTINGS or SETTINGS[key].table != table)


def _replace(path: Path, text: str) -> None:
    import tempfile

    target = path.resolve()  # a settings file kept elsewhere and linked here stays a link
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                Path(name).chmod(target.stat().st_mode & 0o777)
            Path(name).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise SettingsError(
            f"The settings can't be saved in {path} ({why(error)}): make room, or allow writing there. "
            "Nothing in the file has changed."
        ) from error
