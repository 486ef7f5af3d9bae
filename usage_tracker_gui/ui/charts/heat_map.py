"""When usage happens: a cell for each weekday and hour, the darker the more."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.domain.report import NO_FIGURES, TIMES, Figures, Summary, sum_figures
from usage_tracker_gui.ui.language.dates import short_weekday, weekday
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, text_font, tokens_of
from usage_tracker_gui.ui.parts.amounts import exact_text
from usage_tracker_gui.ui.series.chart_series import Metric, value_of
from usage_tracker_gui.ui.series.chart_steps import moment_of

Cell = tuple[int, int]  # weekday (0 is Monday), hour
LEFT, TOP, FOOT = 40, 8, 56
GAP = 2
TALLEST = 64.0
SHADE = 16
FAINTEST = 0.12  # some is never as pale as none
SHADES = (0.0, FAINTEST, 0.4, 0.7, 1.0)
_AMOUNTS = {
    Metric.TOKENS: noted("HeatMap", "{amount} tokens"),
    Metric.INPUT: noted("HeatMap", "{amount} input tokens"),
    Metric.CACHED: noted("HeatMap", "{amount} cached input tokens"),
    Metric.OUTPUT: noted("HeatMap", "{amount} output tokens"),
    Metric.REQUESTS: noted("HeatMap", "{amount} requests"),
}


def heat_of(summary: Summary) -> dict[Cell, Figures]:
    """Sums by weekday and hour of the summary's zone. It has to be by hours."""
    column = next(at for at, by in enumerate(summary.question.group_by) if by in TIMES)
    parts: dict[Cell, list[Figures]] = {}
    cells: dict[str, Cell] = {}
    for row in summary.rows:
        time = row.group[column]
        if time not in cells:
            at = moment_of(time, summary.question.zone)
            cells[time] = (at.weekday(), at.hour)
        parts.setdefault(cells[time], []).append(row.figures)
    return {cell: sum_figures(figures) for cell, figures in parts.items()}


class HeatMap(QWidget):
    """Arrow keys and the mouse point at a cell, whose figure is written below."""

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("HeatMap", "Usage by weekday and hour"))
        self._cells: Mapping[Cell, Figures] = {}
        self._metric = Metric.COST
        self._most = 0.0
        self.cell: Cell | None = None

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT + 24 * 16, TOP + 7 * 20 + FOOT)

    def show_cells(self, cells: Mapping[Cell, Figures], metric: Metric) -> None:
        self._cells, self._metric = cells, metric
        self._most = max((self.value(cell) for cell in cells), default=0.0)
        self._tell()
        self.update()

    def value(self, cell: Cell) -> float:
        return value_of(self._cells.get(cell, NO_FIGURES), self._metric) or 0.0

    def text(self) -> str:
        """What the pointed cell says, or else the busiest one."""
        if not self._cells:
            return ""
        if self.cell is None:
            busiest = max(self._cells, key=self.value)
            return translate("HeatMap", "Most: {cell}", cell=self._words(busiest))
        return self._words(self.cell)

    def _words(self, cell: Cell) -> str:
        day, hour = cell
        figures = self._cells.get(cell)
        amount = exact_text(figures, self._metric) if figures else translate("HeatMap", "no usage")
        if figures and self._metric is not Metric.COST:
            amount = translate("HeatMap", _AMOUNTS[self._metric], amount=amount)
        return f"{weekday(day)}, {hour:02}:00–{(hour + 1) % 24:02}:00: {amount}"

    def strength(self, cell: Cell) -> float:
        """0 for none, else FAINTEST to 1. By the square root, so that one busy hour does not hide all others."""
        if not self._most or not self.value(cell):
            return 0.0
        return float(FAINTEST + (1 - FAINTEST) * (self.value(cell) / self._most) ** 0.5)

    # Pointing

    def point_at(self, cell: Cell | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self._tell()
            self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(self.text())
        self.pointed.emit(self.text())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self.cell_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        self.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        elif self.cell is None:
            self.point_at((0, 0))
        else:
            day, hour = self.cell
            self.point_at((min(max(day + move[0], 0), 6), min(max(hour + move[1], 0), 23)))

    def _cell_size(self) -> tuple[float, float]:
        return (self.width() - LEFT) / 24, min((self.height() - TOP - FOOT) / 7, TALLEST)

    def rect_of(self, cell: Cell) -> QRectF:
        width, height = self._cell_size()
        return QRectF(LEFT + cell[1] * width, TOP + cell[0] * height, width - GAP, height - GAP)

    def cell_at(self, place: QPointF) -> Cell | None:
        width, height = self._cell_size()
        day, hour = int((place.y() - TOP) // height), int((place.x() - LEFT) // width)
        return (day, hour) if 0 <= day < 7 and 0 <= hour < 24 else None

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font())
        for day in range(7):
            self._paint_day(painter, day)
        painter.setPen(QColor(tokens.muted))
        foot = self.rect_of((6, 0)).bottom() + GRID
        for hour in range(0, 24, 3):
            place = QRectF(self.rect_of((6, hour)).left(), foot, 60, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{hour:02}:00")
        painter.setPen(QColor(tokens.text))
        line = QRectF(LEFT, foot + 22, self.width() - LEFT, 20)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_scale(painter, line)

    def _paint_scale(self, painter: QPainter, line: QRectF) -> None:
        """From none to the most, at the right of the line."""
        tokens = tokens_of(self)
        less, more = translate("HeatMap", "less"), translate("HeatMap", "more")
        painter.setPen(QColor(tokens.muted))
        room = line.adjusted(0, 0, -GAP, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, more)
        right = room.right() - painter.fontMetrics().horizontalAdvance(more) - GRID
        left = right - len(SHADES) * SHADE
        for at, strength in enumerate(SHADES):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._shade(strength))
            painter.drawRoundedRect(QRectF(left + at * SHADE, line.center().y() - 6, SHADE - GAP, 12), 2, 2)
        painter.setPen(QColor(tokens.muted))
        room.setRight(left - GRID)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, less)

    def _shade(self, strength: float) -> QColor:
        tokens = tokens_of(self)
        if not strength:
            return QColor(tokens.track)
        return _between(QColor(tokens.surface), QColor(tokens.accent), strength)

    def _paint_day(self, painter: QPainter, day: int) -> None:
        tokens = tokens_of(self)
        for hour in range(24):
            room = self.rect_of((day, hour))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._shade(self.strength((day, hour))))
            if self.cell == (day, hour):
                painter.setPen(QPen(QColor(tokens.text), 1.5))
            painter.drawRoundedRect(room, 3, 3)
        painter.setPen(QColor(tokens.muted))
        first = self.rect_of((day, 0))
        label = QRectF(0, first.top(), LEFT - GRID, first.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short_weekday(day))


def _between(first: QColor, second: QColor, part: float) -> QColor:
    def mix(a: float, b: float) -> float:
        return a + (b - a) * part

    return QColor.fromRgbF(
        mix(first.redF(), second.redF()), mix(first.greenF(), second.greenF()), mix(first.blueF(), second.blueF())
    )
