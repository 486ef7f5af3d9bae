"""A file to import: what it looks like, for a person to confirm, and the entries that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from usage_tracker_gui.tracking.importing import values
from usage_tracker_gui.tracking.importing.columns import NUMBERS, ColumnMapping
from usage_tracker_gui.tracking.importing.csv_rows import CsvRows
from usage_tracker_gui.tracking.importing.entries import Entry, Understanding
from usage_tracker_gui.tracking.importing.json_lines import read_json_lines
from usage_tracker_gui.tracking.importing.lines import Fields, Rejected, UnreadableFile
from usage_tracker_gui.tracking.importing.text_lines import lines_of, opened

_JSON_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
_SAMPLE_ROWS = 200
A_COUNT = "a count of tokens, requests or a cost"  # one of them suffices


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person sees before anything is kept: `rows` are the first ones, in the order of `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    missing: tuple[str, ...]  # what usage needs, and no column is known to hold
    is_json: bool


def preview(file: Path, wanted: Mapping[str, str] | None = None, rows: int = 10) -> Preview:
    """The first rows and how their columns would be taken. `wanted` maps fields to columns where a person says so.

    Raises UnreadableFile, UnknownColumn, OSError.
    """
    if is_json_lines(file):
        with opened(file) as text:
            lines = (line for line in read_json_lines(lines_of(text)) if isinstance(line, Fields))
            found = tuple(islice(lines, rows))
        columns = tuple(dict.fromkeys(name for line in found for name in line.values))
    else:
        with opened(file) as text:
            table = CsvRows(lines_of(text))
            columns = table.columns
            found = tuple(islice((row for row in table if isinstance(row, Fields)), rows))
    mapping = ColumnMapping.recognized(columns, wanted)
    shown = tuple(tuple(str(line.values.get(name, "")) for name in columns) for line in found)
    return Preview(columns, shown, mapping, _missing(mapping, ""), is_json_lines(file))


@contextmanager
def entries_of(
    file: Path, understanding: Understanding, wanted: Mapping[str, str] | None = None
) -> Iterator[Iterator[Entry | Rejected]]:
    """The file's entries, one at a time. Raises UnreadableFile, UnknownColumn, OSError."""
    if is_json_lines(file):
        with opened(file) as text:
            yield understanding.entries(read_json_lines(lines_of(text)))
        return
    mapping, mark = _csv_convention(file, understanding, wanted)
    with opened(file) as text:
        yield replace(understanding, mapping=mapping, mark=mark).entries(CsvRows(lines_of(text)))


def is_json_lines(file: Path) -> bool:
    """By what it begins with; a JSON document that is no list of lines is refused by its first line."""
    with opened(file) as text:
        beginning = text.read(4096).lstrip("\ufeff \t\r\n")
    return beginning.startswith("{") or (file.suffix.lower() in _JSON_SUFFIXES and bool(beginning))


def _csv_convention(
    file: Path, understanding: Understanding, wanted: Mapping[str, str] | None
) -> tuple[ColumnMapping, str]:
    with opened(file) as text:
        table = CsvRows(lines_of(text))
        mapping = ColumnMapping.recognized(table.columns, wanted)
        missing = _missing(mapping, understanding.service)
        if missing:
            raise UnreadableFile(
                f"The file has no column for {' and '.join(missing)}; it has: {', '.join(table.columns)[:300]}."
            )
        numbers = [column for name, column in mapping.columns.items() if name in NUMBERS]
        sample = [row for row in islice(table, _SAMPLE_ROWS) if isinstance(row, Fields)]
        texts = (str(row.values.get(column, "")) for row in sample for column in numbers)
        return mapping, values.decimal_mark(texts, table.separator)


def _missing(mapping: ColumnMapping, service: str) -> tuple[str, ...]:
    missing = [
        name for name in ("at", "service") if name not in mapping.columns and not (name == "service" and service)
    ]
    if not any(name in mapping.columns for name in NUMBERS - {"tokens_remaining", "sessions_active"}):
        missing.append(A_COUNT)
    return tuple(missing)
