"""The charts page: what is drawn is chosen in a line that reads like a sentence, and a table stands behind it.

The plot is made when the page is first seen: pyqtgraph costs half a second that the first frame does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.report import Figures, GroupBy, Lookback, Report, Summary, View
from usage_tracker_gui.domain.tier_comparison import KeyTiers
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.charts.chart_choices import STACKS, choice, offer, stack_name, step_name
from usage_tracker_gui.ui.charts.chart_forms import FORMS, Form
from usage_tracker_gui.ui.charts.chart_picture import save_picture
from usage_tracker_gui.ui.charts.chart_sorter import ChartSorter, ChartWish, SortedChart
from usage_tracker_gui.ui.charts.chart_table import ChartTable
from usage_tracker_gui.ui.charts.heat_map import HeatMap
from usage_tracker_gui.ui.charts.picture_dialog import PictureDialog
from usage_tracker_gui.ui.charts.time_chart import TimeChart
from usage_tracker_gui.ui.charts.what_if import WhatIf
from usage_tracker_gui.ui.language.figures import with_rate
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, SeriesColors
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.segments import Segments
from usage_tracker_gui.ui.series.chart_series import Metric, metric_name
from usage_tracker_gui.ui.series.chart_steps import Step, fitting_steps


class ChartsPage(QWidget):
    view_changed = Signal(object)  # View: another step, stack or period is wanted
    alert_chosen = Signal(object)  # Alert
    what_if_requested = Signal(object)  # View: `show_what_if` wanted, the tab is in sight
    picture_wanted = Signal(object)  # ChartWish, to the sorter
    followed = Signal(bool)  # the page is in sight: `show_surroundings` wanted beside each report
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
        self._wish: ChartWish | None = None
        self.sorter = ChartSorter()  # without a parent: the app moves it to a thread where nobody waits
        self._step_before_week: Step | None = None
        self._kind_colors = SeriesColors()
        self.dialog: PictureDialog | None = None
        self.form = Segments(translate("Charts", "What the page shows"), _forms())
        self.form.take(Form.TIME.value)
        self.metric_choice = choice(
            translate("Charts", "What the chart shows"), {metric: metric_name(metric) for metric in Metric}
        )
        self.stack_choice = choice(
            translate("Charts", "What the colors stand for"),
            {by: stack_name(by) for by in STACKS},
        )
        self.step_choice = choice(translate("Charts", "How wide a step is"), {Step.HOUR: step_name(Step.HOUR)})
        self.all_button = _tool(
            "magnify-minus-outline",
            translate("Charts", "Show all"),
            translate("Charts", "Show the whole period again (Home)"),
        )
        self.table_button = _tool(
            "table", translate("Charts", "Table"), translate("Charts", "Show the figures as a table")
        )
        self.table_button.setCheckable(True)
        self.save_button = _tool(
            "download", translate("Charts", "Save"), translate("Charts", "Save the chart as PNG or SVG")
        )
        self.chart = TimeChart()
        self.table = ChartTable()
        self.problem = Text("", tone="critical")
        self.problem.hide()
        self.week = HeatMap()
        self.what_if = WhatIf()
        self.empty = EmptyState("chart-bar", "", "")
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.form)
        head.addStretch(1)
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        for widget in (self.metric_choice, self.stack_choice, self.step_choice):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.all_button)
        for button in (self.table_button, self.save_button):
            head.addWidget(button)
        self.all_button.hide()
        for page in (self.chart, self.week, self.what_if, self.table, self.empty):
            self.pages.addWidget(page)
        card = Card()
        card.body.addWidget(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(head)
        layout.addLayout(bar)
        layout.addWidget(self.problem)
        layout.addWidget(card, 1)

    def _connect(self) -> None:
        self.picture_wanted.connect(self.sorter.sort)
        self.sorter.done.connect(self._show_sorted)
        self.form.chosen.connect(self._change_form)
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
        if self._form() is Form.TIERS and self.isVisible():
            self.what_if_requested.emit(report.view)
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def show_surroundings(self, previous: Summary | None, gaps: tuple[Period, ...]) -> None:
        """The period before, by the same step, in a question as long as the report's; and times not read yet."""
        moved = gaps != self._gaps or _sum_of(previous) != _sum_of(self._previous)
        self._previous, self._gaps = previous, gaps
        if moved:
            self._redraw()

    def show_budget(self, usd_per_day: Decimal | None) -> None:
        """A budget's even pace, drawn in charts of cost by day, week or month."""
        if usd_per_day != self._budget_per_day:
            self._budget_per_day = usd_per_day
            self._redraw()

    def show_what_if(
        self,
        billed: Figures,
        tiers: Mapping[str, Figures],
        uncached: Figures | None = None,
        keys: Sequence[KeyTiers] = (),
    ) -> None:
        """Answers `what_if_requested`; see WhatIf.show_tiers."""
        self.what_if.show_tiers(billed, tiers, uncached, keys)

    def shown_summary(self) -> Summary | None:
        return self._report.series if self._report is not None else None

    def tell(self) -> None:
        """Says again whether it is in sight, for those who listen only now."""
        self.followed.emit(self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.followed.emit(True)
        if not self._is_drawn:
            self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.followed.emit(False)

    # Choosing

    def _form(self) -> Form:
        return Form(self.form.value())

    @Slot()
    def _change_form(self) -> None:
        form = self._form()
        self.metric_choice.setVisible(form in (Form.TIME, Form.WEEK))
        self.stack_choice.setVisible(form is Form.TIME)
        self.step_choice.setVisible(form in (Form.TIME, Form.KINDS))
        self.all_button.hide()
        if form is Form.WEEK and self._chosen_step() is not Step.HOUR:
            self._step_before_week = self._chosen_step()
            self._choose_step(Step.HOUR)
        elif form is not Form.WEEK and self._step_before_week is not None:
            self._choose_step(self._step_before_week)
            self._step_before_week = None
        if form is Form.TIERS and self._report is not None:
            self.what_if_requested.emit(self._report.view)
        self._redraw()

    def _choose_step(self, step: Step) -> None:
        if self.step_choice.findData(step) >= 0:
            self.step_choice.setCurrentIndex(self.step_choice.findData(step))
            self._ask()

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
        offer(self.step_choice, {each: step_name(each) for each in Step if each in offered or each is step}, step)
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
        self.dialog = PictureDialog(self)
        self.dialog.file_chosen.connect(self.save)
        self.dialog.open()

    @Slot(object)
    def save(self, file: Path) -> None:
        """As PNG or SVG, by the file's ending."""
        try:
            save_picture(self._drawn(), self.title(), file)
        except OSError:
            self.problem.setText(
                translate("Charts", "The chart could not be saved as {file}. Choose another folder.", file=file)
            )
            self.problem.show()
            return
        self.problem.hide()
        self.saved.emit(str(file))

    def _drawn(self) -> QWidget:
        return {Form.WEEK: self.week, Form.TIERS: self.what_if}.get(self._form(), self.chart)

    def title(self) -> str:
        words = translate("Charts", dict(FORMS)[self._form().value])
        boxes = [box for box in (self.metric_choice, self.step_choice, self.stack_choice) if not box.isHidden()]
        if self._form() is Form.TIME:
            return with_rate(" ".join(box.currentText() for box in boxes))
        return with_rate(", ".join([words, *(box.currentText() for box in boxes)]))

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
            self._show_empty(
                translate("Charts", "Nothing read yet"),
                translate("Charts", "Usage over time will be here after the first answer."),
                "",
            )
            return
        step = self._chosen_step()
        if step.asked is not report.view.step:
            step = Step(report.view.step.value)
        metric = Metric(self.metric_choice.currentData())
        self._wish = ChartWish(
            report, self._form(), step, metric, self._previous_of(report), self._gaps, self._budget_per_day
        )
        self.picture_wanted.emit(self._wish)

    def _previous_of(self, report: Report) -> Summary | None:
        """None while the period before belongs to another view than the report."""
        previous, series = self._previous, report.series.question
        return previous if previous and previous.question.group_by == series.group_by else None

    @Slot(object)
    def _show_sorted(self, found: SortedChart) -> None:
        """Unless something else is wished by now."""
        if found.wish is not self._wish:
            return
        picture, report = found.picture, found.wish.report
        if picture.stack.is_empty:
            self._show_empty(*_why_empty(report.view))
            return
        form = found.wish.form
        as_table = self.table_button.isChecked() and form is not Form.TIERS
        self.table_button.setEnabled(form is not Form.TIERS)
        self.save_button.setEnabled(not as_table)
        if as_table:
            self.table.show_stack(picture.stack, picture.metric)
            self.pages.setCurrentWidget(self.table)
            self.all_button.hide()
        elif form is Form.WEEK:
            self._show_week(found)
        elif form is Form.TIERS:
            self.pages.setCurrentWidget(self.what_if)
        else:
            colors = self._kind_colors if form is Form.KINDS else self._colors[GroupBy(report.view.stack)]
            self.chart.show_picture(picture, colors)
            self.pages.setCurrentWidget(self.chart)

    def _show_week(self, found: SortedChart) -> None:
        if found.wish.report.view.step is not GroupBy.HOUR:
            text = translate("Charts", "It needs usage by the hour, which is shown for periods of up to four months.")
            self._show_empty(translate("Charts", "Choose a shorter period"), text, translate("Charts", "Show 30 days"))
            return
        self.week.show_cells(found.heat, found.wish.metric)
        self.pages.setCurrentWidget(self.week)

    def _show_empty(self, title: str, text: str, step: str) -> None:
        self.empty.show_words(title, text, step)
        self.pages.setCurrentWidget(self.empty)
        for button in (self.table_button, self.save_button):
            button.setEnabled(False)
        self.all_button.hide()


def _sum_of(summary: Summary | None) -> tuple[object, ...]:
    """Says whether a summary looks the same in a chart, without a look at thousands of rows."""
    if summary is None:
        return ()
    question = summary.question
    return (question.period.start, question.group_by, len(summary.rows), summary.totals)


def _why_empty(view: View) -> tuple[str, str, str]:
    if view.lookback is Lookback.MONTH_OF_DAYS:
        text = translate("Charts", "As soon as a watched key is used, its usage over time will be here.")
        return translate("Charts", "No usage in 30 days"), text, ""
    text = translate("Charts", "Usage over time will be here. There may be some further back.")
    return translate("Charts", "No usage in this period"), text, translate("Charts", "Show 30 days")


def _forms() -> tuple[tuple[str, str], ...]:
    return tuple((form, translate("Charts", text)) for form, text in FORMS)


def _tool(picture: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture, "muted"))
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
