"""A combo box drawn like our other fields: one line, one radius, and a chevron from our icons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, tokens_of

HEIGHT = 28
CHEVRON = 16


class ChoiceBox(QComboBox):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)  # on Linux a reader is told the current text in place of the name
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        texts = (self.itemText(row) for row in range(self.count()))
        widest = max((self.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
        return QSize(min(widest, 320) + CHEVRON + 3 * GRID + 4, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that scrolls the form must not change what it happens to pass.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.field_line), 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() and self.isEnabled() else tokens.surface))
        painter.drawRoundedRect(room, CONTROL_RADIUS, CONTROL_RADIUS)
        words = self.rect().adjusted(GRID, 0, -(CHEVRON + GRID + 4), 0)
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.disabled))
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        chevron = QRectF(self.width() - CHEVRON - 6, (self.height() - CHEVRON) / 2, CHEVRON, CHEVRON)
        paint_icon(painter, "chevron-down", chevron, QColor(tokens.muted if self.isEnabled() else tokens.disabled))
