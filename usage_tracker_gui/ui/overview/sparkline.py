"""A line without axes: the shape of the last hour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.look.theme import tokens_of


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
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(tokens_of(self).accent)
        line = self._line()
        area = QPainterPath(line)
        area.lineTo(self.width() - 2, self.height())
        area.lineTo(2, self.height())
        shade = QColor(accent)
        shade.setAlpha(36)
        painter.fillPath(area, shade)
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(line)

    def _line(self) -> QPainterPath:
        top = max(self._values) or 1.0
        step = (self.width() - 4) / (len(self._values) - 1)
        room = self.height() - 4
        points = [QPointF(2 + at * step, 2 + room * (1 - value / top)) for at, value in enumerate(self._values)]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        return path
