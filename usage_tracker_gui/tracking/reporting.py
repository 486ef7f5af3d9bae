"""All that the window needs for one look at things, gathered in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.account import AccountStatus
from usage_tracker_gui.domain.alert_rules import AlertRules, GeneralRules
from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, Scope, tightest
from usage_tracker_gui.domain.own_calls import counted_twice
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.reconciliation import Reconciliation
from usage_tracker_gui.domain.report import (
    NO_FIGURES,
    Figures,
    GroupBy,
    Question,
    Report,
    Summary,
    View,
    share_of,
    sum_figures,
)
from usage_tracker_gui.domain.subscriptions import SubscriptionUse
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.tier_comparison import TierComparison
from usage_tracker_gui.domain.trends import TrendWish, trend_step
from usage_tracker_gui.domain.usage import HOUR, Period
from usage_tracker_gui.providers import TELLING
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.alert_rules import alert_rules
from usage_tracker_gui.tracking.budgets import budget_states
from usage_tracker_gui.tracking.forecasting import Forecasting
from usage_tracker_gui.tracking.orders import start_of_bucket
from usage_tracker_gui.tracking.periods import midnight, month_start, period_of
from usage_tracker_gui.tracking.reconcile import reconcile
from usage_tracker_gui.tracking.subscriptions import subscription_uses
from usage_tracker_gui.tracking.summarize import summarize
from usage_tracker_gui.tracking.surroundings import surroundings
from usage_tracker_gui.tracking.unpriced import without_price
from usage_tracker_gui.tracking.what_if import compare_tiers

EVERYTHING = (
    GroupBy.SERVICE,
    GroupBy.ACCOUNT,
    GroupBy.KEY,
    GroupBy.PROJECT,
    GroupBy.MODEL,
    GroupBy.TIER,
    GroupBy.CONTEXT_WINDOW,
)
ALERTS_KEPT_IN_SIGHT = timedelta(days=30)
MOST_ALERTS = 200


class Reporting:
    """Makes reports from one store with one price sheet."""

    def __init__(self, store: Store, prices: PriceSheet) -> None:
        self._store = store
        self._prices = prices
        self._forecasting = Forecasting(store, prices)

    def report(self, view: View, now: datetime, accounts: Sequence[AccountStatus] = ()) -> Report:
        period = period_of(view, now)
        usage = self._ask(period, EVERYTHING, view)
        today = self._ask(Period(midnight(now, view.zone), now), (GroupBy.ACCOUNT,), view)
        month = self._ask(Period(month_start(now, view.zone), now), (GroupBy.ACCOUNT,), view)
        budgets = budget_states(self._store, self._prices, now, self._store.zone)
        return Report(
            at=now,
            view=view,
            usage=usage,
            series=self._ask(period, (view.step, view.stack), view),
            today=today.totals,
            month=month.totals,
            same_time_yesterday=self._yesterday_so_far(view, now),
            minutes=self._ask(Period(now - timedelta(hours=1), now), (GroupBy.MINUTE, GroupBy.MODEL), view),
            alerts=self._store.alerts(since=now - ALERTS_KEPT_IN_SIGHT, limit=MOST_ALERTS),
            unread_alerts=self._store.unread_count(),
            accounts=tuple(accounts),
            unpriced_models=without_price(usage),
            counted_twice=counted_twice(usage, TELLING),
            forecast=self._forecasting.month(view, month.totals.cost, today.totals.cost, now),
            accounts_today=today,
            accounts_month=month,
            budgets=budgets,
            safe_to_spend_today=self._safe_to_spend_today(budgets, now),
        )

    def reconciliation(self, view: View, now: datetime) -> Reconciliation:
        """The estimate beside the bill, over the whole UTC days that the view touches."""
        return reconcile(self._store, self._prices, period_of(view, now), now)

    def surroundings(self, view: View, now: datetime) -> Surroundings:
        """What a chart of the view shows around it."""
        return surroundings(self._store, self._prices, view, now)

    def trends(self, view: View, wish: TrendWish, now: datetime) -> Summary:
        """Costs over time by what the wish names, in steps that suit the view's period."""
        period = period_of(view, now)
        by = (trend_step(period), *wish.by)
        question = Question(period, by, zone=view.zone, channels=view.channels, tier=view.tier, keys=wish.keys)
        return summarize(self._store, self._prices, question)

    def rules(self, general: GeneralRules, now: datetime) -> AlertRules:
        """What raises alerts and what is silenced."""
        return alert_rules(self._store, self._prices, self._forecasting, general, now)

    def own_prices(self) -> tuple[OwnPrice, ...]:
        """What single accounts pay in place of the published prices."""
        return self._store.own_prices.everyone()

    def plans(self, now: datetime) -> tuple[SubscriptionUse, ...]:
        """How far plans with a fixed price are used."""
        return subscription_uses(self._store, self._prices, now, self._store.zone)

    def tiers(self, view: View, now: datetime) -> TierComparison:
        """The view's usage in each tier."""
        return compare_tiers(self._store, self._prices, view, now)

    def _safe_to_spend_today(self, budgets: Sequence[BudgetState], now: datetime) -> Decimal | None:
        state = tightest(budgets, BudgetPeriod.MONTH, Scope.EVERYTHING)
        return self._forecasting.outlook(state, now, self._store.zone).safe_today if state is not None else None

    def _yesterday_so_far(self, view: View, now: datetime) -> Figures:
        """Usage is stored by the hour: of the hour that is under way, yesterday's counts by the part of it gone by."""
        start, end = midnight(now, view.zone, 1), now - timedelta(days=1)
        if end <= start:  # the clock was put forward in between: yesterday had not begun
            return NO_FIGURES
        hour = max(start, start_of_bucket(end, HOUR))
        gone_by = Decimal(end.timestamp() - hour.timestamp()) / HOUR
        under_way = self._total(Period(hour, hour + timedelta(seconds=HOUR)), view)
        return sum_figures((self._total(Period(start, hour), view), share_of(under_way, gone_by)))

    def _ask(self, period: Period, group_by: tuple[GroupBy, ...], view: View) -> Summary:
        question = Question(period, group_by, zone=view.zone, channels=view.channels, tier=view.tier)
        return summarize(self._store, self._prices, question)

    def _total(self, period: Period, view: View) -> Figures:
        return self._ask(period, (), view).totals
