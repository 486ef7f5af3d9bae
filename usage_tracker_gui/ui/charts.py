"""The charts page: what is drawn is chosen in a line that reads like a sentence, and the table stands behind it.

The plot is made when the page is first seen: pyqtgraph costs half a second that the first frame does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, Summary, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.card import Card, Text
from usage_tracker_gui.ui.chart_picture import FILTERS, save_picture
from usage_tracker_gui.ui.chart_series import METRIC_NAMES, Metric, stack_of
from usage_tracker_gui.ui.chart_steps import Step, Steps, fitting_steps
from usage_tracker_gui.ui.chart_table import ChartTable
from usage_tracker_gui.ui.choice_box import ChoiceBox
from usage_tracker_gui.ui.empty_state import EmptyState
from usage_tracker_gui.ui.icons import icon
from usage_tracker_gui.ui.theme import GRID, SeriesColors
from usage_tracker_gui.ui.time_chart import TimeChart, TimePicture

STACKS = {
    GroupBy.MODEL: "by model",
    GroupBy.KEY: "by key",
    GroupBy.PROJECT: "by project",
    GroupBy.TIER: "by tier",
    GroupBy.SERVICE: "by service",
}


class ChartsPage(QWidget):
    view_changed = Signal(object)  # View: another step, stack or period is wanted
    alert_chosen = Signal(object)  # Alert
    saved = Signal(str)  # the file

    def __init__(self, parent: QWidget | None = None, *, model_colors: SeriesColors | None = None) -> None:
        super().__init__(parent)
        self._colors = {by: SeriesColors() for by in STACKS}
        if model_colors is not None:
            self._colors[GroupBy.MODEL] = model_colors
        self._report: Report | None = None
        self._previous: Summary | None = None
        self._budget_per_day: Decimal | None = None
        self._gaps: tuple[Period, ...] = ()
        self._awaited: tuple[GroupBy, GroupBy] | None = None
        self._is_drawn = False
        self.metric_choice = _choice("What the chart shows", METRIC_NAMES)
        self.stack_choice = _choice("What the colors stand for", STACKS)
        self.step_choice = _choice("How wide a step is", {Step.HOUR: "per hour"})
        self.all_button = _tool("magnify-minus-outline", "Show all", "Show the whole period again (Home)")
        self.table_button = _tool("table", "Table", "Show the figures as a table")
        self.table_button.setCheckable(True)
        self.save_button = _tool("download", "Save", "Save the chart as PNG or SVG")
        self.chart = TimeChart()
        self.table = ChartTable()
        self.problem = Text("", tone="critical")
        self.problem.hide()
        self.empty = EmptyState("chart-bar", "", "")
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        for widget in (self.metric_choice, self.stack_choice, self.step_choice):
            bar.addWidget(widget)
        bar.addStretch(1)
        for button in (self.all_button, self.table_button, self.save_button):
            bar.addWidget(button)
        self.all_button.hide()
        for page in (self.chart, self.table, self.empty):
            self.pages.addWidget(page)
        card = Card()
        card.body.addWidget(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(bar)
        layout.addWidget(self.problem)
        layout.addWidget(card, 1)

    def _connect(self) -> None:
        self.metric_choice.activated.connect(self._redraw)
        self.stack_choice.activated.connect(self._ask)
        self.step_choice.activated.connect(self._ask)
        self.table_button.toggled.connect(self._redraw)
        self.all_button.clicked.connect(self._show_all)
        self.save_button.clicked.connect(self._ask_file)
        self.chart.zoomed.connect(self.all_button.setVisible)
        self.chart.alert_chosen.connect(self.alert_chosen)
        self.empty.step_taken.connect(self._look_further_back)

    # What others hand over

    @Slot(object)
    def show_report(self, report: Report) -> None:
        """Draws when the page is in sight, else when it comes into sight."""
        self._report = report
        self._adopt(report)
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def show_previous(self, summary: Summary | None) -> None:
        """The period before, by the same step; its question's period is as long as the report's."""
        self._previous = summary
        self._redraw()

    def show_budget(self, usd_per_day: Decimal | None) -> None:
        """A budget's even pace, drawn in charts of cost by day, week or month."""
        self._budget_per_day = usd_per_day
        self._redraw()

    def show_gaps(self, gaps: tuple[Period, ...]) -> None:
        """Times of the period that were not read yet."""
        self._gaps = gaps
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_drawn:
            self._draw()

    # Choosing

    def _adopt(self, report: Report) -> None:
        """The choices follow the report, unless it was made before the latest wish."""
        got = (report.view.step, report.view.stack)
        if self._awaited is not None and got != self._awaited:
            return
        self._awaited = None
        step = self._chosen_step()
        if step.asked is not report.view.step:
            step = Step(report.view.step.value)
        offered = fitting_steps(report.series.question.period)
        _offer(self.step_choice, {each: f"per {each.value}" for each in Step if each in offered or each is step}, step)
        self.stack_choice.setCurrentIndex(max(0, self.stack_choice.findData(report.view.stack)))

    def _chosen_step(self) -> Step:
        return Step(self.step_choice.currentData())

    def _chosen_stack(self) -> GroupBy:
        return GroupBy(self.stack_choice.currentData())

    @Slot()
    def _ask(self) -> None:
        if self._report is None:
            return
        wish = (self._chosen_step().asked, self._chosen_stack())
        if wish == (self._report.view.step, self._report.view.stack):
            self._awaited = None
            self._redraw()
            return
        self._awaited = wish
        self.view_changed.emit(replace(self._report.view, step=wish[0], stack=wish[1]))

    @Slot()
    def _look_further_back(self) -> None:
        if self._report is not None:
            self.view_changed.emit(replace(self._report.view, lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY))

    @Slot()
    def _show_all(self) -> None:
        if self.chart.plot is not None:
            self.chart.plot.show_all()

    @Slot()
    def _ask_file(self) -> None:
        name, chosen = QFileDialog.getSaveFileName(self, "Save the chart", "usage.png", FILTERS)
        if name:
            file = Path(name)
            ending = ".svg" if "svg" in chosen else ".png"
            self.save(file if file.suffix.lower() in (".png", ".svg") else file.with_name(file.name + ending))

    def save(self, file: Path) -> None:
        """As PNG or SVG, by the file's ending."""
        try:
            save_picture(self.chart, self.title(), file)
        except OSError:
            self.problem.setText(f"The chart could not be saved as {file}. Choose another folder.")
            self.problem.show()
            return
        self.problem.hide()
        self.saved.emit(str(file))

    def title(self) -> str:
        return " ".join(box.currentText() for box in (self.metric_choice, self.step_choice, self.stack_choice))

    # Drawing

    @Slot()
    def _redraw(self) -> None:
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self._is_drawn = True
        report = self._report
        if report is None:
            self._show_empty("Nothing read yet", "Usage over time will be here after the first answer.", "")
            return
        picture = self._picture(report)
        if picture.stack.is_empty:
            self._show_empty(*_why_empty(report.view))
            return
        self.table_button.setEnabled(True)
        self.save_button.setEnabled(not self.table_button.isChecked())
        if self.table_button.isChecked():
            self.table.show_stack(picture.stack, picture.metric)
            self.pages.setCurrentWidget(self.table)
            self.all_button.hide()
        else:
            self.chart.show_picture(picture, self._colors[GroupBy(report.view.stack)])
            self.pages.setCurrentWidget(self.chart)

    def _show_empty(self, title: str, text: str, step: str) -> None:
        self.empty.show_words(title, text, step)
        self.pages.setCurrentWidget(self.empty)
        for button in (self.table_button, self.save_button):
            button.setEnabled(False)
        self.all_button.hide()

    def _picture(self, report: Report) -> TimePicture:
        metric = Metric(self.metric_choice.currentData())
        step = self._chosen_step()
        if step.asked is not report.view.step:
            step = Step(report.view.step.value)
        stack = stack_of(report.series, step, metric)
        marks = ((stack.steps.position_at(alert.at), alert) for alert in report.alerts)
        return TimePicture(
            stack,
            metric,
            previous=None if self._previous is None else stack_of(self._previous, step, metric),
            budget_per_day=self._budget_per_day,
            open_step=stack.steps.index_at(report.at),
            gaps=tuple(_span_of(gap, stack.steps) for gap in self._gaps if gap.end > stack.steps.starts[0]),
            marks=tuple((position, alert) for position, alert in marks if position is not None),
        )


def _span_of(gap: Period, steps: Steps) -> tuple[float, float]:
    first, last = steps.position_at(gap.start), steps.position_at(gap.end)
    return (-0.5 if first is None else first, len(steps) - 0.5 if last is None else last)


def _why_empty(view: View) -> tuple[str, str, str]:
    if view.lookback is Lookback.MONTH_OF_DAYS:
        return ("No usage in 30 days", "As soon as a watched key is used, its usage over time will be here.", "")
    return ("No usage in this period", "Usage over time will be here. There may be some further back.", "Show 30 days")


def _choice(name: str, texts: Mapping[Step, str] | Mapping[Metric, str] | Mapping[GroupBy, str]) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setToolTip(name)
    for value, text in texts.items():
        box.addItem(text, value)
    return box


def _offer(box: ChoiceBox, texts: Mapping[Step, str], chosen: Step) -> None:
    with QSignalBlocker(box):
        if [box.itemData(index) for index in range(box.count())] != list(texts):
            box.clear()
            for value, text in texts.items():
                box.addItem(text, value)
        box.setCurrentIndex(box.findData(chosen))


def _tool(picture: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture, "muted"))
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
