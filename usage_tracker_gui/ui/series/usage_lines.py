"""The lines of a usage table: a report's rows grouped as asked, worded, compared and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from usage_tracker_gui.domain.report import Figures, GroupBy, Row, Summary, sum_figures
from usage_tracker_gui.ui.language.translation import noted, translate

NO_KEY = noted("Names", "No key")
NO_PROJECT = noted("Names", "No project")
NO_MODEL = noted("Names", "No model")
NOT_TOLD = noted("Names", "Not told")
DETAIL = (GroupBy.KEY, GroupBy.PROJECT, GroupBy.MODEL, GroupBy.TIER)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `ids` is its identity; `names` is how a person knows the same things."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    figures: Figures

    @property
    def cost(self) -> Decimal:
        """For ranking; unknown sorts below everything known."""
        return Decimal(-1) if self.figures.cost.usd is None else self.figures.cost.usd


def grouped(summary: Summary, by: Sequence[GroupBy]) -> list[Line]:
    """The summary's rows added up by these of its columns; columns that it does not have are ''."""
    columns = [summary.column(dim) if dim in summary.question.group_by else None for dim in by]
    parts: dict[tuple[str, ...], list[Row]] = {}
    for row in summary.rows:
        ids = tuple("" if column is None else row.group[column] for column in columns)
        parts.setdefault(ids, []).append(row)
    return [Line(ids, _names(ids, by, rows), _sum(rows)) for ids, rows in parts.items()]


def summary_of(whole: Summary, lines: Sequence[Line], by: Sequence[GroupBy]) -> Summary:
    """The lines as a summary of their own: what a table shows, for others to write down."""
    key, project = (by.index(dim) if dim in by else None for dim in (GroupBy.KEY, GroupBy.PROJECT))

    def name(line: Line, at: int | None) -> str:
        return line.names[at] if at is not None and line.ids[at] and line.names[at] != line.ids[at] else ""

    rows = tuple(Row(line.ids, line.figures, name(line, key), name(line, project)) for line in lines)
    question = replace(whole.question, group_by=tuple(by))
    return Summary(question, rows, sum_figures(line.figures for line in lines), whole.prices_as_of)


def ranked(lines: Iterable[Line]) -> list[Line]:
    """Most expensive first, then by tokens: what has no price still stands in a known order."""
    return sorted(lines, key=lambda line: (-line.cost, -line.figures.total_tokens, line.ids))


def _sum(rows: list[Row]) -> Figures:
    return rows[0].figures if len(rows) == 1 else sum_figures(row.figures for row in rows)


def _names(ids: tuple[str, ...], by: Sequence[GroupBy], rows: list[Row]) -> tuple[str, ...]:
    return tuple(_name(id, dim, rows) for id, dim in zip(ids, by, strict=True))


def _name(id: str, by: GroupBy, rows: list[Row]) -> str:
    if by is GroupBy.KEY:
        return next((row.key_name for row in rows if row.key_name), "") or id or translate("Names", NO_KEY)
    if by is GroupBy.PROJECT:
        return next((row.project_name for row in rows if row.project_name), "") or id or translate("Names", NO_PROJECT)
    if by is GroupBy.CONTEXT_WINDOW:
        return id or translate("Names", NOT_TOLD)
    if by is GroupBy.MODEL:
        return id or translate("Names", NO_MODEL)
    return id


def matches(line: Line, words: Sequence[str]) -> bool:
    """True when every word (already casefolded) is in one of the line's names or IDs."""
    if not words:
        return True
    text = "\n".join((*line.names, *line.ids)).casefold()
    return all(word in text for word in words)


def search_words(text: str) -> tuple[str, ...]:
    return tuple(text.casefold().split())
