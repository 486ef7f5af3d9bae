"""How results reach standard output: one JSON document, CSV, or a table that suits the terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from usage_tracker_gui.domain.spreadsheet import cell

SCHEMA_VERSION = 1


def print_json(document: Mapping[str, Any]) -> None:
    """One line for each document, flushed, so that a pipe sees it at once."""
    click.echo(json.dumps({"schema_version": SCHEMA_VERSION, **document}, ensure_ascii=False))
    sys.stdout.flush()


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[column]) for column in columns])


def print_table(table: Table) -> None:
    console().print(table)


def console() -> Console:
    """Colours on a terminal only; elsewhere as wide as the content needs, so that nothing is cut."""
    output = Console(highlight=False, soft_wrap=False)
    return output if output.is_terminal else Console(highlight=False, width=240, color_system=None)


def table(*columns: str, numbers: Iterable[str] = ()) -> Table:
    right = set(numbers)
    result = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        result.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return result
