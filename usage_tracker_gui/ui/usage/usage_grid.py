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
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import current_tokens, numbers_font, text_font, tokens_of
from usage_tracker_gui.ui.parts.sparkline import paint_sparkline
from usage_tracker_gui.ui.parts.table_cells import PADDING, TableCells
from usage_tracker_gui.ui.series.usage_lines import Line
from usage_tracker_gui.ui.usage.dragged_header import DraggedHeader
from usage_tracker_gui.ui.usage.usage_columns import COLUMNS, COST, SHARE, TREND, Column, cost_share
from usage_tracker_gui.ui.usage.usage_model import TotalsModel, UsageModel

# What a narrow window does without, first to go first. They stay in the menu and in copies.
DISPENSABLE = [
    next(at for at, column in enumerate(COLUMNS) if column.id == id)
    for id in ("cache_write", "share", "cached", "project", "trend", "requests", "cached_share", "tier", "input")
]
ROW = 28
TOTALS = 34


class _Share(TableCells):
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


class _Trend(TableCells):
    """A small line of what a row cost over time."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        usage = index.model()
        if isinstance(usage, UsageModel):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(option.rect).adjusted(PADDING, 4, -PADDING, -4)
            paint_sparkline(painter, room, usage.trends.of(usage.lines[index.row()].ids), current_tokens())
            painter.restore()


class _Table(QTableView):
    copy_requested = Signal()
    menu_requested = Signal(int, QPoint)  # row, global place
    resized = Signal()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the row under the pointer, or by keyboard of the current one."""
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if by_keyboard else event.pos()
            self.menu_requested.emit(index.row(), self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

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
        room = self.viewport().rect().adjusted(PADDING, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, totals.label())

    def leave_room(self, right: int) -> None:
        """As wide as the rows above, which share their width with a scroll bar: else both scroll differently."""
        self.setViewportMargins(0, 0, right, 0)


class UsageGrid(QWidget):
    copy_requested = Signal()
    menu_requested = Signal(int, QPoint)  # row, global place
    sorted_by = Signal()  # or columns moved or resized
    sight_changed = Signal()  # other rows than before are in sight, or may be

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = UsageModel(self)
        self.totals_model = TotalsModel(self.model_, self)
        self.table = _Table(self)
        self.header = DraggedHeader(self.table)
        self.table.setHorizontalHeader(self.header)
        self.table.setModel(self.model_)
        self.table.setAccessibleName(translate("UsageGrid", "Usage by key and model"))
        self.totals = _Totals(self)
        self.totals.setModel(self.totals_model)
        self.totals.setAccessibleName(translate("UsageGrid", "Totals"))
        self._wanted = set(range(len(COLUMNS)))
        self._widths: dict[int, int] = {}  # those that a person gave
        self._fitting = False
        self._share = _Share(self)
        self._trend = _Trend(self)
        self._cells = TableCells(self)
        self._settle()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)  # the line between rows and totals
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)

    def _settle(self) -> None:
        for view in (self.table, self.totals):
            view.setFrameShape(QFrame.Shape.NoFrame)
            view.setShowGrid(False)
            view.setWordWrap(False)
            view.setItemDelegate(self._cells)
            view.verticalHeader().hide()
            view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setItemDelegateForColumn(SHARE, self._share)
        self.table.setItemDelegateForColumn(TREND, self._trend)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        self.table.menu_requested.connect(self.menu_requested)
        self.table.copy_requested.connect(self.copy_requested)
        self.table.resized.connect(self.fit_columns)
        self.table.resized.connect(self.sight_changed)
        self.table.verticalScrollBar().valueChanged.connect(self.sight_changed)
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.totals.verticalHeader().setDefaultSectionSize(TOTALS)
        self.totals.horizontalHeader().hide()
        self.totals.setFixedHeight(TOTALS)
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
        if column == TREND:  # a shape has no order
            return
        figures = COLUMNS[column].id not in ("key", "project", "model", "tier", "service", "account")
        order = Qt.SortOrder.DescendingOrder if figures else Qt.SortOrder.AscendingOrder
        if column == self.model_.sort_column:
            descending = self.model_.sort_order == Qt.SortOrder.DescendingOrder
            order = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)
        self.model_.sort(column, order)
        self.sorted_by.emit()

    # Columns

    def want_column(self, column: int, wanted: bool) -> None:
        (self._wanted.add if wanted else self._wanted.discard)(column)

    def wanted_columns(self) -> list[int]:
        """In the order of the screen, those without room included."""
        header = self.table.horizontalHeader()
        return [at for at in (header.logicalIndex(visual) for visual in range(len(COLUMNS))) if at in self._wanted]

    @Slot()
    def fit_columns(self) -> None:
        """Columns that say the least leave a narrow window; the first one takes what is left over in a wide one."""
        room = self.table.viewport().width()
        shown = set(self._wanted)
        for column in DISPENSABLE:
            if sum(self._usual_width(at) for at in shown) <= room:
                break
            shown.discard(column)
        self._fitting = True  # not a person's doing
        for at in range(len(COLUMNS)):
            self.table.setColumnHidden(at, at not in shown)
            self.totals.setColumnHidden(at, at not in shown)
        for at in shown:
            if self._is_too_narrow(at):
                self.table.setColumnWidth(at, self._usual_width(at))
        self._stretch_first([at for at in self.wanted_columns() if at in shown], room)
        self._fitting = False
        self.totals.leave_room(self.width() - room)

    def _stretch_first(self, shown: list[int], room: int) -> None:
        if not shown:
            return
        first, *others = shown
        left = room - sum(self.table.columnWidth(at) for at in others)
        self.table.setColumnWidth(first, max(left, self._widths.get(first, COLUMNS[first].width)))

    def _usual_width(self, column: int) -> int:
        """Never cut: a title, and in columns of figures the sum of all, which is the longest there is."""
        of = COLUMNS[column]
        words = [QFontMetrics(text_font()).horizontalAdvance(f"{of.title} ↓")]
        if isinstance(of, Column) and column != SHARE:  # whose bar leaves room for any per cent
            whole = self.model_.whole
            words.append(QFontMetrics(numbers_font(bold=True)).horizontalAdvance(of.text(whole, whole)))
        return max(of.width, max(words) + 2 * PADDING + 2)

    def _is_too_narrow(self, column: int) -> bool:
        """Unless a person made it so; a cost never is."""
        made_so = column in self._widths and column != COST
        return not made_so and 0 < self.table.columnWidth(column) < self._usual_width(column)

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
        if not new:
            return
        self.totals.setColumnWidth(column, new)
        if not self._fitting:
            self._widths[column] = new
            self.sorted_by.emit()

    @Slot(int, int, int)
    def _follow_move(self, _column: int, old: int, new: int) -> None:
        self.totals.horizontalHeader().moveSection(old, new)
        self.sorted_by.emit()

    # Rows

    def refresh_totals(self) -> None:
        if any(self._is_too_narrow(at) for at in self._wanted):
            self.fit_columns()
        self.totals_model.refresh()
        self.totals.viewport().update()

    def lines_in_sight(self) -> Sequence[Line]:
        """The rows between the table's upper and lower edge."""
        first = self.table.rowAt(0)
        if first < 0:
            return ()
        return self.model_.lines[first : first + self.table.viewport().height() // ROW + 2]

    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def select_rows(self, rows: Sequence[int]) -> None:
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.model_.index(row, 0), self.model_.index(row, len(COLUMNS) - 1))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.table.selectionModel().select(chosen, flags)
        self.table.selectionModel().setCurrentIndex(
            self.model_.index(rows[0], self.wanted_columns()[0]), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self.table.scrollTo(self.model_.index(rows[0], self.wanted_columns()[0]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(tokens_of(self).line))
        y = self.totals.geometry().top() - 1
        painter.drawLine(0, y, self.width(), y)
