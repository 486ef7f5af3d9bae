"""Cost over time as stacked bars, painted without a chart library: the first frame has no time to load one."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from usage_tracker_gui.domain.report import Report, Summary
from usage_tracker_gui.ui.language.figures import axis_money, money, short_axis_money, shown_amount
from usage_tracker_gui.ui.language.translation import counted, translate
from usage_tracker_gui.ui.look.theme import GRID, HALF, SeriesColors, fill, text_font, tokens_of
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.swatch import paint_swatch
from usage_tracker_gui.ui.series.chart_series import Metric, Stack, stack_of
from usage_tracker_gui.ui.series.chart_steps import Step, labels

LEGEND_HEIGHT = 20
AXIS_HEIGHT = 20
LABEL_WIDTH = 52
LONGEST_ENTRY = 128
BUDGET_IN_SIGHT = 2.5  # a line further above the bars than this would flatten them


class CostChart(QWidget):
    """Shows a report's series as costs; a tooltip names each step's parts."""

    def __init__(self, colors: SeriesColors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = colors
        self._stack: Stack | None = None
        self._heights: list[list[float]] = []
        self._top = 1.0
        self._title = ""
        self._report: Report | None = None
        self._previous: Summary | None = None
        self._before: list[float] = []  # the period before, step by step
        self._per_day: Decimal | None = None
        self._under: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(124)

    def sizeHint(self) -> QSize:
        return QSize(640, 124)

    @property
    def is_empty(self) -> bool:
        return self._stack is None or self._stack.is_empty or self._top <= 0

    def show_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def show_previous(self, previous: Summary | None) -> None:
        """The period before, by the same step, drawn behind the bars."""
        self._previous = previous
        if self._report is not None:
            self.show_report(self._report)

    def show_budget(self, usd_per_day: Decimal | None) -> None:
        if usd_per_day != self._per_day:
            self._per_day = usd_per_day
            self.update()

    def show_report(self, report: Report) -> None:
        self._report = report
        stack = stack_of(report.series, Step(report.view.step.value), Metric.COST)
        self._stack = stack
        count = len(stack.steps)
        self._heights = [series.heights(count, Metric.COST) for series in stack.series]
        self._before = self._previous_heights(report, count)
        self._top = max((sum(parts) for parts in zip(*self._heights, strict=True)), default=0.0)
        self.setAccessibleDescription(self._summary())
        self.update()

    def _previous_heights(self, report: Report, count: int) -> list[float]:
        """Nothing while the period before belongs to another view than the report."""
        previous, question = self._previous, report.series.question
        if previous is None or previous.question.group_by != question.group_by:
            return []
        before = stack_of(previous, Step(report.view.step.value), Metric.COST)
        return [] if before.is_empty else before.totals.heights(count, Metric.COST)

    @property
    def budget(self) -> float | None:
        """The height of the budget's line; None where steps are no days, or where it is far above all bars."""
        if self._stack is None or self._per_day is None or self._stack.steps.step is not Step.DAY:
            return None
        height = float(shown_amount(self._per_day))
        return height if height <= self._top * BUDGET_IN_SIGHT else None

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
        self._paint_before(painter, area)
        self._paint_bars(painter, area)
        self._paint_budget(painter, area)
        self._paint_steps(painter, area)
        self._paint_legend(painter)

    def _area(self) -> QRectF:
        return QRectF(
            LABEL_WIDTH, LEGEND_HEIGHT + GRID, self.width() - LABEL_WIDTH - 2,
            self.height() - LEGEND_HEIGHT - AXIS_HEIGHT - GRID,
        )  # fmt: skip

    def _paint_scale(self, painter: QPainter, area: QRectF) -> None:
        tokens = tokens_of(self)
        for value in scale_marks(self._highest()):
            y = round(area.bottom() - area.height() * value / self._scale_top()) + 0.5
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(QColor(tokens.muted))
            beside = QRectF(0, y - 8, LABEL_WIDTH - GRID, 16)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, mark_text(value))

    def _scale_top(self) -> float:
        highest = self._highest()
        return max(highest, scale_marks(highest)[-1])

    def _highest(self) -> float:
        return max(self._top, self.budget or 0.0, *self._before)

    def _paint_before(self, painter: QPainter, area: QRectF) -> None:
        """A pale step behind each bar."""
        if not self._before:
            return
        tokens = tokens_of(self)
        pitch, scale = area.width() / len(self._before), area.height() / self._scale_top()
        path = QPainterPath(QPointF(area.left(), area.bottom()))
        for at, height in enumerate(self._before):
            y = area.bottom() - height * scale
            path.lineTo(area.left() + at * pitch, y)
            path.lineTo(area.left() + (at + 1) * pitch, y)
        path.lineTo(area.right(), area.bottom())
        painter.setPen(QPen(QColor(tokens.strong_line), 1))
        painter.setBrush(QColor(tokens.track))
        painter.drawPath(path)

    def _paint_budget(self, painter: QPainter, area: QRectF) -> None:
        height = self.budget
        if height is not None:
            y = area.bottom() - area.height() * height / self._scale_top()
            painter.setPen(QPen(QColor(tokens_of(self).warning), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

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
        width = max(1.0, pitch - gap)
        bottoms = [area.bottom()] * len(self._stack.steps)
        for heights, color in zip(self._heights, colors, strict=True):
            bars = []
            for at, bottom in enumerate(bottoms):
                height = heights[at] * scale
                if height <= 0:
                    continue
                # A pixel of air between two parts tells them apart without their colours.
                air = 1.0 if height > 3 and bottom < area.bottom() else 0.0
                bottoms[at] = bottom - height
                bars.append(QRectF(area.left() + at * pitch + gap / 2, bottom - height, width, height - air))
            painter.setBrush(color)
            painter.drawRects(bars)

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
        """Beside the title, as much as there is room for: the largest parts come first."""
        assert self._stack is not None
        tokens = tokens_of(self)
        painter.setFont(text_font(bold=True))
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRectF(0, 0, self.width(), LEGEND_HEIGHT), Qt.AlignmentFlag.AlignVCenter, self._title)
        first = painter.fontMetrics().horizontalAdvance(self._title) + 3 * GRID
        painter.setFont(text_font(11))
        metrics = painter.fontMetrics()
        entries = []
        for name, color, shape in self._legend():
            text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST_ENTRY)
            entries.append((text, color, shape, 16 + metrics.horizontalAdvance(text)))
        while entries and first + sum(width + 2 * GRID for *_entry, width in entries) > self.width():
            parts = [at for at, entry in enumerate(entries) if entry[2] == "square"]
            entries.pop(parts[-1] if parts else -1)
        x = self.width() - sum(width + 2 * GRID for *_entry, width in entries) + 2.0 * GRID
        for text, color, shape, width in entries:
            paint_swatch(painter, QRectF(x, 5, 10, 10), color, shape)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(QRectF(x + 16, 0, width, LEGEND_HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 2 * GRID

    def _legend(self) -> list[tuple[str, QColor, str]]:
        assert self._stack is not None
        tokens = tokens_of(self)
        entries = [(series.name, self._colors.of(series.id, tokens), "square") for series in self._stack.series]
        if self._before:
            entries.append((translate("Charts", "Period before"), QColor(tokens.strong_line), "outline"))
        if self.budget is not None and self._per_day is not None:
            text = translate("Charts", "budget {amount}", amount=money(self._per_day))
            entries.append((text, QColor(tokens.warning), "dash"))
        return entries

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
        if at < len(self._before):
            before = money(Decimal(repr(self._before[at])) / shown_amount(Decimal(1)))
            lines.append(f"{translate('Charts', 'Period before')}: {before}")
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
