"""Cost over time as stacked bars, painted without a chart library: the first frame has no time to load one."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.ui.language.figures import axis_money, short_axis_money
from usage_tracker_gui.ui.language.translation import counted, translate
from usage_tracker_gui.ui.look.theme import GRID, HALF, SeriesColors, fill, text_font, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.series.chart_series import Metric, Stack, stack_of
from usage_tracker_gui.ui.series.chart_steps import Step, labels

LEGEND_HEIGHT = 20
AXIS_HEIGHT = 20
LABEL_WIDTH = 52


class CostChart(QWidget):
    """Shows a report's series as costs; a tooltip names each step's parts."""

    def __init__(self, colors: SeriesColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._stack: Stack | None = None
        self._heights: list[list[float]] = []
        self._top = 1.0
        self._under: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)

    def sizeHint(self) -> QSize:
        return QSize(640, 150)

    @property
    def is_empty(self) -> bool:
        return self._stack is None or self._stack.is_empty or self._top <= 0

    def show_report(self, report: Report) -> None:
        stack = stack_of(report.series, Step(report.view.step.value), Metric.COST)
        self._stack = stack
        count = len(stack.steps)
        self._heights = [series.heights(count, Metric.COST) for series in stack.series]
        self._top = max((sum(parts) for parts in zip(*self._heights, strict=True)), default=0.0)
        self.setAccessibleDescription(self._summary())
        self.update()

    def _summary(self) -> str:
        if self._stack is None or self.is_empty:
            return translate("CostChart", "No cost in this period")
        parts = ", ".join(f"{series.name} {cost_text(series.total.cost)}" for series in self._stack.series)
        cost = cost_text(self._stack.total.cost)
        return counted(
            "CostChart",
            "{cost} in {n} steps: {parts}",
            "{cost} in one step: {parts}",
            len(self._stack.steps),
            cost=cost,
            parts=parts,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._stack is None or self.is_empty:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(11))
        area = self._area()
        self._paint_scale(painter, area)
        self._paint_bars(painter, area)
        self._paint_steps(painter, area)
        self._paint_legend(painter)

    def _area(self) -> QRectF:
        return QRectF(
            LABEL_WIDTH, LEGEND_HEIGHT + GRID, self.width() - LABEL_WIDTH - 2,
            self.height() - LEGEND_HEIGHT - AXIS_HEIGHT - GRID,
        )  # fmt: skip

    def _paint_scale(self, painter: QPainter, area: QRectF) -> None:
        tokens = tokens_of(self)
        for value in scale_marks(self._top):
            y = round(area.bottom() - area.height() * value / self._scale_top()) + 0.5
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(tokens.muted))
            beside = QRectF(0, y - 8, LABEL_WIDTH - GRID, 16)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark_text(value))

    def _scale_top(self) -> float:
        return max(self._top, scale_marks(self._top)[-1])

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        assert self._stack is not None
        tokens = tokens_of(self)
        colors = [self._colors.of(series.id, tokens) for series in self._stack.series]
        pitch = area.width() / len(self._stack.steps)
        gap = min(max(1.0, pitch * 0.25), 12.0) if pitch > 3 else 0.0
        scale = area.height() / self._scale_top()
        painter.setPen(Qt.PenStyle.NoPen)
        if self._under is not None:
            fill(painter, QRectF(area.left() + self._under * pitch, area.top(), pitch, area.height()), tokens.hover)
        for at in range(len(self._stack.steps)):
            bottom = area.bottom()
            left = area.left() + at * pitch + gap / 2
            for heights, color in zip(self._heights, colors, strict=True):
                height = heights[at] * scale
                if height <= 0:
                    continue
                top = bottom - height
                # A pixel of air between two parts tells them apart without their colours.
                air = 1.0 if height > 3 and bottom < area.bottom() else 0.0
                painter.setBrush(color)
                painter.drawRect(QRectF(left, top, max(1.0, pitch - gap), height - air))
                bottom = top

    def _paint_steps(self, painter: QPainter, area: QRectF) -> None:
        assert self._stack is not None
        painter.setPen(QColor(tokens_of(self).muted))
        steps = self._stack.steps
        pitch = area.width() / len(steps)
        for at, text in labels(steps, 0, len(steps) - 1, int(area.width() // 72)):
            middle = area.left() + (at + 0.5) * pitch
            width = painter.fontMetrics().horizontalAdvance(text)
            x = min(max(middle - width / 2, area.left()), area.right() - width)
            painter.drawText(QRectF(x, area.bottom() + HALF, width + 1, AXIS_HEIGHT), Qt.AlignmentFlag.AlignTop, text)

    def _paint_legend(self, painter: QPainter) -> None:
        assert self._stack is not None
        tokens = tokens_of(self)
        metrics = painter.fontMetrics()
        x = float(LABEL_WIDTH)
        for series in self._stack.series:
            name = metrics.elidedText(series.name, Qt.TextElideMode.ElideMiddle, 140)
            width = 10 + 6 + metrics.horizontalAdvance(name)
            if x + width > self.width():
                break
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colors.of(series.id, tokens))
            painter.drawRoundedRect(QRectF(x, 5, 10, 10), 2, 2)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRectF(x + 16, 0, width, LEGEND_HEIGHT), Qt.AlignmentFlag.AlignVCenter, name)
            x += width + 2 * GRID

    def step_at(self, place: QPoint) -> int | None:
        if self._stack is None or self.is_empty:
            return None
        area = self._area()
        if not area.adjusted(0, 0, 0, AXIS_HEIGHT).contains(place):
            return None
        return min(len(self._stack.steps) - 1, int((place.x() - area.left()) / area.width() * len(self._stack.steps)))

    def step_text(self, at: int) -> str:
        """One step in words: its time, its sum and its parts, largest first."""
        assert self._stack is not None
        total = self._stack.totals.get(at)
        lines = [self._stack.steps.title(at), cost_text(total.cost) if total else translate("CostChart", "No usage")]
        parts = [(series.name, series.figures[at].cost) for series in self._stack.series if at in series.figures]
        if len(parts) > 1:
            lines += [
                f"{cost_text(cost)}  {name if len(name) <= 60 else name[:30] + '…' + name[-28:]}"
                for name, cost in parts
            ]
        return "\n".join(lines)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self.step_at(event.position().toPoint())
        if under != self._under:
            self._under = under
            self.update()
            if under is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPosition().toPoint(), self.step_text(under), self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = None
        self.update()


def scale_marks(top: float) -> list[float]:
    """Two to four round values above 0, the last at or just below `top`, or above it where `top` is nearly there."""
    if top <= 0:
        return [1.0]
    rough = top / 3
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [step * at for at in range(1, max(1, ceil(top / step - 0.15)) + 1)]


def mark_text(value: float) -> str:
    """`$2,000`, `$1.2 M`, `$0.50`, `$0.0000005`."""
    if value >= 1_000_000:
        return short_axis_money(Decimal(repr(value)))
    if value >= 1:
        return axis_money(value, 0 if value >= 10 or value == int(value) else 2)
    return axis_money(value, max(2, 1 - floor(log10(value))))
