"""A summary as data for other programs: columns and rows, one JSON document, or CSV that a spreadsheet may open.

The command line prints the same that the window exports: people script against it.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.domain.report import Figures, GroupBy, Row, Summary
from usage_tracker_gui.domain.spreadsheet import cell

SCHEMA_VERSION = 1
TOKEN_COLUMNS = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens")
FIGURE_COLUMNS = (*TOKEN_COLUMNS, "requests", "cost_usd", "cost_status")
NAMED = {GroupBy.KEY: "key_name", GroupBy.PROJECT: "project_name"}


def columns(summary: Summary) -> list[str]:
    found: list[str] = []
    for by in summary.question.group_by:
        found.append(by.value)
        if by in NAMED:
            found.append(NAMED[by])
    return found + list(FIGURE_COLUMNS)


def row_values(row: Row, summary: Summary) -> dict[str, Any]:
    """By the names of `columns`."""
    values: dict[str, Any] = {}
    for by, value in zip(summary.question.group_by, row.group, strict=True):
        values[by.value] = value
        if by in NAMED:
            values[NAMED[by]] = getattr(row, NAMED[by])
    return {**values, **figure_values(row.figures)}


def figure_values(figures: Figures) -> dict[str, Any]:
    """None is unknown."""
    return {
        **{name: known_count(figures, name) for name in TOKEN_COLUMNS},
        "requests": figures.requests,
        "cost_usd": None if figures.cost.usd is None else plain_decimal(figures.cost.usd),
        "cost_status": figures.cost.status.value,
    }


def known_count(figures: Figures, name: str) -> int | None:
    """One of TOKEN_COLUMNS; None where nobody told it."""
    return None if name in figures.unknown else getattr(figures, name)


def document(summary: Summary) -> dict[str, Any]:
    question = summary.question
    return {
        "from": _iso(question.period.start),
        "to": _iso(question.period.end),
        "timezone": question.zone,
        "prices_as_of": summary.prices_as_of.isoformat() if summary.prices_as_of else None,
        "group_by": [by.value for by in question.group_by],
        "rows": [row_values(row, summary) for row in summary.rows],
        "totals": {**figure_values(summary.totals), "unpriced_tokens": summary.totals.cost.unpriced_tokens},
    }


def json_text(summary: Summary) -> str:
    return json.dumps({"schema_version": SCHEMA_VERSION, **document(summary)}, ensure_ascii=False, indent=1) + "\n"


def csv_text(summary: Summary) -> str:
    """Plain numbers, no totals row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = columns(summary)
    writer.writerow(names)
    for row in summary.rows:
        values = row_values(row, summary)
        writer.writerow([cell(values[name]) for name in names])
    return text.getvalue()


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
