"""One line above a list: what was just done to it, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.elided import Elided


class UndoNotice(QWidget):
    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Elided("", tone="muted")
        self.undo = QPushButton(translate("UndoNotice", "Undo"))
        self.undo.clicked.connect(self._undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        self.hide()

    def tell(self, sentence: str) -> None:
        """What was done last takes the place of what was done before."""
        self.text.setText(sentence)
        self.undo.setAccessibleName(translate("UndoNotice", "Undo: {what}", what=sentence))
        self.show()

    @Slot()
    def _undo(self) -> None:
        self.hide()
        self.undone.emit()
