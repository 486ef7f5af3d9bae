"""A short ranking: a name, a bar of its share, its cost. A click or Return goes to the line's table rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, SeriesColors, numbers_font, shows_focus, text_font, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.wording import cost_why, exact_tokens, percent, share
from usage_tracker_gui.ui.series.usage_lines import Line

ROW = 26
MOST = 5
SHARE_WIDTH = 48


class TopList(QWidget):
    chosen = Signal(str)  # the line's name

    def __init__(self, name: str, colors: SeriesColors | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._lines: tuple[Line, ...] = ()
        self._whole: Decimal | None = None
        self._current = -1
        self._cost_width = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_lines(self, lines: Sequence[Line], whole: Decimal | None) -> None:
        """The first five of these, which are ranked. `whole` is the cost that shares are of."""
        self._lines = tuple(lines[:MOST])
        self._whole = whole
        metrics = QFontMetrics(numbers_font())
        costs = (metrics.horizontalAdvance(cost_text(line.figures.cost)) for line in self._lines)
        self._cost_width = max(costs, default=0)
        self._current = min(self._current, len(self._lines) - 1)
        parts = (f"{line.names[0]} {cost_text(line.figures.cost)}" for line in self._lines)
        self.setAccessibleDescription(", ".join(parts))
        self.updateGeometry()
        self.update()

    def names(self) -> tuple[str, ...]:
        return tuple(line.names[0] for line in self._lines)

    def sizeHint(self) -> QSize:
        return QSize(260, ROW * MOST)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW * max(1, len(self._lines)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._lines:
            painter.setPen(QColor(tokens_of(self).muted))
            painter.drawText(
                self.rect().adjusted(GRID, GRID // 2, 0, 0),
                Qt.AlignmentFlag.AlignTop,
                translate("TopList", "No usage in this period"),
            )
            return
        for at, line in enumerate(self._lines):
            self._paint_line(painter, line, QRect(0, at * ROW, self.width(), ROW), at == self._current)

    def _paint_line(self, painter: QPainter, line: Line, room: QRect, current: bool) -> None:
        tokens = tokens_of(self)
        if current:
            painter.setPen(QPen(QColor(tokens.accent), 1.5) if shows_focus(self) else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), 4, 4)
        part = share(line.figures.cost.usd, self._whole)
        left = room.left() + GRID
        right = room.right() - GRID
        if self._colors is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colors.of(line.ids[0], tokens))
            painter.drawRoundedRect(QRectF(left, room.center().y() - 4, 10, 10), 2, 2)
            left += 18
        cost_width = self._cost_width + 2 * GRID
        bar_width = max(0, min(120, (right - left - cost_width - SHARE_WIDTH) // 3))
        name_width = right - left - cost_width - SHARE_WIDTH - bar_width - 2 * GRID
        painter.setFont(text_font())
        painter.setPen(QColor(tokens.text))
        name = " ".join(line.names[0].split())
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, name_width)
        painter.drawText(QRect(left, room.top(), name_width, ROW), Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_share(painter, part, QRectF(left + name_width + GRID, room.center().y() - 2, bar_width, 6))
        painter.setFont(numbers_font())
        edge = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRect(right - cost_width - SHARE_WIDTH, room.top(), SHARE_WIDTH, ROW), edge, percent(part))
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(right - cost_width, room.top(), cost_width, ROW), edge, cost_text(line.figures.cost))

    def _paint_share(self, painter: QPainter, part: Decimal | None, room: QRectF) -> None:
        tokens = tokens_of(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(room, 3, 3)
        if part:
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(room.left(), room.top(), max(3.0, room.width() * float(part)), 6), 3, 3)

    def line_at(self, y: float) -> int:
        at = int(y // ROW)
        return at if 0 <= at < len(self._lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self.line_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._move_to(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._choose(self.line_at(event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._move_to(min(max(0, self._current + step), len(self._lines) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _move_to(self, at: int) -> None:
        if at != self._current:
            self._current = at
            self.setToolTip(self._tip(at))
            self.update()

    def _tip(self, at: int) -> str:
        if not 0 <= at < len(self._lines):
            return ""
        line = self._lines[at]
        return "\n".join((line.names[0], exact_tokens(line.figures.known("total_tokens")), cost_why(line.figures.cost)))

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            self.chosen.emit(self._lines[at].names[0])
