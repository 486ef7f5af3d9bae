"""The gauge: the picture of the app and of its tray icon, drawn from one set of proportions at any size.

Three states that differ in the needle as well as in colour. The coloured disc reads on light and on dark panels,
whichever the desktop has: a panel's theme is not the application's, and nobody tells us which it is.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from math import cos, radians, sin

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

TRAY_SIZES = (16, 22, 24, 32, 44, 64)
APP_SIZES = (16, 32, 48, 64, 128, 256, 512)


class GaugeState(StrEnum):
    NORMAL = "normal"
    WARNING = "warning"
    CRITICAL = "critical"


# Degrees from straight up, clockwise: where the needle points.
NEEDLE = {GaugeState.NORMAL: -45.0, GaugeState.WARNING: 30.0, GaugeState.CRITICAL: 100.0}
DISC = {GaugeState.NORMAL: "#1d63cc", GaugeState.WARNING: "#b26a00", GaugeState.CRITICAL: "#c02626"}
INK = "#ffffff"

# In parts of the side. The dial opens downwards, from 225 to -45 degrees.
DIAL = 0.27  # radius
DIAL_WIDTH = 0.085
NEEDLE_LENGTH = 0.25
NEEDLE_WIDTH = 0.095
CENTRE = (0.5, 0.53)


def needle_tip(state: GaugeState) -> tuple[float, float]:
    angle = radians(NEEDLE[state])
    return CENTRE[0] + NEEDLE_LENGTH * sin(angle), CENTRE[1] - NEEDLE_LENGTH * cos(angle)


def paint_gauge(painter: QPainter, side: float, state: GaugeState, *, ground: QColor | None, ink: QColor) -> None:
    """Paints into the square (0, 0, side, side). Without a ground only the ink is drawn, as macOS's bar wants it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    scale = 1.0
    if ground is not None:
        painter.setBrush(ground)
        painter.drawEllipse(QRectF(0, 0, side, side))
    else:
        scale = 1.55  # no disc around it: the dial takes the room
    painter.save()
    painter.translate(side / 2, side / 2)
    painter.scale(side * scale, side * scale)
    painter.translate(-0.5, -0.5)
    round_pen = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, DIAL_WIDTH, *round_pen))
    x, y = CENTRE
    painter.drawArc(QRectF(x - DIAL, y - DIAL, 2 * DIAL, 2 * DIAL), -45 * 16, 270 * 16)
    painter.setPen(QPen(ink, NEEDLE_WIDTH, *round_pen))
    painter.drawLine(QLineF(QPointF(x, y), QPointF(*needle_tip(state))))
    painter.restore()


def gauge_pixmap(side: int, state: GaugeState, *, ground: QColor | None, ink: QColor) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_gauge(painter, side, state, ground=ground, ink=ink)
    painter.end()
    return pixmap


def tray_icon(state: GaugeState) -> QIcon:
    """Drawn for each size a panel asks for; on macOS a template image, which the bar colours itself."""
    icon = QIcon()
    template = sys.platform == "darwin"
    ground, ink = (None, QColor("#000000")) if template else (QColor(DISC[state]), QColor(INK))
    for side in TRAY_SIZES:
        icon.addPixmap(gauge_pixmap(side, state, ground=ground, ink=ink))
    icon.setIsMask(template)
    return icon


def app_icon() -> QIcon:
    icon = QIcon()
    for side in (16, 32, 64, 128):
        disc = QColor(DISC[GaugeState.NORMAL])
        icon.addPixmap(gauge_pixmap(side, GaugeState.NORMAL, ground=disc, ink=QColor(INK)))
    return icon
