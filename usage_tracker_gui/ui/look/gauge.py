"""The gauge: the picture of the app and of its tray icon, drawn from one set of proportions at any size.

Three states that differ in the needle as well as in colour. The coloured ground reads on light and on dark panels,
whichever the desktop has: a panel's theme is not the application's, and nobody tells us which it is.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from math import cos, radians, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap

TRAY_SIZES = (16, 22, 24, 32, 44, 64)
APP_SIZES = (16, 32, 64, 128)


class GaugeState(StrEnum):
    NORMAL = "normal"
    WARNING = "warning"
    CRITICAL = "critical"


# Degrees from straight up, clockwise: how far the dial is filled, and where the needle points.
NEEDLE = {GaugeState.NORMAL: -50.0, GaugeState.WARNING: 40.0, GaugeState.CRITICAL: 115.0}
GROUND = {GaugeState.NORMAL: "#1d63cc", GaugeState.WARNING: "#a85f00", GaugeState.CRITICAL: "#c02626"}
INK = "#ffffff"

# In parts of the side; the app's icon has the same proportions. The dial is open at the bottom.
MARGIN = 0.047
CORNER = 0.2
DIAL = 0.3  # radius
STROKE = 0.1
CENTRE = (0.5, 0.53)
HALF_SWEEP = 131.0  # degrees from straight up to either end of the dial
FAINT = 0.38  # how strong the part beyond the needle is


def paint_gauge(painter: QPainter, side: float, state: GaugeState, *, ground: QColor | None, ink: QColor) -> None:
    """Paints into the square (0, 0, side, side). Without a ground only the ink is drawn, as macOS's bar wants it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side, side)
    if ground is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        inset = MARGIN if side > 32 else 0.0  # small ones need every pixel
        painter.drawRoundedRect(QRectF(inset, inset, 1 - 2 * inset, 1 - 2 * inset), CORNER, CORNER)
    else:  # no ground around it: the dial takes the room
        painter.translate(0.5, 0.5)
        painter.scale(1.4, 1.4)
        painter.translate(-0.5, -0.5)
    faint = QColor(ink)
    faint.setAlphaF(FAINT)
    _paint_dial(painter, NEEDLE[state], HALF_SWEEP, faint)
    _paint_dial(painter, -HALF_SWEEP, NEEDLE[state], ink)
    _paint_needle(painter, NEEDLE[state], ink)
    painter.restore()


def _paint_dial(painter: QPainter, start: float, end: float, ink: QColor) -> None:
    """A part of the dial, in degrees from straight up. Qt counts sixteenths, from three o'clock, the other way."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y = CENTRE
    dial = QRectF(x - DIAL, y - DIAL, 2 * DIAL, 2 * DIAL)
    painter.drawArc(dial, round((90 - end) * 16), round((end - start) * 16))


def _paint_needle(painter: QPainter, degrees: float, ink: QColor) -> None:
    angle = radians(degrees)
    centre, length = QPointF(*CENTRE), DIAL - 0.07
    painter.setPen(QPen(ink, STROKE * 1.15, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(centre, centre + QPointF(length * sin(angle), -length * cos(angle)))


def gauge_image(side: int, state: GaugeState, *, ground: QColor | None, ink: QColor) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_gauge(painter, side, state, ground=ground, ink=ink)
    painter.end()
    return image


def tray_icon(state: GaugeState) -> QIcon:
    """Drawn for each size a panel asks for; on macOS a template image, which the bar colours itself."""
    template = sys.platform == "darwin"
    ground, ink = (None, QColor("#000000")) if template else (QColor(GROUND[state]), QColor(INK))
    icon = QIcon()
    for side in TRAY_SIZES:
        icon.addPixmap(QPixmap.fromImage(gauge_image(side, state, ground=ground, ink=ink)))
    icon.setIsMask(template)
    return icon


def app_icon() -> QIcon:
    icon = QIcon()
    for side in APP_SIZES:
        image = gauge_image(side, GaugeState.WARNING, ground=QColor(GROUND[GaugeState.NORMAL]), ink=QColor(INK))
        icon.addPixmap(QPixmap.fromImage(image))
    return icon
