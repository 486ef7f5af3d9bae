"""A small piece of a series' colour in a legend, in the shape that the series has in the chart."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Swatch(QWidget):
    """One piece: `square`, `outline` or `dash`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(10, 16))
        self.color: QColor | None = None
        self.shape = "square"

    def show_color(self, color: QColor | None, shape: str) -> None:
        if (color, shape) != (self.color, self.shape):
            self.color, self.shape = color, shape
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.color is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(painter, QRectF(0, 3, 10, 10), self.color, self.shape)


def paint_swatch(painter: QPainter, place: QRectF, color: QColor, shape: str) -> None:
    if shape == "square":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(place, 2, 2)
    elif shape == "outline":
        painter.setPen(color)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2)
    else:
        middle = place.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRect(QRectF(place.left(), middle - 1, 4, 2))
        painter.drawRect(QRectF(place.left() + 6, middle - 1, 4, 2))
