"""Sorts a report's rows for a chart: thousands of steps take longer than a frame lasts.

A sorter answers at once where it lives on the page's own thread. Moved to another one, it answers when it is done: Qt
queues what it is asked and what it says, so that the page is the same in both cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from usage_tracker_gui.domain.report import Figures, GroupBy, Report, Summary
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.charts.chart_forms import Form
from usage_tracker_gui.ui.charts.heat_map import Cell, heat_of
from usage_tracker_gui.ui.charts.time_chart import TimePicture
from usage_tracker_gui.ui.parts.token_kinds import kinds_of, ratio_text
from usage_tracker_gui.ui.series.chart_series import Metric, Stack, stack_of
from usage_tracker_gui.ui.series.chart_steps import Step, Steps


@dataclass(frozen=True, slots=True, eq=False)
class ChartWish:
    """What is to be drawn, and of which report."""

    report: Report
    form: Form
    step: Step
    metric: Metric
    previous: Summary | None = None
    gaps: tuple[Period, ...] = ()
    budget_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SortedChart:
    """`heat` is empty unless the form asks for it."""

    wish: ChartWish
    picture: TimePicture
    heat: Mapping[Cell, Figures]


class ChartSorter(QObject):
    done = Signal(object)  # SortedChart

    @Slot(object)
    def sort(self, wish: ChartWish) -> None:
        has_hours = wish.report.view.step is GroupBy.HOUR
        heat = heat_of(wish.report.series) if wish.form is Form.WEEK and has_hours else {}
        self.done.emit(SortedChart(wish, picture_of(wish), heat))


def picture_of(wish: ChartWish) -> TimePicture:
    report, metric = wish.report, wish.metric
    stack = stack_of(report.series, wish.step, metric)
    open_step = stack.steps.index_at(report.at)
    if wish.form is Form.KINDS:
        kinds = kinds_of(stack)
        return _with_heights(TimePicture(kinds, Metric.TOKENS, open_step=open_step, remark=ratio_text(stack.total)))
    marks = ((stack.steps.position_at(alert.at), alert) for alert in report.alerts)
    starts = stack.steps.starts
    return _with_heights(
        TimePicture(
            stack,
            metric,
            previous=None if wish.previous is None else stack_of(wish.previous, wish.step, metric),
            budget_per_day=wish.budget_per_day,
            open_step=open_step,
            gaps=tuple(_span_of(gap, stack.steps) for gap in wish.gaps if starts and gap.end > starts[0]),
            marks=tuple((position, alert) for position, alert in marks if position is not None),
        )
    )


def _with_heights(picture: TimePicture) -> TimePicture:
    """Adds the heights up now, where nobody waits for them; the stacks remember them."""
    stack: Stack
    for stack in filter(None, (picture.stack, picture.previous)):
        for series in stack.series:
            series.heights(len(picture.stack.steps), picture.metric)
    picture.ghost_heights()
    return picture


def _span_of(gap: Period, steps: Steps) -> tuple[float, float]:
    first, last = steps.position_at(gap.start), steps.position_at(gap.end)
    return (-0.5 if first is None else first, len(steps) - 0.5 if last is None else last)
