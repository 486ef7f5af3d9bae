"""The usage table's model. It sorts itself (Qt's proxy leaves Decimals unsorted) and changes in place.

New lines are compared with the shown ones by identity: rows leave, change, arrive and move, so that a person's
selection and place in the table survive every refresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from usage_tracker_gui.domain.report import NO_FIGURES, Figures, GroupBy, sum_figures
from usage_tracker_gui.ui.language.conventions import in_force
from usage_tracker_gui.ui.language.figures import whole as whole_text
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import numbers_font
from usage_tracker_gui.ui.series.trends import NO_TRENDS, Trends
from usage_tracker_gui.ui.series.usage_lines import Line, matches
from usage_tracker_gui.ui.usage.usage_columns import (
    COLUMNS,
    COST,
    TREND,
    Column,
    NameColumn,
    copy_cells,
    copy_titles,
)

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOWHERE = QModelIndex()


class UsageModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by: tuple[GroupBy, ...] = ()
        self._all: list[Line] = []
        self._lines: list[Line] = []
        self._whole = NO_FIGURES
        self._conventions = in_force()  # that the cells were written by
        self._words: tuple[str, ...] = ()
        self.trends = NO_TRENDS
        self.sort_column = COST
        self.sort_order = Qt.SortOrder.DescendingOrder

    # What is shown

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def all_count(self) -> int:
        return len(self._all)

    @property
    def whole(self) -> Figures:
        """The sum of all lines, those that the filter hides too: shares are of this."""
        return self._whole

    def shown_total(self) -> Figures:
        if len(self._lines) == len(self._all):
            return self._whole
        return sum_figures(line.figures for line in self._lines)

    def name(self, line: Line, by: GroupBy) -> str:
        return line.names[self._by.index(by)] if by in self._by else ""

    def id(self, line: Line, by: GroupBy) -> str:
        return line.ids[self._by.index(by)] if by in self._by else ""

    # Changing it

    def show_lines(self, lines: Iterable[Line], by: tuple[GroupBy, ...], whole: Figures) -> None:
        """Lines grouped another way are other lines; else rows change in place."""
        if by != self._by:
            self.beginResetModel()
            self._by, self._all, self._lines, self._whole = by, list(lines), [], whole
            self._lines = self._wanted()
            self.endResetModel()
            return
        conventions = in_force()
        is_other = whole.cost.usd != self._whole.cost.usd or conventions is not self._conventions
        self._all, self._whole, self._conventions = list(lines), whole, conventions
        self._become(self._wanted(), everything_changed=is_other)

    def show_trends(self, trends: Trends) -> None:
        if trends != self.trends:
            self.trends = trends
            if self._lines:
                self.dataChanged.emit(self.index(0, TREND), self.index(len(self._lines) - 1, TREND))

    def filter(self, words: tuple[str, ...]) -> None:
        if words != self._words:
            self._words = words
            self._become(self._wanted())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        before, self.sort_column, self.sort_order = self.sort_column, column, order
        for changed in (before, column):
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, changed, changed)
        self._become(self._wanted())

    def _wanted(self) -> list[Line]:
        wanted = [line for line in self._all if matches(line, self._words)]
        wanted.sort(key=lambda line: line.ids)  # equals keep one order
        wanted.sort(key=self._sort_key, reverse=self.sort_order == Qt.SortOrder.DescendingOrder)
        return wanted

    def _sort_key(self, line: Line) -> Any:
        column = COLUMNS[self.sort_column]
        return self.name(line, column.by).casefold() if isinstance(column, NameColumn) else column.sort(line.figures)

    def _become(self, wanted: list[Line], *, everything_changed: bool = False) -> None:
        self._remove_all_but({line.ids for line in wanted})
        by_identity = {line.ids: line for line in wanted}
        changed = [at for at, line in enumerate(self._lines) if by_identity[line.ids].figures != line.figures]
        self._lines = [by_identity[line.ids] for line in self._lines]
        shown = {line.ids for line in self._lines}
        self._append([line for line in wanted if line.ids not in shown])
        if [line.ids for line in self._lines] != list(by_identity):
            changed = list(range(len(self._lines))) if changed else []
            self._reorder(wanted)
        for first, last in _ranges(range(len(self._lines)) if everything_changed else changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def _remove_all_but(self, kept: set[tuple[str, ...]]) -> None:
        gone = [at for at, line in enumerate(self._lines) if line.ids not in kept]
        for first, last in reversed(list(_ranges(gone))):
            self.beginRemoveRows(NOWHERE, first, last)
            del self._lines[first : last + 1]
            self.endRemoveRows()

    def _append(self, new: list[Line]) -> None:
        if new:
            self.beginInsertRows(NOWHERE, len(self._lines), len(self._lines) + len(new) - 1)
            self._lines.extend(new)
            self.endInsertRows()

    def _reorder(self, wanted: list[Line]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {line.ids: at for at, line in enumerate(wanted)}
        before = self.persistentIndexList()
        after = [self.index(places[self._lines[index.row()].ids], index.column()) for index in before]
        self._lines = wanted
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # Qt's questions

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return cell(self, self._lines[index.row()], index.column(), role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return self._title(section)
        if role == Role.TextAlignmentRole:
            return LEFT if isinstance(column, NameColumn) else RIGHT
        if role == Role.ToolTipRole and isinstance(column, Column):
            return column.tip
        return None

    def _title(self, section: int) -> str:
        """The title, and for the sorted column an arrow on the side away from the figures."""
        column = COLUMNS[section]
        if section != self.sort_column:
            return column.title
        arrow = "↓" if self.sort_order == Qt.SortOrder.DescendingOrder else "↑"
        return f"{column.title} {arrow}" if isinstance(column, NameColumn) else f"{arrow} {column.title}"

    # Copies

    def as_tsv(self, rows: Iterable[int], columns: Sequence[int]) -> str:
        """Headers, then exact counts and costs; an unknown figure is an empty cell."""
        chosen = [COLUMNS[at] for at in columns]
        table = [[title for column in chosen for title in copy_titles(column)]]
        for row in rows:
            line = self._lines[row]
            names = (self.name(line, column.by) if isinstance(column, NameColumn) else "" for column in chosen)
            cells = (copy_cells(column, line, name, self._whole) for column, name in zip(chosen, names, strict=True))
            table.append([text for group in cells for text in group])
        return "\n".join("\t".join(row) for row in table) + "\n"


def cell(model: UsageModel, line: Line, at: int, role: int) -> Any:
    column = COLUMNS[at]
    if isinstance(column, NameColumn):
        return _name_cell(model, line, column, role)
    if at == TREND:
        return model.trends.words(line.ids) if role in (Role.ToolTipRole, Role.AccessibleTextRole) else None
    if role == Role.DisplayRole:
        return column.text(line.figures, model.whole)
    if role == Role.ToolTipRole:
        return column.why(line.figures, model.whole)
    if role == Role.TextAlignmentRole:
        return RIGHT
    return numbers_font() if role == Role.FontRole else None


def _name_cell(model: UsageModel, line: Line, column: NameColumn, role: int) -> Any:
    if role == Role.DisplayRole:
        return " ".join(model.name(line, column.by).split())
    if role == Role.ToolTipRole:
        name, id = model.name(line, column.by), model.id(line, column.by)
        return f"{name}\n{id}" if id and id != name else name
    return LEFT if role == Role.TextAlignmentRole else None


def _ranges(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Ascending rows as first and last of each run."""
    first = last = -2
    for row in rows:
        if row == last + 1:
            last = row
            continue
        if first >= 0:
            yield first, last
        first = last = row
    if first >= 0:
        yield first, last


class TotalsModel(QAbstractTableModel):
    """The one row at the table's foot: the sum of what the filter lets through."""

    def __init__(self, usage: UsageModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usage = usage
        self._line = Line((), (), NO_FIGURES)

    def refresh(self) -> None:
        self._line = Line((), (), self._usage.shown_total())
        self.dataChanged.emit(self.index(0, 0), self.index(0, len(COLUMNS) - 1))

    @property
    def figures(self) -> Figures:
        return self._line.figures

    def label(self) -> str:
        shown, every = len(self._usage.lines), self._usage.all_count
        if shown == every:
            return translate("UsageGrid", "Total of {shown}", shown=whole_text(shown))
        return translate("UsageGrid", "Total of {shown} of {every}", shown=whole_text(shown), every=whole_text(every))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.FontRole:
            return numbers_font(bold=True)
        if isinstance(COLUMNS[index.column()], NameColumn):
            return None
        return cell(self._usage, self._line, index.column(), role)
