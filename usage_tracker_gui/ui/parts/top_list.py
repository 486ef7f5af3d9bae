"""A short ranking: a name, a bar of its share, what else is told of it, its cost. A click goes to the line's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, SeriesColors, numbers_font, shows_focus, text_font, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.sparkline import paint_sparkline
from usage_tracker_gui.ui.parts.wording import cost_why, exact_tokens, share
from usage_tracker_gui.ui.series.trends import NO_TRENDS, Trends
from usage_tracker_gui.ui.series.usage_lines import Line

HEAD = 24
ROW = 24
MOST = 5
LEAST_NAME = 120
WIDEST_BAR = 72
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class TopColumn:
    """Between bar and cost. Without a text it is the line's trend."""

    title: str
    width: int
    text: Callable[[Line], str] | None = None


class TopList(QWidget):
    """Its title and those of its columns stand in its first row. A narrow one does without the bar, then columns."""

    chosen = Signal(str)  # the line's name

    def __init__(
        self,
        title: str,
        columns: Sequence[TopColumn],
        colors: SeriesColors | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._columns = tuple(columns)
        self._colors = colors
        self._lines: tuple[Line, ...] = ()
        self._whole: Decimal | None = None
        self._trends = NO_TRENDS
        self._current = -1
        self._cost_width = 0
        self.setAccessibleName(title)
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
        self.setAccessibleDescription("; ".join(self._words(line) for line in self._lines))
        self.updateGeometry()
        self.update()

    def _words(self, line: Line) -> str:
        told = (f"{column.title} {column.text(line)}" for column in self._columns if column.text is not None)
        return ", ".join((f"{line.names[0]} {cost_text(line.figures.cost)}", *told))

    def show_trends(self, trends: Trends) -> None:
        if trends != self._trends:
            self._trends = trends
            self.update()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def names(self) -> tuple[str, ...]:
        return tuple(line.names[0] for line in self._lines)

    def sizeHint(self) -> QSize:
        return QSize(260, HEAD + ROW * MOST)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEAD + ROW * max(1, len(self._lines)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self)
        painter.setFont(text_font(bold=True))
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(GRID, 0, self.width(), HEAD - GRID // 2), Qt.AlignmentFlag.AlignVCenter, self._title)
        if not self._lines:
            painter.setFont(text_font())
            painter.setPen(QColor(tokens.muted))
            room = self.rect().adjusted(GRID, HEAD + 2, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, translate("TopList", "No usage in this period"))
            return
        places, bar_width = self._places()
        self._paint_titles(painter, places)
        for at, line in enumerate(self._lines):
            room = QRect(0, HEAD + at * ROW, self.width(), ROW)
            self._paint_line(painter, line, room, places, bar_width, is_current=at == self._current)

    def _places(self) -> tuple[list[tuple[TopColumn, int]], int]:
        """Each column that has room with its right edge, and how wide a bar may be."""
        left = GRID + (18 if self._colors is not None else 0)
        right = self.width() - GRID - self._cost_width - 2 * GRID
        shown: list[tuple[TopColumn, int]] = []
        room = right - left - LEAST_NAME
        wanted = [column for at, column in enumerate(self._columns) if sum(_widths(self._columns[: at + 1])) <= room]
        for column in reversed(wanted):
            shown.insert(0, (column, right))
            right -= column.width + GRID
        bar = right - left - LEAST_NAME - 2 * GRID
        return shown, min(bar, WIDEST_BAR) if bar >= 4 * GRID else 0

    def _paint_titles(self, painter: QPainter, places: Sequence[tuple[TopColumn, int]]) -> None:
        painter.setFont(text_font())
        painter.setPen(QColor(tokens_of(self).muted))
        titles = [(column.title, right - column.width, column.width) for column, right in places]
        titles.append((translate("TopList", "Cost"), self.width() - GRID - self._cost_width, self._cost_width))
        for title, left, width in titles:
            painter.drawText(QRect(left, 0, width, HEAD - GRID // 2), RIGHT, title)

    def _paint_line(
        self,
        painter: QPainter,
        line: Line,
        room: QRect,
        places: Sequence[tuple[TopColumn, int]],
        bar_width: int,
        *,
        is_current: bool,
    ) -> None:
        tokens = tokens_of(self)
        if is_current:
            painter.setPen(QPen(QColor(tokens.accent), 1.5) if shows_focus(self) else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), 4, 4)
        left, right = room.left() + GRID, room.right() - GRID
        if self._colors is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colors.of(line.ids[0], tokens))
            painter.drawRoundedRect(QRectF(left, room.center().y() - 4, 10, 10), 2, 2)
            left += 18
        end = places[0][1] - places[0][0].width if places else right - self._cost_width - GRID
        if bar_width:
            end -= bar_width + GRID
            bar = QRectF(end, room.center().y() - 2, bar_width, 6)
            self._paint_share(painter, share(line.figures.cost.usd, self._whole), bar)
        painter.setFont(text_font())
        painter.setPen(QColor(tokens.text))
        name = " ".join(line.names[0].split())
        name_width = end - GRID - left
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, name_width)
        painter.drawText(QRect(left, room.top(), name_width, ROW), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(numbers_font())
        for column, edge in places:
            self._paint_column(painter, line, column, QRect(edge - column.width, room.top(), column.width, ROW))
        painter.setPen(QColor(tokens.text))
        cost = QRect(right - self._cost_width, room.top(), self._cost_width + 1, ROW)
        painter.drawText(cost, RIGHT, cost_text(line.figures.cost))

    def _paint_column(self, painter: QPainter, line: Line, column: TopColumn, room: QRect) -> None:
        tokens = tokens_of(self)
        if column.text is None:
            paint_sparkline(painter, QRectF(room).adjusted(0, 3, 0, -3), self._trends.of(line.ids), tokens)
            return
        painter.setPen(QColor(tokens.muted))
        text = painter.fontMetrics().elidedText(column.text(line), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, RIGHT, text)

    def _paint_share(self, painter: QPainter, part: Decimal | None, room: QRectF) -> None:
        tokens = tokens_of(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(room, 3, 3)
        if part:
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(room.left(), room.top(), max(3.0, room.width() * float(part)), 6), 3, 3)

    def line_at(self, y: float) -> int:
        at = int((y - HEAD) // ROW)
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
        said = (
            exact_tokens(line.figures.known("total_tokens")),
            cost_why(line.figures.cost),
            self._trends.words(line.ids),
        )
        return "\n".join((line.names[0], *filter(None, said)))

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            self.chosen.emit(self._lines[at].names[0])


def _widths(columns: Sequence[TopColumn]) -> list[int]:
    return [column.width + GRID for column in columns]
