"""A table of figures: read row by row, and copied with its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from usage_tracker_gui.ui.parts.table_cells import TableCells

ROW = 28
HEAD = 32


class FiguresTable(QTableView):
    def __init__(
        self,
        name: str,
        figures: QAbstractItemModel,
        as_tsv: Callable[[Iterable[int]], str],
        parent: QWidget | None = None,
    ) -> None:
        """`as_tsv`: rows of the figures, with headers, as other programs take them."""
        super().__init__(parent)
        self._as_tsv = as_tsv
        figures.setParent(self)
        self.setModel(figures)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(TableCells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFixedHeight(HEAD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def copy_rows(self) -> None:
        """The selected rows, or all."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self._as_tsv(rows or range(self.model().rowCount())))
