"""A line of the settings that leads elsewhere: to what is looked after on a page of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.settings_row import FormLine


class WayOut(FormLine):
    taken = Signal(str)  # the section's name

    def __init__(self, label: str, words: str, section: str) -> None:
        self._section = section
        self.state = Text("", tone="muted")
        self.state.setWordWrap(True)
        self.button = QPushButton(words)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.state, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        super().__init__(label, "", content)
        self.button.clicked.connect(self._take)

    @Slot()
    def _take(self) -> None:
        self.taken.emit(self._section)
