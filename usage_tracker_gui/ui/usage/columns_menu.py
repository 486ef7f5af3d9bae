"""Which columns the table shows, and by which it is sorted: for the keyboard, too, that reaches no title."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.menu_button import MenuButton
from usage_tracker_gui.ui.usage.usage_columns import COLUMNS, TREND, NameColumn


class ColumnsMenu(MenuButton):
    shown = Signal(str, bool)  # a column's ID; False: hidden
    sort_chosen = Signal(int)  # a column's place in COLUMNS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("UsagePage", "Columns"), framed=True, parent=parent)
        self._columns = QActionGroup(self)
        self._columns.setExclusive(False)
        self._sorts = QActionGroup(self)
        for column in COLUMNS:
            if not isinstance(column, NameColumn):  # a name's column comes with its grouping
                action = QAction(column.title, self._columns)
                action.setData(column.id)
                action.setCheckable(True)
                self.list.addAction(action)
        self.list.addSeparator()
        self.sorts = self.list.addMenu(translate("UsagePage", "Sort by"))
        for at, column in enumerate(COLUMNS):
            if at != TREND:  # a shape has no order
                action = QAction(column.title, self._sorts)
                action.setData(at)
                self.sorts.addAction(action)
        self._columns.triggered.connect(self._choose_column)
        self._sorts.triggered.connect(self._choose_sort)

    def show_hidden(self, hidden: Set[str]) -> None:
        for action in self._columns.actions():
            action.setChecked(action.data() not in hidden)

    def offer_sorts(self, columns: Set[int]) -> None:
        """By those that are in sight."""
        for action in self._sorts.actions():
            action.setVisible(action.data() in columns)

    @Slot(QAction)
    def _choose_column(self, action: QAction) -> None:
        self.shown.emit(action.data(), action.isChecked())

    @Slot(QAction)
    def _choose_sort(self, action: QAction) -> None:
        self.sort_chosen.emit(action.data())
