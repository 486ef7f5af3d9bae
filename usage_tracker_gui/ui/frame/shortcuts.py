"""The list of keyboard shortcuts, and the window that shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.ui.frame.pages import PAGES, SETTINGS
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, text_font

SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        noted("Shortcuts", "Everywhere"),
        (
            *((f"Ctrl+{number}", page.english) for number, page in enumerate((*PAGES, SETTINGS), start=1)),
            ("F5", noted("Shortcuts", "Refresh now")),
            ("Ctrl+P", noted("Shortcuts", "Pause or go on watching")),
            ("Ctrl+,", noted("Shortcuts", "Settings")),
            ("Ctrl+E", noted("Shortcuts", "Export the rows in sight as CSV")),
            ("Ctrl+O", noted("Shortcuts", "Import usage from a file")),
            ("F10", noted("Shortcuts", "Open the menu")),
            ("F1", noted("Shortcuts", "This list; Ctrl+/ too")),
            ("Tab", noted("Shortcuts", "To the next control; Shift+Tab goes back")),
            ("Esc", noted("Shortcuts", "Close a menu, a message or a dialog")),
            ("Ctrl+Q", noted("Shortcuts", "Quit")),
        ),
    ),
    (
        noted("Shortcuts", "Usage and Reconcile"),
        (
            ("Ctrl+F", noted("Shortcuts", "Filter the rows of usage")),
            ("Ctrl+C", noted("Shortcuts", "Copy the chosen rows, or all")),
            ("Ctrl+A", noted("Shortcuts", "Choose all rows")),
            (noted("Shortcuts", "Menu"), noted("Shortcuts", "What can be done with a row; Shift+F10 too")),
        ),
    ),
    (
        noted("Shortcuts", "Charts"),
        (
            (noted("Shortcuts", "Left, Right"), noted("Shortcuts", "From step to step, with its figures")),
            ("+, -", noted("Shortcuts", "Zoom in and out at the step")),
            (noted("Shortcuts", "Home"), noted("Shortcuts", "Show the whole period")),
            (noted("Shortcuts", "Arrows"), noted("Shortcuts", "From cell to cell in weekday and hour")),
        ),
    ),
)


class ShortcutList(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Shortcuts", "Keyboard shortcuts"))
        self.resize(460, 560)
        count = sum(1 + len(entries) for _title, entries in SHORTCUTS)
        self.table = QTableWidget(count, 2, self)
        self.table.setAccessibleName(translate("Shortcuts", "Keyboard shortcuts"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setMinimumSectionSize(26)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # long words wrap
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 140)
        row = 0
        for title, entries in SHORTCUTS:
            self._write_title(row, translate("Shortcuts", title))
            for at, (keys, does) in enumerate(entries, start=row + 1):
                self.table.setItem(at, 0, QTableWidgetItem(_native(keys)))
                self.table.setItem(at, 1, QTableWidgetItem(_words(does)))
            row += 1 + len(entries)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.addWidget(self.table)

    def _write_title(self, row: int, title: str) -> None:
        item = QTableWidgetItem(title)
        item.setFont(text_font(bold=True))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, 2)


def _words(does: str) -> str:
    titles = {page.english for page in (*PAGES, SETTINGS)}
    return translate("Pages", does) if does in titles else translate("Shortcuts", does)


def _native(keys: str) -> str:
    """As this system writes them: `⌘1` on a Mac."""
    sequence = QKeySequence(keys)
    if "+" in keys and sequence.count() == 1:
        return sequence.toString(QKeySequence.SequenceFormat.NativeText)
    return translate("Shortcuts", keys)
