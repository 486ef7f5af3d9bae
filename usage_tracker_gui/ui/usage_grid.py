"""The table itself, and the row of totals that stays at its foot while the rows scroll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.ui.theme import GRID, HALF, current_tokens, text_font, tokens_of
from usage_tracker_gui.ui.usage_columns import COLUMNS, COST, SHARE, cost_share
from usage_tracker_gui.ui.usage_model import TotalsModel, UsageModel

ROW = 28
PADDING = GRID


class _Cells(QStyledItemDelegate):
    """Room at both sides of a cell, and no dotted frame around the current one: the row is what is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)


class _Share(_Cells):
    """A bar as long as the share, behind its figure's left."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        usage = index.model()
        if not isinstance(usage, UsageModel):
            return
        part = cost_share(usage.lines[index.row()].figures, usage.whole)
        if not part:
            return
        tokens = current_tokens()
        room = QRectF(option.rect).adjusted(PADDING, 0, -PADDING - 44, 0)
        bar = QRectF(room.left(), room.center().y() - 3, room.width(), 6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(QColor(tokens.accent))
        bar.setWidth(max(3.0, bar.width() * float(part)))
        painter.drawRoundedRect(bar, 3, 3)
        painter.restore()


class _Table(QTableView):
    copy_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        else:
            super().keyPressEvent(event)


class _Totals(QTableView):
    """One row without a life of its own: its columns are those of the table above."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        totals = self.model()
        if not isinstance(totals, TotalsModel):
            return
        painter = QPainter(self.viewport())
        painter.setFont(text_font(bold=True))
        painter.setPen(QColor(tokens_of(self).text))
        room = self.viewport().rect().adjusted(PADDING - 2, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, totals.label())


class UsageGrid(QWidget):
    copy_requested = Signal()
    menu_requested = Signal(int, QPoint)  # row, global place
    sorted_by = Signal()  # or columns moved or resized

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = UsageModel(self)
        self.totals_model = TotalsModel(self.model_, self)
        self.table = _Table(self)
        self.table.setModel(self.model_)
        self.table.setAccessibleName("Usage by key and model")
        self.totals = _Totals(self)
        self.totals.setModel(self.totals_model)
        self.totals.setAccessibleName("Totals")
        self._share = _Share(self)
        self._cells = _Cells(self)
        self._settle()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)

    def _settle(self) -> None:
        for view in (self.table, self.totals):
            view.setFrameShape(QFrame.Shape.NoFrame)
            view.setShowGrid(False)
            view.setWordWrap(False)
            view.setItemDelegate(self._cells)
            view.verticalHeader().hide()
            view.verticalHeader().setDefaultSectionSize(ROW)
            view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setItemDelegateForColumn(SHARE, self._share)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.setTabKeyNavigation(False)
        self.table.customContextMenuRequested.connect(self._offer_menu)
        self.table.copy_requested.connect(self.copy_requested)
        self.totals.horizontalHeader().hide()
        self.totals.setFixedHeight(ROW + HALF)
        self.totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.totals.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        for policy in (self.totals.setHorizontalScrollBarPolicy, self.totals.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._settle_header()

    def _settle_header(self) -> None:
        header = self.table.horizontalHeader()
        for at, column in enumerate(COLUMNS):
            self.table.setColumnWidth(at, column.width)
            self.totals.setColumnWidth(at, column.width)
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setFixedHeight(32)
        header.setSortIndicator(COST, Qt.SortOrder.DescendingOrder)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by_click)
        header.sectionResized.connect(self._follow_width)
        header.sectionMoved.connect(self._follow_move)
        self.table.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)

    # Sorting

    @Slot(int)
    def _sort_by_click(self, column: int) -> None:
        self.sort_by(column)

    def sort_by(self, column: int) -> None:
        """Figures begin with the largest, names with A; the same column again turns round."""
        figures = COLUMNS[column].id not in ("key", "project", "model", "tier", "service", "account")
        order = Qt.SortOrder.DescendingOrder if figures else Qt.SortOrder.AscendingOrder
        if column == self.model_.sort_column:
            descending = self.model_.sort_order == Qt.SortOrder.DescendingOrder
            order = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)
        self.model_.sort(column, order)
        self.sorted_by.emit()

    # Columns

    def set_column_shown(self, column: int, shown: bool) -> None:
        self.table.setColumnHidden(column, not shown)
        self.totals.setColumnHidden(column, not shown)

    def shown_columns(self) -> list[int]:
        header = self.table.horizontalHeader()
        visual = (header.logicalIndex(at) for at in range(len(COLUMNS)))
        return [at for at in visual if not self.table.isColumnHidden(at)]

    def header_state(self) -> str:
        return bytes(self.table.horizontalHeader().saveState().toBase64().data()).decode("ascii")

    def restore_header(self, state: QByteArray) -> None:
        header = self.table.horizontalHeader()
        if not header.restoreState(state) or header.count() != len(COLUMNS):
            return
        for at in range(len(COLUMNS)):
            self.totals.setColumnWidth(at, max(48, header.sectionSize(at)))
        self.totals.horizontalHeader().restoreState(state)
        self.totals.horizontalHeader().hide()
        self.model_.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    @Slot(int, int, int)
    def _follow_width(self, column: int, _old: int, new: int) -> None:
        if new:
            self.totals.setColumnWidth(column, new)
            self.sorted_by.emit()

    @Slot(int, int, int)
    def _follow_move(self, _column: int, old: int, new: int) -> None:
        self.totals.horizontalHeader().moveSection(old, new)
        self.sorted_by.emit()

    # Rows

    def refresh_totals(self) -> None:
        self.totals_model.refresh()
        self.totals.viewport().update()

    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def select_rows(self, rows: Sequence[int]) -> None:
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.model_.index(row, 0), self.model_.index(row, len(COLUMNS) - 1))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.selectionModel().select(chosen, flags)
        self.table.selectionModel().setCurrentIndex(
            self.model_.index(rows[0], self.shown_columns()[0]), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self.table.scrollTo(self.model_.index(rows[0], self.shown_columns()[0]))

    @Slot(QPoint)
    def _offer_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(index.row(), self.table.viewport().mapToGlobal(place))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(tokens_of(self).line))
        y = self.totals.geometry().top() - 1
        painter.drawLine(0, y, self.width(), y)
