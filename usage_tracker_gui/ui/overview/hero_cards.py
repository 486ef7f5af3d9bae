"""The large figures on top of the overview: spend today and this month, the forecast, and what is used right now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from usage_tracker_gui.domain.budgets import BudgetState
from usage_tracker_gui.domain.forecast import Confidence, Forecast
from usage_tracker_gui.domain.report import NO_FIGURES, Figures, Report, Summary
from usage_tracker_gui.ui.language.dates import short_weekday
from usage_tracker_gui.ui.language.figures import decimal, money, rate_text, with_rate
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.theme import GRID, HERO
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.budget_bar import TONES, BudgetBar, budget_text, budget_tip, rough
from usage_tracker_gui.ui.parts.card import Card, Text, Tone
from usage_tracker_gui.ui.parts.fading import FadingText
from usage_tracker_gui.ui.parts.sparkline import Sparkline
from usage_tracker_gui.ui.parts.wording import (
    change,
    change_text,
    cost_why,
    exact_tokens,
    models_without_price,
    tokens_text,
)
from usage_tracker_gui.ui.series.chart_steps import moment_of

if TYPE_CHECKING:
    from usage_tracker_gui.domain.collection import Collection


CONFIDENCE = {
    Confidence.LOW: noted("HeroCards", "Low confidence"),
    Confidence.MEDIUM: noted("HeroCards", "Medium confidence"),
    Confidence.HIGH: noted("HeroCards", "High confidence"),
}


class MoneyCard(Card):
    """A cost in large, and a muted line that says more."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.title.set_tone("muted")
        self.value = FadingText("—", size=HERO, bold=True, parent=self)
        self.value.setAccessibleName(title)
        self.note = Text("", tone="muted", parent=self)
        self._cost = NO_FIGURES.cost
        self.more = Text("", tone="muted", parent=self)
        self.below = QHBoxLayout()  # the note, and what may stand beside it
        self.below.addWidget(self.note, 1)
        self.body.addWidget(self.value)
        self.body.addLayout(self.below)
        self.body.addWidget(self.more)
        self.more.hide()
        self.body.addStretch(1)

    def show_more(self, text: str, tip: str = "", tone: Tone = "muted") -> None:
        """A third line; '' hides it."""
        self.more.setVisible(bool(text))
        self.more.setText(text)
        self.more.setToolTip(tip)
        self.more.set_tone(tone)

    def show_cost(self, figures: Figures) -> None:
        text = cost_text(figures.cost)
        prefix, _, amount = text.rpartition(" ") if figures.cost.is_lower_bound else ("", "", text)
        self.value.setText(amount)
        self.value.setAccessibleName(f"{self.accessibleName()}: {text}")
        self._cost = figures.cost
        self.show_title(f"{self.accessibleName()}, {prefix}" if prefix else self.accessibleName())

    def show_title(self, title: str) -> None:
        """Labelled with the rate where amounts are converted."""
        self.title.setText(with_rate(title))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Why a cost is what it is takes the price sheet's words: fetched when somebody points at it."""
        super().enterEvent(event)
        self.value.setToolTip(cost_why(self._cost))


class TodayCard(MoneyCard):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("HeroCards", "Spend today"), parent)

    def show_report(self, report: Report) -> None:
        self.show_cost(report.today)
        self._show_safe(report)
        before = report.same_time_yesterday
        yesterday = report.at.astimezone(ZoneInfo(report.view.zone)) - timedelta(days=1)
        day = short_weekday(yesterday.weekday())
        difference = change(report.today, before)
        if difference is None:
            self.note.setText(tokens_text(report.today.known("total_tokens")))
            self.note.setToolTip(exact_tokens(report.today.known("total_tokens")))
            return
        self.note.setText(change_text(difference, day))
        by_then = translate("HeroCards", "{day} by this time: {amount}", day=day, amount=money(before.cost.usd))
        self.note.setToolTip(by_then)

    def _show_safe(self, report: Report) -> None:
        safe = report.safe_to_spend_today
        if safe is None:
            self.show_more("")
        elif safe > 0:
            self.show_more(
                translate("HeroCards", "{amount} more is safe", amount=rough(safe)),
                translate("HeroCards", "Today's part of what is left of the month's budget"),
            )
        else:
            self.show_more(
                translate("HeroCards", "Today's part is spent"),
                translate("HeroCards", "More today leaves less for the days to come"),
                "warning",
            )


