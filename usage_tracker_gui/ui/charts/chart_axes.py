"""The two axes of a chart: steps named by the zone's clock and calendar, amounts as money or short counts."""

from __future__ import annotations

from decimal import Decimal

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from usage_tracker_gui.ui.language.figures import axis_money, short_axis_money, short_count
from usage_tracker_gui.ui.look.theme import text_font
from usage_tracker_gui.ui.look.tokens import Tokens
from usage_tracker_gui.ui.series.chart_series import Metric
from usage_tracker_gui.ui.series.chart_steps import Steps, labels

LABEL_WIDTH = 72  # pixels that one time needs, with air


class StepAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    def __init__(self) -> None:
        super().__init__("bottom", maxTickLength=0)
        self.setStyle(tickTextOffset=7)  # the amount axis's lowest label stands on the same corner
        self._steps: Steps | None = None
        self._texts: dict[float, str] = {}

    def show_steps(self, steps: Steps) -> None:
        self._steps = steps
        self.picture = None
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        self.setTickFont(text_font())
        self.setPen(pg.mkPen(QColor(tokens.strong_line)))
        self.setTextPen(pg.mkPen(QColor(tokens.muted)))

    def boundingRect(self) -> QRectF:
        return QRectF(super().boundingRect()).adjusted(-LABEL_WIDTH / 2, 0, LABEL_WIDTH / 2, 0)  # half a label

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        if self._steps is None or not len(self._steps):
            return []
        chosen = labels(self._steps, round(minimum + 0.5), round(maximum - 0.5), int(size // LABEL_WIDTH))
        self._texts = {float(index): text for index, text in chosen}
        return [(1.0, list(self._texts))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [self._texts.get(value, "") for value in values]


class AmountAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    def __init__(self) -> None:
        super().__init__("left", maxTickLength=0)
        self._metric = Metric.COST
        self.enableAutoSIPrefix(False)
        self.setStyle(tickTextOffset=8, autoExpandTextSpace=True)

    def boundingRect(self) -> QRectF:
        return QRectF(super().boundingRect()).adjusted(0, -8, 0, 8)  # half a label: the lowest one stands on the corner

    def show_metric(self, metric: Metric) -> None:
        self._metric = metric
        self.picture = None
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        self.setTickFont(text_font())
        self.setPen(pg.mkPen(QColor(tokens.line)))
        self.setGrid(160)
        self.setTextPen(pg.mkPen(QColor(tokens.muted)))

    def tickValues(self, minimum: float, maximum: float, size: float) -> list[tuple[float, list[float]]]:
        spacing = round_spacing(maximum - minimum, max(2, int(size // 48)))
        if self._metric is not Metric.COST:
            spacing = max(1.0, spacing)
        first, last = int(minimum // spacing), int(maximum // spacing)
        ticks = [step * spacing for step in range(first, last + 1) if minimum <= step * spacing <= maximum]
        return [(spacing, ticks)]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        return [amount_text(value, spacing, self._metric) for value in values]


def round_spacing(span: float, most: int) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that cuts a span into at most `most` parts."""
    if span <= 0:
        return 1.0
    power = 10.0 ** (Decimal(repr(span / most)).adjusted())
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * most >= span * 0.999999)


def amount_text(value: float, spacing: float, metric: Metric) -> str:
    """A round amount on an axis: all labels of one axis have the same decimals."""
    if not value:
        return axis_money(0, 0) if metric is Metric.COST else "0"
    if metric is not Metric.COST:
        return short_count(Decimal(repr(value)))
    if spacing >= 1000:
        return short_axis_money(Decimal(repr(value)))
    places = max(0, -Decimal(repr(spacing)).adjusted())
    places = 2 if places == 1 else places
    return axis_money(value, places)
