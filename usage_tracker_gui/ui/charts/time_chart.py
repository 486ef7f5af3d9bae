"""Usage over time: the plot beside its readout, and what the two need to know about one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QWidget

from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.report import NO_FIGURES
from usage_tracker_gui.ui.charts.chart_readout import ChartReadout, Line
from usage_tracker_gui.ui.language.dates import long_day, month, plain_day, short_day
from usage_tracker_gui.ui.language.figures import money, shown_amount
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.theme import GRID, SeriesColors, tokens_of
from usage_tracker_gui.ui.parts.amounts import exact_text, metric_text
from usage_tracker_gui.ui.series.chart_series import OTHER, Metric, Stack
from usage_tracker_gui.ui.series.chart_steps import Step

if TYPE_CHECKING:
    from usage_tracker_gui.ui.charts.chart_plot import ChartPlot

DAYS_OF = {Step.DAY: Decimal(1), Step.WEEK: Decimal(7), Step.MONTH: Decimal("30.4375")}
BUDGETS = {
    Step.DAY: noted("Charts", "Budget per day"),
    Step.WEEK: noted("Charts", "Budget per week"),
    Step.MONTH: noted("Charts", "Budget per month"),
}
NOT_OVER = {
    Step.MINUTE: noted("Charts", "This minute is not over yet."),
    Step.HOUR: noted("Charts", "This hour is not over yet."),
    Step.DAY: noted("Charts", "This day is not over yet."),
    Step.WEEK: noted("Charts", "This week is not over yet."),
    Step.MONTH: noted("Charts", "This month is not over yet."),
}


@dataclass(frozen=True, slots=True)
class TimePicture:
    """All that one drawing needs. Positions are in steps: step i reaches from i - 0.5 to i + 0.5."""

    stack: Stack
    metric: Metric
    previous: Stack | None = None  # the period before, in as many steps
    budget_per_day: Decimal | None = None
    open_step: int | None = None  # still filling
    gaps: tuple[tuple[float, float], ...] = ()
    marks: tuple[tuple[float, Alert], ...] = ()
    remark: str = ""  # said of all of it

    @property
    def budget(self) -> Decimal | None:
        """The budget's even pace for one step; None where a step is too short to have one."""
        days = DAYS_OF.get(self.stack.steps.step)
        if days is None or self.budget_per_day is None or self.metric is not Metric.COST:
            return None
        return self.budget_per_day * days

    def ghost_heights(self) -> Sequence[float]:
        if self.previous is None or self.previous.is_empty:
            return ()
        return self.previous.totals.heights(len(self.stack.steps), self.metric)


class TimeChart(QWidget):
    alert_chosen = Signal(object)  # Alert
    zoomed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.readout = ChartReadout()
        self.plot: ChartPlot | None = None
        self._picture: TimePicture | None = None
        self._colors: SeriesColors | None = None
        self._pointed = -1
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.readout)

    def show_picture(self, picture: TimePicture, colors: SeriesColors) -> None:
        self._picture, self._colors = picture, colors
        colors.rank(series.id for series in picture.stack.series if series.id != OTHER)
        plot = self._made_plot()
        plot.show_stack(picture.stack, picture.metric, self._series_colors())
        plot.show_open_step(picture.open_step)
        plot.show_ghost(picture.ghost_heights())
        budget = picture.budget
        height = None if budget is None else float(shown_amount(budget))
        plot.show_budget(height, translate("Charts", "budget {amount}", amount=money(budget)))
        plot.show_gaps(picture.gaps)
        plot.show_marks(picture.marks)
        plot.setAccessibleDescription(in_words(picture))
        self._write()

    def _made_plot(self) -> ChartPlot:
        if self.plot is None:
            from usage_tracker_gui.ui.charts.chart_plot import ChartPlot

            self.plot = ChartPlot()
            self.plot.setMinimumSize(280, 200)
            self.plot.step_pointed.connect(self._point_at)
            self.plot.zoomed.connect(self.zoomed)
            self.plot.alert_chosen.connect(self.alert_chosen)
            layout = self.layout()
            assert isinstance(layout, QHBoxLayout)
            layout.insertWidget(0, self.plot, 1)
        return self.plot

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.plot is not None and self._picture is not None:
            self.plot.show_stack(self._picture.stack, self._picture.metric, self._series_colors())
            self._write()

    def _series_colors(self) -> list[QColor]:
        assert self._picture is not None
        assert self._colors is not None
        tokens = tokens_of(self)
        return [self._colors.of(series.id, tokens) for series in self._picture.stack.series]

    @Slot(int)
    def _point_at(self, step: int) -> None:
        self._pointed = step
        self._write()

    def _write(self) -> None:
        picture = self._picture
        if picture is None:
            return
        step = self._pointed if 0 <= self._pointed < len(picture.stack.steps) else None
        title, total, lines, note = readout(picture, step)
        tokens = tokens_of(self)
        colors = [*self._series_colors(), QColor(tokens.strong_line), QColor(tokens.warning)]
        self.readout.show_lines(
            title,
            total,
            [Line(line.name, line.value, line.exact, colors[index], line.shape) for index, line in lines],
            note,
        )


