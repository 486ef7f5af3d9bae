"""The plot: bars stacked by step, a ghost of the period before, a budget line, gaps, alert marks, and a pointer.

With chart_axes and chart_box it is all that imports pyqtgraph and numpy, which cost half a second: import it when a
chart is first shown, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.domain.alerts import Alert, Severity
from usage_tracker_gui.ui.charts.chart_axes import AmountAxis, StepAxis
from usage_tracker_gui.ui.charts.chart_box import BrushBox
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import tokens_of
from usage_tracker_gui.ui.series.chart_series import Metric, Stack

WIDE_BAR = 5  # pixels: narrower bars touch, or some would vanish between two pixels
LEAST_STEPS = 2.0  # zoom no further in than this
MARK = 13  # pixels
HEADROOM = 1.12  # the highest bar leaves air for the alert marks
BUDGET_IN_SIGHT = 2.5  # a budget line further above the bars than this would flatten them: it stays out of the picture


class ChartPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    step_pointed = Signal(int)  # -1: none
    zoomed = Signal(bool)  # True while less than everything is seen
    alert_chosen = Signal(object)  # Alert

    def __init__(self, parent: QWidget | None = None) -> None:
        self.box = BrushBox()
        self.step_axis = StepAxis()
        self.amount_axis = AmountAxis()
        axes = {"bottom": self.step_axis, "left": self.amount_axis}
        super().__init__(parent, viewBox=self.box, axisItems=axes, background=None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Charts", "Chart of usage over time"))
        self.viewport().setAccessibleName(self.accessibleName())
        self.hideButtons()
        self.plotItem.layout.setContentsMargins(0, 10, 24, 0)  # room for half of the highest and the last label
        self.bars: list[Any] = []
        self.ghost = pg.PlotCurveItem()
        self.ghost_ground = pg.PlotCurveItem(pen=pg.mkPen(None), fillLevel=0)
        self.budget = pg.InfiniteLine(angle=0, label="", labelOpts={"position": 0.99, "anchors": [(1, 1), (1, 1)]})
        self.open_veil = pg.BarGraphItem(x0=[], y0=[], width=1, height=[])
        self.marks = pg.ScatterPlotItem(pxMode=True, size=MARK, symbol="t", hoverable=True, tip=None)
        self.pointer = pg.InfiniteLine(angle=90)
        self.level = pg.InfiniteLine(angle=0)
        self.brush = pg.LinearRegionItem(movable=False)
        self.gap_bands: list[Any] = []
        self._stack: Stack | None = None
        self._heights: list[np.ndarray] = []
        self._totals = np.zeros(0)
        self._ghost_heights = np.zeros(0)
        self._budget_height: float | None = None
        self._open_step: int | None = None
        self._marked: tuple[tuple[float, Alert], ...] = ()
        self._pointed = -1
        self._place_items()
        self._apply_tokens()

    def _place_items(self) -> None:
        for depth, item in enumerate((self.open_veil, self.ghost, self.budget, self.level, self.marks)):
            item.setZValue(20 + depth)
            self.addItem(item)
        self.brush.setZValue(40)
        self.addItem(self.brush)
        self.ghost_ground.setZValue(-3)
        self.pointer.setZValue(-1)
        self.addItem(self.ghost_ground)
        self.addItem(self.pointer)
        self.amount_axis.setZValue(-10)  # its grid lies under the bars
        for item in (self.brush, self.pointer, self.level, self.budget, self.ghost, self.ghost_ground, self.open_veil):
            item.hide()
        self.box.brushing.connect(self._show_brush)
        self.box.brushed.connect(self._zoom_to_brush)
        self.box.reset_requested.connect(self.show_all)
        self.box.sigXRangeChanged.connect(self._adapt_to_range)
        self.scene().sigMouseMoved.connect(self._follow_mouse)
        self.marks.sigClicked.connect(self._choose_mark)

    # What is drawn

    def show_stack(self, stack: Stack, metric: Metric, colors: Sequence[QColor]) -> None:
        """Draws in place: items are made once and get new figures. A zoom stays while the steps stay."""
        before, self._stack = self._stack, stack
        self.step_axis.show_steps(stack.steps)
        self.amount_axis.show_metric(metric)
        self._heights = [np.asarray(series.heights(len(stack.steps), metric)) for series in stack.series]
        self._totals = np.sum(self._heights, axis=0) if self._heights else np.zeros(len(stack.steps))
        for index, color in enumerate(colors):
            self._bar(index).setOpts(brush=pg.mkBrush(color), pen=pg.mkPen(None))
        self._draw_bars()
        if before is None or before.steps.starts[:1] != stack.steps.starts[:1] or not self.is_zoomed:
            self.show_all()

    def _bar(self, index: int) -> Any:
        while len(self.bars) <= index:
            item = pg.BarGraphItem(x0=[], y0=[], width=1, height=[])
            item.setZValue(len(self.bars))
            self.bars.append(item)
            self.addItem(item)
        return self.bars[index]

    def _draw_bars(self) -> None:
        width = self._bar_width()
        bottom = np.zeros(len(self._totals))
        for index, heights in enumerate(self._heights):
            used = np.flatnonzero(heights)
            bar = self._bar(index)
            bar.setOpts(x0=used - width / 2, width=width, y0=bottom[used], height=heights[used])
            bar.show()
            bottom = bottom + heights
        for spare in self.bars[len(self._heights) :]:
            spare.hide()
        self._drawn_width = width
        self._draw_open_veil()

    def _bar_width(self) -> float:
        first, last = self.box.viewRange()[0]
        pixels = self.box.width() / max(last - first, 1e-9)
        if pixels < WIDE_BAR:
            return 1.0
        return 0.72 if pixels >= 16 else 0.8

    def show_open_step(self, index: int | None) -> None:
        """The step that is still filling wears a veil."""
        self._open_step = index
        self._draw_open_veil()

    def _draw_open_veil(self) -> None:
        index = self._open_step
        shown = index is not None and index < len(self._totals)
        self.open_veil.setVisible(shown)
        if index is not None and shown:
            width = self._bar_width()
            top = float(self._totals[index])
            self.open_veil.setOpts(x0=[index - width / 2], width=width, y0=[0.0], height=[top])

    def show_ghost(self, heights: Sequence[float]) -> None:
        """Totals of the period before, step by step, as an outline. Empty hides it."""
        self._ghost_heights = np.asarray(heights, dtype=float)
        for item in (self.ghost, self.ghost_ground):
            item.setVisible(len(heights) > 0)
            if len(heights):
                item.setData(np.arange(len(heights) + 1) - 0.5, self._ghost_heights, stepMode="center")
        self._fit_heights()

    def show_budget(self, height: float | None, text: str = "") -> None:
        self._budget_height = height
        self.budget.setVisible(height is not None)
        if height is not None:
            self.budget.setPos(height)
            self.budget.label.setFormat(text)
        self._fit_heights()

    def show_gaps(self, spans: Sequence[tuple[float, float]]) -> None:
        """Times that were never read: a band, so that nobody takes them for times without usage."""
        while len(self.gap_bands) < len(spans):
            band = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
            band.setZValue(-5)
            self.gap_bands.append(band)
            self.addItem(band)
        for index, band in enumerate(self.gap_bands):
            band.setVisible(index < len(spans))
            if index < len(spans):
                band.setRegion(spans[index])
        self._apply_tokens()

    def show_marks(self, marks: Sequence[tuple[float, Alert]]) -> None:
        """Alerts, at their position in steps, as triangles along the upper edge."""
        self._marked = tuple(marks)
        self._place_marks()

    def _place_marks(self) -> None:
        tokens = tokens_of(self)
        top = self.box.viewRange()[1][1] * 0.965
        first, last = self.box.viewRange()[0]
        half = MARK / 2 * (last - first) / max(self.box.width(), 1.0)  # a mark at the edge is not cut
        colors = {Severity.WARNING: tokens.warning, Severity.CRITICAL: tokens.critical}
        self.marks.setData(
            [
                {
                    "pos": (_within(x, first, last, half), top),
                    "data": alert,
                    "brush": pg.mkBrush(colors[alert.severity]),
                    "pen": pg.mkPen(None),
                }
                for x, alert in self._marked
            ]
        )

    # How it looks

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_drawn_width"):
            self._apply_tokens()
            self._place_marks()

    def _apply_tokens(self) -> None:
        tokens = tokens_of(self)
        self.setBackground(QColor(tokens.surface))
        for axis in (self.step_axis, self.amount_axis):
            axis.apply_tokens(tokens)
        self.ghost.setPen(pg.mkPen(_faded(tokens.text, 0.6), width=1.25))
        self.ghost_ground.setBrush(pg.mkBrush(_faded(tokens.track, 0.6)))
        self.budget.setPen(pg.mkPen(QColor(tokens.warning), width=1.5, style=Qt.PenStyle.DashLine))
        self.budget.label.setColor(QColor(tokens.warning))
        self.budget.label.fill = pg.mkBrush(_faded(tokens.surface, 0.85))  # it lies across the bars
        self.pointer.setPen(pg.mkPen(QColor(tokens.muted), width=1))
        self.level.setPen(pg.mkPen(QColor(tokens.muted), width=1, style=Qt.PenStyle.DotLine))
        self.open_veil.setOpts(brush=pg.mkBrush(_faded(tokens.surface, 0.5)), pen=pg.mkPen(None))
        self.brush.setBrush(_faded(tokens.accent, 0.18))
        for line in self.brush.lines:
            line.setPen(pg.mkPen(QColor(tokens.accent)))
        for band in self.gap_bands:
            band.setBrush(pg.mkBrush(QColor(tokens.hover)))

    # Looking closer

    @property
    def is_zoomed(self) -> bool:
        if self._stack is None:
            return False
        first, last = self.box.viewRange()[0]
        return bool(first > -0.49 or last < len(self._stack.steps) - 0.51)

    @Slot()
    def show_all(self) -> None:
        self._look_at(-0.5, len(self._totals) - 0.5)

    @Slot(float, float)
    def _show_brush(self, first: float, last: float) -> None:
        self.brush.setRegion((first, last))
        self.brush.show()

    @Slot(float, float)
    def _zoom_to_brush(self, first: float, last: float) -> None:
        self.brush.hide()
        self._look_at(np.floor(first + 0.5) - 0.5, np.ceil(last - 0.5) + 0.5)

    def _look_at(self, first: float, last: float) -> None:
        steps = max(len(self._totals), 1)
        width = min(max(last - first, min(LEAST_STEPS, steps)), steps)
        first = min(max(first, -0.5), steps - 0.5 - width)
        self.box.setLimits(xMin=-0.5, xMax=steps - 0.5, minXRange=min(LEAST_STEPS, steps), maxXRange=steps)
        self.box.setXRange(first, first + width, padding=0)
        self._adapt_to_range()

    def _adapt_to_range(self, *_range: object) -> None:
        if not hasattr(self, "_drawn_width"):
            return
        if self._bar_width() != self._drawn_width:
            self._draw_bars()
        self._fit_heights()
        self.zoomed.emit(self.is_zoomed)

    def _fit_heights(self) -> None:
        """The highest thing in sight decides, so that a zoom into a quiet night shows its shape."""
        first, last = self.box.viewRange()[0]
        seen = slice(max(0, int(first + 0.5)), max(0, int(np.ceil(last - 0.5)) + 1))
        highest = max((float(part[seen].max(initial=0)) for part in (self._totals, self._ghost_heights)), default=0)
        budget = self._budget_height or 0.0
        if 0 < budget <= highest * BUDGET_IN_SIGHT:
            highest = max(highest, budget)
        self.box.setYRange(0, (highest or 1.0) * HEADROOM, padding=0)
        self._place_marks()

    # Pointing

    @Slot(object)
    def _follow_mouse(self, at: QPointF) -> None:
        if not self.box.sceneBoundingRect().contains(at):
            self.point_at(-1)
            return
        place = self.box.mapSceneToView(at)
        self.level.setPos(place.y())
        self.point_at(round(place.x()))
        self.level.setVisible(self._pointed >= 0)

    def point_at(self, step: int) -> None:
        """Puts the pointer on a step; -1 takes it away."""
        step = step if 0 <= step < len(self._totals) else -1
        self.pointer.setVisible(step >= 0)
        self.level.hide()
        self.pointer.setPos(step)
        if step != self._pointed:
            self._pointed = step
            self.step_pointed.emit(step)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from step to step, + and - zoom at the pointer, Home shows all."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(2.0 if key == Qt.Key.Key_Minus else 0.5)
        elif key == Qt.Key.Key_Home or (key == Qt.Key.Key_Escape and self.is_zoomed):
            self.show_all()
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        first, last = self.box.viewRange()[0]
        start = self._pointed if self._pointed >= 0 else (int(last + 0.5) if by < 0 else int(np.ceil(first - 0.5)))
        step = min(max(start + by, 0), len(self._totals) - 1)
        if not first <= step <= last:
            self._look_at(first + by, last + by)
        self.point_at(step)

    def _zoom(self, factor: float) -> None:
        first, last = self.box.viewRange()[0]
        middle = float(self._pointed) if self._pointed >= 0 else (first + last) / 2
        self._look_at(middle - (middle - first) * factor, middle + (last - middle) * factor)

    def _choose_mark(self, _item: object, points: Sequence[Any], _event: object = None) -> None:
        if len(points):
            self.alert_chosen.emit(points[0].data())


def _within(x: float, first: float, last: float, half: float) -> float:
    """Moved in from the edge it touches; what is out of sight stays there."""
    return min(max(x, first + half), last - half) if first <= x <= last else x


def _faded(color: str, strength: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(strength)
    return faded
