"""What a live watch shows: a table that changes in place, plain lines in a pipe, or JSON lines for a script."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import click
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from usage_tracker_gui.cli.moments import iso
from usage_tracker_gui.cli.printing import print_json, table
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.domain.figures import cost_text, plain_decimal, rate_text, short_count
from usage_tracker_gui.domain.report import Figures, GroupBy, Row, Summary, sum_figures
from usage_tracker_gui.tracking.report_files import figure_values

NUMBERS = ("Input", "Cached", "Output", "Requests", "Cost")
MOST_ALERTS = 5


class Tale:
    """What the summary at the end tells."""

    def __init__(self) -> None:
        self.refreshes = 0
        self.first: Figures | None = None
        self.last: Figures | None = None
        self.alerts: list[Alert] = []

    def hear(self, collection: Collection, summary: Summary) -> None:
        self.refreshes += 1
        self.first = self.first or summary.totals
        self.last = summary.totals
        self.alerts += collection.alerts

    def text(self) -> str:
        if self.last is None:
            return "Nothing was read."
        times = "once" if self.refreshes == 1 else f"{self.refreshes} times"
        alerts = "no alert" if not self.alerts else f"{len(self.alerts)} alert{'s' if len(self.alerts) > 1 else ''}"
        requests = "" if self.last.requests is None else f" in {self.last.requests:,} requests"
        return (
            f"Refreshed {times}: {self.last.total_tokens:,} tokens{requests}, "
            f"{cost_text(self.last.cost)} in the window, {alerts}."
        )


class Screen:
    """A table for people: redrawn in place on a terminal; elsewhere one line for each refresh."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None
        self._tale = Tale()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.__exit__(kind, error, trace)
        if kind is None:
            click.echo(self._tale.text())

    def show_refresh(self, collection: Collection, summary: Summary) -> None:
        self._tale.hear(collection, summary)
        if self._live is None:
            click.echo(f"{iso(collection.at)}  {_headline(collection, summary)}")
            for alert in collection.alerts:
                click.echo(f"! {alert.message}")
            return
        alerts = [Text(f"! {alert.message}", style="bold red") for alert in self._tale.alerts[-MOST_ALERTS:]]
        self._live.update(Group(_table(summary), Text(_headline(collection, summary)), *alerts), refresh=True)

    def show_summary(self) -> None:
        """Said on leaving, once the live table stands still."""


class JsonLines:
    """One event a line, each flushed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show_refresh(self, collection: Collection, summary: Summary) -> None:
        print_json(
            {
                "event": "refresh",
                "at": iso(collection.at),
                "rows": [_row_json(row) for row in _without_minutes(summary)],
                "totals": {**figure_values(summary.totals), "unpriced_tokens": summary.totals.cost.unpriced_tokens},
                "token_rate_per_minute": float(collection.tokens_per_minute),
                "request_rate_per_minute": float(collection.requests_per_minute),
            }
        )
        for alert in collection.alerts:
            print_json(_alert_json(alert))

    def show_summary(self) -> None:
        """A script has every event already."""


def screen_for(form: str) -> Screen | JsonLines:
    return JsonLines() if form == "json" else Screen()


def _row_json(row: Row) -> dict[str, object]:
    key, model, tier = row.group[:3]
    return {"key": key, "key_name": row.key_name, "model": model, "tier": tier, **figure_values(row.figures)}


def _alert_json(alert: Alert) -> dict[str, object]:
    return {
        "event": "alert",
        "kind": alert.kind.value,
        "key": alert.key,
        "key_name": alert.key_name,
        "model": alert.model,
        "value": float(alert.value),
        "threshold": float(alert.threshold),
        "at": iso(alert.at),
        "message": alert.message,
    }


def _without_minutes(summary: Summary) -> list[Row]:
    """A window of minutes is summed over them; hours come summed already."""
    if GroupBy.MINUTE not in summary.question.group_by:
        return list(summary.rows)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in summary.rows:
        groups.setdefault(row.group[:3], []).append(row)
    return [
        Row(group, sum_figures(row.figures for row in rows), key_name=rows[0].key_name)
        for group, rows in groups.items()
    ]


def _headline(collection: Collection, summary: Summary) -> str:
    rates = (
        f"{rate_text(collection.tokens_per_minute)} tokens/min, {plain_decimal(collection.requests_per_minute)} req/min"
    )
    totals = summary.totals
    return f"{short_count(totals.total_tokens)} tokens, {cost_text(totals.cost)}, {rates}"


def _table(summary: Summary) -> Table:
    shown = table("Key", "Model", "Tier", *NUMBERS, numbers=NUMBERS)
    for row in _without_minutes(summary):
        key, model, tier = row.group[:3]
        shown.add_row(row.key_name or key or "no key", model, tier, *_cells(row.figures))
    shown.add_section()
    shown.add_row("Total", "", "", *_cells(summary.totals), style="bold")
    return shown


def _cells(figures: Figures) -> tuple[str, ...]:
    counts = (figures.input_tokens, figures.cached_input_tokens, figures.output_tokens)
    requests = "—" if figures.requests is None else f"{figures.requests:,}"
    return (*(short_count(count) for count in counts), requests, cost_text(figures.cost))
