"""A row of choices of which one is taken, drawn as one control. Arrow keys move the choice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, shows_focus, text_font, tokens_of

HEIGHT = 28


class Segment(QAbstractButton):
    def __init__(self, value: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFont(text_font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * GRID + 6, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width() - GRID, HEIGHT)  # its word is never cut

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        if self.isChecked():
            painter.setPen(QPen(QColor(tokens.accent), 1))  # the soft ground alone is too pale to tell
            painter.setBrush(QColor(tokens.accent_soft))
            painter.drawRoundedRect(room, CONTROL_RADIUS - 2, CONTROL_RADIUS - 2)
        if shows_focus(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawRoundedRect(room, CONTROL_RADIUS - 2, CONTROL_RADIUS - 2)
        strong = self.isChecked() or self.underMouse()
        painter.setPen(QColor(tokens.text if strong else tokens.muted))
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """`chosen` tells of a person's choice only, also when the taken one is pressed again."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for value, text in choices:
            button = Segment(value, text, self)
            button.setToolTip(f"{name}: {text}")
            self._group.addButton(button)
            row.addWidget(button)
        self._group.buttonClicked.connect(self._tell)

    def segment(self, value: str) -> Segment:
        return next(button for button in self._buttons() if button.value == value)

    def value(self) -> str:
        return next((button.value for button in self._buttons() if button.isChecked()), "")

    def take(self, value: str) -> None:
        for button in self._buttons():
            if button.value == value:
                button.setChecked(True)

    def rename(self, value: str, text: str) -> None:
        button = self.segment(value)
        button.setText(text)
        button.setAccessibleName(text)
        button.updateGeometry()
        button.update()

    def _buttons(self) -> list[Segment]:
        return [button for button in self._group.buttons() if isinstance(button, Segment)]

    @Slot(QAbstractButton)
    def _tell(self, button: QAbstractButton) -> None:
        if isinstance(button, Segment):
            self.chosen.emit(button.value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CONTROL_RADIUS, CONTROL_RADIUS)
        painter.fillPath(frame, QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawPath(frame)
