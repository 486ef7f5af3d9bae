"""A line without axes: the shape of the last hour, or how a row of a table went over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.look.theme import tokens_of
from usage_tracker_gui.ui.look.tokens import Tokens


class Sparkline(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float]) -> None:
        if tuple(values) != self._values:
            self._values = tuple(values)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sparkline(painter, QRectF(self.rect()), self._values, tokens_of(self))


def paint_sparkline(painter: QPainter, room: QRectF, values: Sequence[float], tokens: Tokens) -> None:
    """From 0 to the largest value, its ground shaded. Fewer than two values are no line."""
    if len(values) < 2:
        return
    inner = room.adjusted(2, 2, -2, -2)
    line = _path(values, inner)
    area = QPainterPath(line)
    area.lineTo(inner.right(), room.bottom())
    area.lineTo(inner.left(), room.bottom())
    shade = QColor(tokens.accent)
    shade.setAlpha(36)
    painter.fillPath(area, shade)
    pen = QPen(QColor(tokens.accent), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(line, pen)


def _path(values: Sequence[float], room: QRectF) -> QPainterPath:
    top = max(values) or 1.0
    step = room.width() / (len(values) - 1)
    points = [
        QPointF(room.left() + at * step, room.bottom() - room.height() * value / top) for at, value in enumerate(values)
    ]
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path
