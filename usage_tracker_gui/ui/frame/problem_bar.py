"""One sentence above the page when something went wrong: what happened and what to do. It steals no focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon, paint_icon
from usage_tracker_gui.ui.look.theme import GRID, HALF, fill, tokens_of
from usage_tracker_gui.ui.parts.card import Text


class ProblemBar(QFrame):
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Text("", parent=self)
        self.text.setWordWrap(True)
        self.close_button = QToolButton(self)
        self.close_button.setProperty("kind", "flat")
        self.close_button.setIcon(icon("close", "muted"))
        self.close_button.setAccessibleName(translate("ProblemBar", "Close this message"))
        self.close_button.clicked.connect(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(5 * GRID, HALF, GRID, HALF)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self.hide()

    @Slot(str)
    def show_problem(self, sentence: str) -> None:
        """'' takes it away."""
        self.text.setText(sentence)
        self.setAccessibleName(translate("ProblemBar", "Problem: {sentence}", sentence=sentence) if sentence else "")
        self.setVisible(bool(sentence))

    @Slot()
    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        fill(painter, self.rect(), tokens.critical_soft)
        room = QRectF(2 * GRID, (self.height() - 20) / 2, 20, 20)
        paint_icon(painter, "alert-circle-outline", room, QColor(tokens.critical))
