"""The columns of the usage table: how each words, sorts, explains and copies a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.domain.report import Figures, GroupBy
from usage_tracker_gui.ui.language.figures import UNKNOWN, whole
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.wording import cost_why, percent, share, steady_count
from usage_tracker_gui.ui.series.usage_lines import Line


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures. `text`, `exact` and `tip` see the line's figures and the sum of all lines."""

    id: str
    english: str
    english_tip: str
    text: Callable[[Figures, Figures], str]
    sort: Callable[[Figures], Any]  # unknown comes first in ascending order
    exact: Callable[[Figures, Figures], str]
    why: Callable[[Figures, Figures], str]
    width: int = 84

    @property
    def title(self) -> str:
        return translate("UsageColumns", self.english)

    @property
    def tip(self) -> str:
        return translate("UsageColumns", self.english_tip)


@dataclass(frozen=True, slots=True)
class NameColumn:
    by: GroupBy
    english: str
    width: int

    @property
    def title(self) -> str:
        return translate("UsageColumns", self.english)

    @property
    def id(self) -> str:
        return self.by.value


NAME_COLUMNS = (
    NameColumn(GroupBy.KEY, noted("UsageColumns", "Key"), 130),
    NameColumn(GroupBy.PROJECT, noted("UsageColumns", "Project"), 100),
    NameColumn(GroupBy.MODEL, noted("UsageColumns", "Model"), 132),
    NameColumn(GroupBy.TIER, noted("UsageColumns", "Tier"), 70),
    NameColumn(GroupBy.CONTEXT_WINDOW, noted("UsageColumns", "Context window"), 110),
    NameColumn(GroupBy.SERVICE, noted("UsageColumns", "Service"), 84),
    NameColumn(GroupBy.ACCOUNT, noted("UsageColumns", "Account"), 110),
)


def _count(id: str, title: str, tip: str, of: Callable[[Figures], int | None], width: int = 72) -> Column:
    def text(figures: Figures, _whole: Figures) -> str:
        count = of(figures)
        return UNKNOWN if count is None else steady_count(count)

    def exact(figures: Figures, _whole: Figures) -> str:
        count = of(figures)
        return "" if count is None else str(count)

    def why(figures: Figures, _whole: Figures) -> str:
        count = of(figures)
        return translate("UsageColumns", "Nobody told these: they are unknown") if count is None else whole(count)

    def sort(figures: Figures) -> int:
        count = of(figures)
        return -1 if count is None else count

    return Column(id, title, tip, text, sort, exact, why, width)


def cached_share(figures: Figures) -> Decimal | None:
    cached, every = figures.known("cached_input_tokens"), figures.known("input_tokens")
    return None if cached is None or every is None else share(Decimal(cached), Decimal(every))


def cost_share(figures: Figures, whole: Figures) -> Decimal | None:
    return share(figures.cost.usd, whole.cost.usd)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain_decimal(value)


def _ratio(value: Decimal | None) -> str:
    return "" if value is None else plain_decimal(value.quantize(Decimal("0.0001")))


def _cached_of(figures: Figures) -> str:
    counts = figures.known("cached_input_tokens"), figures.known("input_tokens")
    cached, every = (UNKNOWN if count is None else whole(count) for count in counts)
    return translate("UsageColumns", "{cached} of {every} input tokens", cached=cached, every=every)


FIGURE_COLUMNS = (
    _count(
        "input",
        noted("UsageColumns", "Input"),
        noted("UsageColumns", "All input tokens, cached ones included"),
        lambda figures: figures.known("input_tokens"),
    ),
    _count(
        "cached",
        noted("UsageColumns", "Cached"),
        noted("UsageColumns", "Input tokens read from a cache"),
        lambda figures: figures.known("cached_input_tokens"),
    ),
    Column(
        "cached_share",
        noted("UsageColumns", "Cached %"),
        noted("UsageColumns", "The share of input that was read from a cache"),
        lambda figures, _: percent(cached_share(figures)),
        lambda figures: Decimal(-1) if (part := cached_share(figures)) is None else part,
        lambda figures, _: _ratio(cached_share(figures)),
        lambda figures, _: _cached_of(figures),
        82,
    ),
    _count(
        "cache_write",
        noted("UsageColumns", "Cache write"),
        noted("UsageColumns", "Input tokens written to a cache"),
        lambda figures: figures.known("cache_write_tokens"),
        92,
    ),
    _count(
        "output",
        noted("UsageColumns", "Output"),
        noted("UsageColumns", "Output tokens"),
        lambda figures: figures.known("output_tokens"),
    ),
    _count(
        "requests",
        noted("UsageColumns", "Requests"),
        noted("UsageColumns", "Requests to models"),
        lambda figures: figures.requests,
        78,
    ),
    Column(
        "cost",
        noted("UsageColumns", "Cost"),
        noted("UsageColumns", "From the price sheet, at the tier in view"),
        lambda figures, _: cost_text(figures.cost),
        lambda figures: Decimal(-1) if figures.cost.usd is None else figures.cost.usd,
        lambda figures, _: _plain(figures.cost.usd),
        lambda figures, _: cost_why(figures.cost),
        102,
    ),
    Column(
        "share",
        noted("UsageColumns", "Share"),
        noted("UsageColumns", "The share of the cost of all rows"),
        lambda figures, whole: percent(cost_share(figures, whole)),
        lambda figures: Decimal(-1) if figures.cost.usd is None else figures.cost.usd,
        lambda figures, whole: _ratio(cost_share(figures, whole)),
        lambda figures, whole: percent(cost_share(figures, whole), 2),
        96,
    ),
    Column(  # drawn, and told of by the model, which knows the line's trend
        "trend",
        noted("UsageColumns", "Trend"),
        noted("UsageColumns", "Cost over the period"),
        lambda _, __: "",
        lambda figures: Decimal(-1) if figures.cost.usd is None else figures.cost.usd,
        lambda _, __: "",
        lambda _, __: "",
        88,
    ),
)
COLUMNS: tuple[NameColumn | Column, ...] = (*NAME_COLUMNS, *FIGURE_COLUMNS)
COST = next(at for at, column in enumerate(COLUMNS) if column.id == "cost")
TREND = next(at for at, column in enumerate(COLUMNS) if column.id == "trend")
SHARE = next(at for at, column in enumerate(COLUMNS) if column.id == "share")


def copy_titles(column: NameColumn | Column) -> tuple[str, ...]:
    """A copied cost says how sure it is in a column of its own; a trend is a picture, and no text."""
    if column.id == "trend":
        return ()
    if column.id != "cost":
        return (column.title,)
    return translate("UsageColumns", "Cost (USD)"), translate("UsageColumns", "Cost status")


def copy_cells(column: NameColumn | Column, line: Line, name: str, whole: Figures) -> tuple[str, ...]:
    if isinstance(column, NameColumn):
        return (_one_cell(name),)
    if column.id == "trend":
        return ()
    cell = column.exact(line.figures, whole)
    return (cell, line.figures.cost.status.value) if column.id == "cost" else (cell,)


def _one_cell(text: str) -> str:
    """Without what would begin another cell, and harmless where a spreadsheet would take it for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat.startswith(("=", "+", "-", "@")) else flat
