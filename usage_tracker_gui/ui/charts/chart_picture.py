"""A chart as a file to send: PNG at twice the size on the screen, or SVG, with title and legend."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, QStandardPaths, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION, text_font, tokens_of

MARGIN = 3 * GRID
TITLE = 5 * GRID
SHARPNESS = 2  # PNG pixels for one on the screen


def file_filters() -> tuple[str, str]:
    return translate("Charts", "PNG picture (*.png)"), translate("Charts", "SVG drawing (*.svg)")


def documents() -> str:
    """Where a person's pictures are looked for first."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def save_picture(chart: QWidget, title: str, file: Path) -> None:
    """Writes the widget as it is seen, below a title; the ending decides the kind. OSError where that fails."""
    size = chart.size() + QSize(2 * MARGIN, 2 * MARGIN + TITLE)
    if file.suffix.lower() == ".svg":
        _save_svg(chart, title, file, size)
    else:
        _save_png(chart, title, file, size)


def _save_png(chart: QWidget, title: str, file: Path, size: QSize) -> None:
    image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    painter = QPainter(image)
    _paint(painter, chart, title, size)
    painter.end()
    if not image.save(str(file)):
        raise OSError(f"{file} could not be written")


def _save_svg(chart: QWidget, title: str, file: Path, size: QSize) -> None:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(str(file))
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(title)
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(f"{file} could not be written")
    _paint(painter, chart, title, size)
    painter.end()


def _paint(painter: QPainter, chart: QWidget, title: str, size: QSize) -> None:
    tokens = tokens_of(chart)
    painter.fillRect(QRect(QPoint(), size), QColor(tokens.surface))
    painter.setFont(text_font(SECTION, bold=True))
    painter.setPen(QColor(tokens.text))
    head = QRect(MARGIN, MARGIN, size.width() - 2 * MARGIN, TITLE)
    painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    chart.render(painter, QPoint(MARGIN, MARGIN + TITLE), renderFlags=QWidget.RenderFlag.DrawChildren)
