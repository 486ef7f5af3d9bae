"""Icons by their Material Design name, in the colour of the text around them.

The glyphs come from the font that QtAwesome carries, read straight from its folder: importing QtAwesome itself costs
100 to 150 ms, which the first frame does not have. Names are those of QtAwesome's `mdi6` set, without the prefix:
`icon("chart-bar")`.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

from usage_tracker_gui.ui.look.theme import current_tokens

_EM = 256  # the size at which outlines are read; they are scaled from there


def icon(name: str, tone: str = "text") -> QIcon:
    """A QIcon that follows the theme. `tone` names a colour of `Tokens`: text, muted, accent, warning, ...

    An unknown name draws a plain ring, so that a service with an odd icon still has one.
    """
    return QIcon(_Glyph(name, tone))


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Draws the icon into `rect` (it is square; the shorter side counts)."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side, side)
    painter.fillPath(outline(name), color)
    painter.restore()


@cache
def outline(name: str) -> QPainterPath:
    """The icon's shape in the unit square."""
    code = _code_point(name)
    if code is None:
        return _ring()
    font = _font()
    glyphs = font.glyphIndexesForString(chr(code)) if font.isValid() else []
    if not glyphs:
        return _ring()
    path = font.pathForGlyph(glyphs[0])
    # The set draws on an em square that stands on its descent.
    path.translate(0, font.ascent())
    return QTransform.fromScale(1 / _EM, 1 / _EM).map(path)


def _ring() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(0.15, 0.15, 0.7, 0.7))
    path.addEllipse(QRectF(0.25, 0.25, 0.5, 0.5))
    return path


@cache
def _file(beginning: str) -> Path | None:
    """The font or table of QtAwesome's sixth Material Design set; None where it is not installed."""
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        return None
    fonts = Path(spec.submodule_search_locations[0]) / "fonts"
    return next((file for file in fonts.iterdir() if file.name.startswith(beginning)), None)


@cache
def _font() -> QRawFont:
    file = _file("materialdesignicons6-webfont-6")
    return QRawFont(str(file), _EM) if file else QRawFont()


@cache
def _charmap() -> str:
    """The set's table of names and code points. Seven thousand names are searched as text, not parsed: a window needs
    twenty of them.
    """
    file = _file("materialdesignicons6-webfont-charmap")
    return file.read_text("utf-8") if file else ""


def _code_point(name: str) -> int | None:
    _, found, after = _charmap().partition(f'"{name}": "')
    return int(after[: after.index('"')], 16) if found else None


class _Glyph(QIconEngine):
    """Draws at any size, in the colour of the moment: nothing is cached that a theme would have to refresh."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        tokens = current_tokens()
        color = tokens.disabled if mode == QIcon.Mode.Disabled else getattr(tokens, self._tone)
        paint_icon(painter, self._name, QRectF(rect), QColor(color))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Glyph(self._name, self._tone)