def readout(picture: TimePicture, step: int | None) -> tuple[str, str, list[tuple[int, Line]], str]:
    """Title, total, lines with the number of their color, and a note: of one step, or of all."""
    stack, metric = picture.stack, picture.metric
    series_count = len(stack.series)
    all_figures = stack.total if step is None else stack.totals.get(step, NO_FIGURES)
    lines = []
    for index, series in enumerate(stack.series):
        figures = series.total if step is None else series.figures.get(step, NO_FIGURES)
        lines.append((index, Line(series.name, metric_text(figures, metric), exact_text(figures, metric))))
    if picture.previous is not None and not picture.previous.is_empty:
        before = picture.previous.totals
        figures = picture.previous.total if step is None else before.get(step, NO_FIGURES)
        text = metric_text(figures, metric)
        lines.append(
            (
                series_count,
                Line(translate("Charts", "Period before"), text, exact_text(figures, metric), shape="outline"),
            )
        )
    if picture.budget is not None:
        name = translate("Charts", BUDGETS[stack.steps.step])
        lines.append((series_count + 1, Line(name, money(picture.budget), shape="dash")))
    title = _span(stack) if step is None else stack.steps.title(step)
    return title, metric_text(all_figures, metric), lines, _note(picture, step)


def _span(stack: Stack) -> str:
    steps = stack.steps
    if not len(steps):
        return ""
    first, last = steps.starts[0], steps.starts[-1]
    if first.date() == last.date():
        return long_day(first)
    if steps.step is Step.MONTH:
        return f"{month(first)} – {month(last)}"
    return f"{short_day(first)} – {plain_day(last)}"


def _note(picture: TimePicture, step: int | None) -> str:
    if step is not None and step == picture.open_step:
        return translate("Charts", NOT_OVER[picture.stack.steps.step])
    if step is not None and any(start <= step <= end for start, end in picture.gaps):
        return translate("Charts", "This time has not been read yet.")
    if step is not None:
        return ""
    count = len(picture.marks)
    marks = counted("Charts", "▾ {n} alerts: click a mark to see it.", "▾ 1 alert: click a mark to see it.", count)
    return "\n".join(part for part in (picture.remark, marks if count else "") if part)


def in_words(picture: TimePicture) -> str:
    """What the chart says, for a screen reader: `$640.02 in 31 steps, most of it gpt-5.1. ...`"""
    stack, metric = picture.stack, picture.metric
    largest = stack.series[0].name if stack.series else translate("Charts", "nothing")
    amount = metric_text(stack.total, metric)
    return counted(
        "Charts",
        "{amount} in {n} steps, most of it {largest}. The table has all figures.",
        "{amount} in one step, most of it {largest}. The table has all figures.",
        len(stack.steps),
        amount=amount,
        largest=largest,
    )
