"""The table behind the chart: the same figures in rows and columns, for numbers people and screen readers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from usage_tracker_gui.domain.report import NO_FIGURES
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.amounts import exact_text
from usage_tracker_gui.ui.series.chart_series import Metric, Stack

AnyIndex = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChartFigures(QAbstractTableModel):
    """A row for each step, newest first; columns: the step, all together, then each series."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack: Stack | None = None
        self._metric = Metric.COST

    def show_stack(self, stack: Stack, metric: Metric) -> None:
        """New figures in the same places keep what is selected and where the table is scrolled to."""
        if self._shape() == _shape_of(stack):
            self._stack, self._metric = stack, metric
            if self.rowCount():
                self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._stack, self._metric = stack, metric
        self.endResetModel()

    def _shape(self) -> object:
        return _shape_of(self._stack) if self._stack else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._stack is None else len(self._stack.steps)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or self._stack is None else 2 + len(self._stack.series)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical or self._stack is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            if section < 2:
                return translate("Charts", "When") if section == 0 else translate("Charts", "All")
            return self._stack.series[section - 2].name
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._stack is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        step = len(self._stack.steps) - 1 - index.row()
        if index.column() == 0:
            return self._stack.steps.title(step)
        column = self._stack.totals if index.column() == 1 else self._stack.series[index.column() - 2].figures
        return exact_text(column.get(step, NO_FIGURES), self._metric)


def _shape_of(stack: Stack) -> object:
    return stack.steps, tuple((series.id, series.name) for series in stack.series)


class ChartTable(QTableView):
    """Copies what is selected as TSV with headers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = ChartFigures(self)
        self.setModel(self.figures)
        self.setAccessibleName(translate("Charts", "Figures of the chart"))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStyleSheet("QHeaderView::section { padding: 4px 3px; }")  # as the cells below
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultSectionSize(136)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def show_stack(self, stack: Stack, metric: Metric) -> None:
        self.figures.show_stack(stack, metric)
        self.setColumnWidth(0, 200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        else:
            super().keyPressEvent(event)

    def selected_text(self) -> str:
        model = self.figures
        columns = range(model.columnCount())
        heads = [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        rows = sorted({index.row() for index in self.selectedIndexes()})
        lines = [[str(model.data(model.index(row, column))) for column in columns] for row in rows]
        return "\n".join("\t".join(cell.replace("\t", " ") for cell in line) for line in [heads, *lines])
