"""Everything about one account as CSV files: to look at, to hand over, to take elsewhere. Never a secret."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.figures import plain_decimal, usd_of
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.spreadsheet import cell
from usage_tracker_gui.store.store import Store

RECORD_COLUMNS = (  # as `import` takes them
    "at",
    "service",
    "account",
    "key",
    "model",
    "tier",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "requests",
    "cost_usd",
    "id",
    "tokens_remaining",
    "sessions_active",
    "request_type",
)
_UNIX_SECONDS = frozenset({"start", "read_from", "read_to"})
_NANOS = "usd_nanos"
_EXTRA = frozenset({"leases"})  # who polls at the moment is nothing about the account


def export_account(store: Store, account: Account, folder: Path) -> tuple[Path, ...]:
    """A file for each table that holds anything; `records.csv` can be imported again.

    Files of these names are replaced. Times are ISO 8601 in UTC, money is in dollars. Raises StoreError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, columns, rows in store.everything_about(account.id):
        if table not in _EXTRA and table != "records":
            named = [("usd" if column == _NANOS else column) for column in columns]
            lines = ([_shown(column, value) for column, value in zip(columns, row, strict=True)] for row in rows)
            written.append(_write(folder / f"{table}.csv", named, lines))
    records = ([_record_cell(account, record, name) for name in RECORD_COLUMNS] for record in _records(store, account))
    written.append(_write(folder / "records.csv", RECORD_COLUMNS, records))
    return tuple(file for file in written if file is not None)


def _records(store: Store, account: Account) -> Iterator[UsageRecord]:
    after = ""
    while some := store.records_of(account.id, after):
        yield from some
        after = some[-1].id


def _record_cell(account: Account, record: UsageRecord, name: str) -> Any:
    if name in ("service", "account"):
        return cell(account.service if name == "service" else account.name)
    return _shown(name, getattr(record, name))


def _shown(column: str, value: Any) -> Any:
    if value is None:
        return ""
    if column in _UNIX_SECONDS:
        return datetime.fromtimestamp(value, UTC).isoformat()
    if column == _NANOS:
        return plain_decimal(usd_of(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return cell(" ".join(value) if isinstance(value, tuple) else value)


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path | None:
    """Beside its place first, so that an export that fails leaves no half of a file; None without a row."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(columns)
            count = 0
            for count, row in enumerate(rows, start=1):  # noqa: B007 - counted
                writer.writerow(row)
        if not count:
            return None
        unfinished.replace(file)
        return file
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