class MonthCard(MoneyCard):
    budget_requested = Signal()  # a person wants to set or change the month's budget

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("HeroCards", "This month"), parent)
        self.bar = BudgetBar(self)
        self.body.insertWidget(self.body.indexOf(self.value) + 1, self.bar)
        self.bar.hide()
        self.edit = QPushButton("", self)
        self.edit.setProperty("kind", "link")
        self.edit.clicked.connect(self.budget_requested)
        self.below.addWidget(self.edit)

    def show_report(self, report: Report) -> None:
        self.show_cost(report.month)
        state = report.month_budget
        self.bar.show_state(state)
        if state is None:
            self.edit.setText(translate("HeroCards", "Set a budget"))
            self.edit.setAccessibleName(translate("HeroCards", "Set a monthly budget"))
            self._show_usage(report)
            return
        self.edit.setText(translate("HeroCards", "Change"))
        self.edit.setAccessibleName(translate("HeroCards", "Change the monthly budget"))
        self.note.set_tone(TONES[state.level])
        self.note.setText(budget_text(state, beside=report.month.cost))
        self.note.setToolTip(budget_tip(state))

    def _show_usage(self, report: Report) -> None:
        unpriced = len(report.unpriced_models)
        if report.month.cost.unpriced_tokens and unpriced:
            self.note.set_tone("warning")
            self.note.setText(models_without_price(unpriced))
            self.note.setToolTip(", ".join(report.unpriced_models))
            return
        self.note.set_tone("muted")
        requests = report.month.requests
        made = [] if requests is None else [counted("HeroCards", "{n} requests", "1 request", requests)]
        self.note.setText(tokens_text(report.month.known("total_tokens")))
        self.note.setToolTip("\n".join([exact_tokens(report.month.known("total_tokens")), *made]))


class ForecastCard(MoneyCard):
    """The month's end, with a range and how much is known; amber where a budget would not last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("HeroCards", "Month end (forecast)"), parent)

    def show_report(self, report: Report) -> None:
        forecast = report.forecast
        if forecast is None:
            self.value.setText("—")
            self.value.setAccessibleName(translate("HeroCards", "Month end: not known yet"))
            self.note.set_tone("muted")
            self.note.setText(translate("HeroCards", "After the first usage"))
            self.note.setToolTip("")
            self.show_more("")
            return
        text = f"~{rough(forecast.expected)}"
        self.show_title(self.accessibleName())
        self.value.setText(text)
        self.value.setAccessibleName(f"{self.accessibleName()}: {text}")
        self.note.set_tone("muted")
        self.note.setText(f"{rough(forecast.low)} – {rough(forecast.high)}")
        self.note.setToolTip(translate("HeroCards", "Four months of five end in this range"))
        self._show_confidence(forecast, report.month_budget)

    def _show_confidence(self, forecast: Forecast, budget: BudgetState | None) -> None:
        word = translate("HeroCards", CONFIDENCE[forecast.confidence])
        lines = [word, _basis(forecast.days_seen)]
        if forecast.is_lower_bound:
            lines.append(translate("HeroCards", "At least: some of the usage has no price"))
        over = None if budget is None else forecast.expected - budget.budget.limit_usd
        if over is not None and over > 0:
            text = translate("HeroCards", "{amount} over budget", amount=rough(over))
            self.show_more(text, "\n".join(lines), "warning")
        else:
            self.show_more(word, "\n".join(lines[1:]))

    def enterEvent(self, event: QEnterEvent) -> None:
        """A forecast has no price sheet's reasons."""
        Card.enterEvent(self, event)


def _basis(days: int) -> str:
    if not days:
        return translate("HeroCards", "From today alone")
    return counted("HeroCards", "From what each weekday cost, over {n} days", "From what one whole day cost", days)


class LiveCard(Card):
    """Tokens and requests per minute of the last pass; the line is the last hour by minute."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("HeroCards", "Live"), parent)
        self.title.set_tone("muted")
        self.value = FadingText("—", size=HERO, bold=True, parent=self)
        self.value.setAccessibleName(translate("HeroCards", "Tokens per minute"))
        self.unit = Text(translate("HeroCards", "tok/min"), tone="muted", parent=self)
        self.note = Text(translate("HeroCards", "Waiting for the first pass"), tone="muted", parent=self)
        self.line = Sparkline(self)
        self.line.setAccessibleName(translate("HeroCards", "Tokens per minute over the last hour"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.value)
        row.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.unit.setContentsMargins(0, 0, 0, 5)  # on the baseline of the large figure
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self.note)
        below.addWidget(self.line, 1)
        self.body.addLayout(row)
        self.body.addLayout(below)
        self.body.addStretch(1)
        self.line.setFixedHeight(20)

    def show_collection(self, collection: Collection) -> None:
        if not collection.measured:
            self._wait()
            return
        tokens, requests = collection.tokens_per_minute, collection.requests_per_minute
        self.value.setText(rate_text(tokens))
        self.value.setAccessibleName(translate("HeroCards", "{rate} tokens per minute", rate=rate_text(tokens)))
        self.value.setToolTip(translate("HeroCards", "{rate} tokens per minute", rate=decimal(tokens, 1)))
        self.note.setText(translate("HeroCards", "{rate} req/min", rate=rate_text(requests)))

    def _wait(self) -> None:
        """No use and no answer are not the same."""
        self.value.setText("—")
        self.value.setAccessibleName(translate("HeroCards", "Tokens per minute"))
        self.value.setToolTip("")
        self.note.setText(translate("HeroCards", "Not measured yet"))

    def show_report(self, report: Report) -> None:
        self.line.show_values(minute_values(report.minutes) if report.minutes else ())


def minute_values(minutes: Summary) -> list[float]:
    """Tokens of each minute of the summary's period, those without use too."""
    period = minutes.question.period
    count = max(2, int(period.length / timedelta(minutes=1)))
    values = [0.0] * count
    for row in minutes.rows:
        at = int((moment_of(row.group[0], minutes.question.zone) - period.start) / timedelta(minutes=1))
        if 0 <= at < count:
            values[at] += row.figures.total_tokens
    return values
