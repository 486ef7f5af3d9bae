"""One line above a list: what was just done to it, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.elided import Elided


class UndoNotice(QWidget):
    """A change is a pair: what there was before it and what there is after it; None: nothing."""

    undone = Signal(object, object)  # the last change backwards: what there is, and what there was

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last: tuple[object, object] | None = None
        self.text = Elided("", tone="muted")
        self.undo = QPushButton(translate("UndoNotice", "Undo"))
        self.undo.clicked.connect(self._undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        row.addWidget(self.undo)
        self.hide()

    def tell(self, sentence: str, before: object, after: object) -> None:
        """What was done last takes the place of what was done before."""
        self._last = (before, after)
        self.text.setText(sentence)
        self.undo.setAccessibleName(translate("UndoNotice", "Undo: {what}", what=sentence))
        self.show()

    def forget(self) -> None:
        """Another list is looked at."""
        self._last = None
        self.hide()

    @Slot()
    def _undo(self) -> None:
        last = self._last
        self.forget()
        if last is not None:
            before, after = last
            self.undone.emit(after, before)
