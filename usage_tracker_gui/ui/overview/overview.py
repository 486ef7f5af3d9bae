"""The overview: what is spent, on what, and whether anything is wrong, within five seconds of looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, Summary
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, HALF, SeriesColors
from usage_tracker_gui.ui.overview.account_cards import AccountCards
from usage_tracker_gui.ui.overview.alert_banner import AlertBanner
from usage_tracker_gui.ui.overview.cost_chart import CostChart
from usage_tracker_gui.ui.overview.hero_cards import ForecastCard, LiveCard, MonthCard, TodayCard
from usage_tracker_gui.ui.overview.model_columns import cached_of, tiers_by_model
from usage_tracker_gui.ui.overview.spending import spending_by_account
from usage_tracker_gui.ui.parts.card import Card
from usage_tracker_gui.ui.parts.card_row import SPACE, CardRow
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.top_list import TopColumn, TopList
from usage_tracker_gui.ui.parts.wording import percent, share
from usage_tracker_gui.ui.series.trends import trends_of
from usage_tracker_gui.ui.series.usage_lines import Line, grouped, ranked

if TYPE_CHECKING:
    from usage_tracker_gui.domain.collection import Collection
    from usage_tracker_gui.domain.subscriptions import SubscriptionUse
    from usage_tracker_gui.ui.parts.empty_state import EmptyState

COST_OVER_TIME = noted("OverviewPage", "Cost over time")
STEP_TITLES = {
    GroupBy.MINUTE: noted("OverviewPage", "Cost per minute by {stack}"),
    GroupBy.HOUR: noted("OverviewPage", "Cost per hour by {stack}"),
    GroupBy.DAY: noted("OverviewPage", "Cost per day by {stack}"),
    GroupBy.MONTH: noted("OverviewPage", "Cost per month by {stack}"),
}
STACK_WORDS = {
    GroupBy.KEY: noted("OverviewPage", "key"),
    GroupBy.MODEL: noted("OverviewPage", "model"),
    GroupBy.TIER: noted("OverviewPage", "tier"),
    GroupBy.PROJECT: noted("OverviewPage", "project"),
    GroupBy.SERVICE: noted("OverviewPage", "service"),
    GroupBy.ACCOUNT: noted("OverviewPage", "account"),
}


class OverviewPage(Scroller):
    view_changed = Signal(object)  # View
    alert_chosen = Signal(object)  # Alert
    alert_snoozed = Signal(object, object)  # Alert, timedelta
    alerts_acknowledged = Signal(object)  # tuple of ids
    name_chosen = Signal(str)  # a key's or model's name, to be found in the usage table
    account_chosen = Signal(str)  # an account's name; '' for all accounts
    key_requested = Signal(str)  # the account that needs a new key
    limit_requested = Signal(str)  # the account whose monthly limit is to be set
    entry_requested = Signal(str)  # the account whose usage is to be entered by hand
    budgets_requested = Signal()  # all of them
    followed = Signal(bool)  # in sight: `show_surroundings` wanted beside each report
    trends_wanted = Signal(object)  # TrendWish: `show_trends` wanted; None: no longer
    month_budget_set = Signal(object)  # Budget; None: there is to be none any more

    def __init__(
        self,
        services: Sequence[Service],
        model_colors: SeriesColors,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._report: Report | None = None
        self._plans: tuple[SubscriptionUse, ...] = ()
        self._wished: TrendWish | None = None
        self.setAccessibleName(translate("OverviewPage", "Overview"))
        self.today, self.month, self.forecast, self.live = TodayCard(), MonthCard(), ForecastCard(), LiveCard()
        self.heroes = (self.today, self.month, self.forecast, self.live)
        self.banner = AlertBanner(now)
        self.accounts = AccountCards(services)
        self.chart_card = Card()
        self.chart = CostChart(model_colors)
        self.empty: EmptyState | None = None
        self._tiers: dict[str, str] = {}  # by model
        share_column = TopColumn(translate("OverviewPage", "Share"), 48, self._share_of)
        trend_column = TopColumn(translate("OverviewPage", "Trend"), 72)
        cached_column = TopColumn(translate("OverviewPage", "Cached"), 56, cached_of)
        tier_column = TopColumn(translate("OverviewPage", "Tier"), 88, self._tier_of)
        self.top_keys = TopList(translate("OverviewPage", "Top keys"), (share_column, trend_column))
        self.top_models = TopList(translate("OverviewPage", "Top models"), (cached_column, tier_column), model_colors)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2 * GRID, SPACE, 2 * GRID, 2 * GRID)
        column.setSpacing(SPACE)
        self._top = CardRow(self.heroes)
        for card in self.heroes:
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._top.line_up(self.width())
        self._picture = QStackedLayout()
        self._picture.addWidget(self.chart)
        self.chart_card.body.addLayout(self._picture, 1)
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lists.setSpacing(SPACE)
        for top in (self.top_keys, self.top_models):
            ranking = Card()
            ranking.body.addWidget(top)
            ranking.body.addStretch(1)
            ranking.body.setContentsMargins(GRID, GRID, GRID, HALF)
            self._lists.addWidget(ranking, 1)
        column.addLayout(self._top)
        column.addWidget(self.banner)
        column.addWidget(self.accounts)
        column.addWidget(self.chart_card, 1)
        column.addLayout(self._lists)
        self.setWidget(page)

    def _connect(self) -> None:
        self.month.budget_requested.connect(self._ask_for_budget)
        self.banner.show_requested.connect(self.alert_chosen)
        self.banner.snooze_requested.connect(self.alert_snoozed)
        self.banner.dismissed.connect(self.alerts_acknowledged)
        self.accounts.details_requested.connect(self.account_chosen)
        self.accounts.key_requested.connect(self.key_requested)
        self.accounts.limit_requested.connect(self.limit_requested)
        self.accounts.entry_requested.connect(self.entry_requested)
        self.accounts.all_requested.connect(self._choose_all_accounts)
        self.top_keys.chosen.connect(self.name_chosen)
        self.top_models.chosen.connect(self.name_chosen)

    def show_services(self, services: Sequence[Service]) -> None:
        """Where they were not known yet when the page was made."""
        self.accounts.show_services(services)
        self._show_accounts()

    def show_plans(self, plans: tuple[SubscriptionUse, ...]) -> None:
        """How far the accounts' plans with a fixed price are used."""
        if plans != self._plans:
            self._plans = plans
            self._show_accounts()

    @Slot(object)
    def show_report(self, report: Report) -> None:
        self._report = report
        for card in self.heroes:
            card.show_report(report)
        self._top.line_up(self.width())
        self.banner.show_alerts(report.alerts)
        whole = report.usage.totals.cost.usd
        self._show_accounts()
        self.accounts.setVisible(bool(report.accounts))
        self.top_keys.show_lines(ranked(grouped(report.usage, (GroupBy.KEY,))), whole)
        self._tiers = tiers_by_model(report.usage)
        self.top_models.show_lines(ranked(grouped(report.usage, (GroupBy.MODEL,))), whole)
        self._show_chart(report)
        self._ask_for_trends()

    def _show_accounts(self) -> None:
        if self._report is not None:
            spent = spending_by_account(self._report, self._plans)
            self.accounts.show_accounts(self._report.accounts, spent)

    def show_surroundings(self, previous: Summary | None, _gaps: object = ()) -> None:
        """The period before, behind the chart's bars."""
        self.chart.show_previous(previous)

    def show_budget(self, usd_per_day: Decimal | None) -> None:
        """A budget's even pace, a line across the chart."""
        self.chart.show_budget(usd_per_day)

    def show_trends(self, summary: Summary) -> None:
        """Answers `trends_wanted`."""
        self.top_keys.show_trends(trends_of(summary))

    def _ask_for_trends(self) -> None:
        keys = tuple(sorted(line.ids[0] for line in self.top_keys.lines))
        wish = TrendWish((GroupBy.KEY,), keys) if keys and self.isVisible() else None
        if wish != self._wished:
            self._wished = wish
            self.trends_wanted.emit(wish)

    def tell(self) -> None:
        """Says again what it wants while it is in sight, for those who listen only now."""
        self._wished = None
        self.followed.emit(self.isVisible())
        self._ask_for_trends()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.followed.emit(True)
        self._ask_for_trends()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.followed.emit(False)
        self._ask_for_trends()

    def _share_of(self, line: Line) -> str:
        report = self._report
        return "" if report is None else percent(share(line.figures.cost.usd, report.usage.totals.cost.usd))

    def _tier_of(self, line: Line) -> str:
        return self._tiers.get(line.ids[0], "")

    def _show_chart(self, report: Report) -> None:
        self.chart.show_report(report)
        title = translate("OverviewPage", STEP_TITLES.get(report.view.step, COST_OVER_TIME))
        stack = translate("OverviewPage", STACK_WORDS.get(report.view.stack, ""))
        self.chart.show_title(title.format(stack=stack))
        if not self.chart.is_empty:
            self._picture.setCurrentWidget(self.chart)
            return
        if self.empty is None:  # as tall as it is, it would push a chart's page apart
            from usage_tracker_gui.ui.parts.empty_state import EmptyState

            self.empty = EmptyState("chart-bar", "", "")
            self.empty.step_taken.connect(self._look_further_back)
            self._picture.addWidget(self.empty)
        if report.view.lookback is Lookback.MONTH_OF_DAYS:
            self.empty.show_words(
                translate("OverviewPage", "No usage in 30 days"),
                translate("OverviewPage", "As soon as a watched key is used, its cost will be here."),
                "",
            )
        else:
            self.empty.show_words(
                translate("OverviewPage", "No usage in this period"),
                translate("OverviewPage", "Cost over time will be here. There may be some further back."),
                translate("OverviewPage", "Show 30 days"),
            )
        self._picture.setCurrentWidget(self.empty)

    @Slot(object)
    def show_collection(self, collection: Collection) -> None:
        self.live.show_collection(collection)

    def tick(self) -> None:
        self.banner.tick()

    @Slot()
    def _look_further_back(self) -> None:
        if self._report is not None:
            view = replace(self._report.view, lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)
            self.view_changed.emit(view)

    @Slot()
    def _ask_for_budget(self) -> None:
        from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup  # not before somebody wants it

        state = self._report.month_budget if self._report is not None else None
        popup = BudgetPopup(state.budget if state is not None else None, self)
        popup.chosen.connect(self.month_budget_set)
        popup.all_requested.connect(self.budgets_requested)
        popup.open_below(self.month.edit)

    @Slot()
    def _choose_all_accounts(self) -> None:
        self.account_chosen.emit("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not `viewport()`: its first call costs 25 ms of type discovery.
        self._top.line_up(self.width())
        beside = self.width() >= 640
        self._lists.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
