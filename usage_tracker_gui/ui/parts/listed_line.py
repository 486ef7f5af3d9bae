"""One thing of a list: its title, its details below, and beside them the ways to change it and to take it away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided


class ListedLine(QWidget):
    edit_requested = Signal(object)  # the thing
    removed = Signal(object)

    def __init__(self, thing: Any, title: str, details: str, *, edit: str, remove: str) -> None:
        """`edit` and `remove` are the buttons' accessible names: they also say which thing."""
        super().__init__()
        self.thing = thing
        self.title = Elided(title)
        self.details = Text(details, tone="muted")
        self.details.setWordWrap(True)
        self.edit = QPushButton(translate("ListedLine", "Edit"))
        self.edit.setAccessibleName(edit)
        self.remove = QPushButton(translate("ListedLine", "Remove"))
        self.remove.setAccessibleName(remove)
        self.remove.setProperty("kind", "flat")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.details)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addLayout(words, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.edit.clicked.connect(self._ask_for_edit)
        self.remove.clicked.connect(self._remove)

    @Slot()
    def _ask_for_edit(self) -> None:
        self.edit_requested.emit(self.thing)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.thing)
