"""A card: a rounded surface with a thin line, and a text label that knows our sizes and colours."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from usage_tracker_gui.ui.look.theme import GRID, HALF, RADIUS, ROLES, TEXT, numbers_font, tokens_of

Tone = Literal["text", "muted", "accent", "ok", "warning", "critical"]


class Text(QLabel):
    """A label in one of our sizes and tones. Plain text only: names come from outside and may look like markup."""

    def __init__(
        self,
        text: str = "",
        *,
        size: int = TEXT,
        bold: bool = False,
        tone: Tone = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(numbers_font(size, bold=bold))
        self._tone: Tone = "text"
        self.set_tone(tone)

    @property
    def tone(self) -> Tone:
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        if tone != self._tone:
            self._tone = tone
            self.setForegroundRole(ROLES[tone])


class Card(QFrame):
    """Add contents to `body`, a vertical layout, under an optional title."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID, GRID + HALF, 2 * GRID, GRID + HALF)
        self.body.setSpacing(HALF)
        self.title = Text(title, bold=True, parent=self)
        self.title.setVisible(bool(title))
        if title:
            self.setAccessibleName(title)
            self.body.addWidget(self.title)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
