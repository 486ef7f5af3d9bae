"""What is looked at every minute or so, besides the spikes of each pass: budgets, the day's cost, odd hours, outages.

Sums come from roll-ups, and each rule has its own pace, so that no pass waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.alerts import QUIET_AFTER, Alert, AlertKind
from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, budget_alert, is_told, running_period
from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import Question
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.anomalies import Anomalies
from usage_tracker_gui.tracking.budgets import budget_states
from usage_tracker_gui.tracking.outages import Outages
from usage_tracker_gui.tracking.summarize import summarize

MONEY_EVERY = timedelta(minutes=1)
HABITS_EVERY = timedelta(minutes=5)
SAME_KEY_AGAIN_AFTER = timedelta(hours=6)  # an odd day is told four times at most, not every hour
MOST_TOLD = 1_000


@dataclass(slots=True)
class _Pace:
    every: timedelta
    last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Also when the clock was set back."""
        if self.last is not None and timedelta(0) <= now - self.last < self.every:
            return False
        self.last = now
        return True


class Rounds:
    """`zone` is where days begin; `day_limit` the dollars of a day above which it alerts. `kinds` are those that are
    wanted; after an alert its subject stays silent for `quiet_after`."""

    def __init__(
        self,
        store: Store,
        prices: PriceSheet,
        zone: str,
        outages: Outages,
        day_limit: Decimal | None = None,
        kinds: Set[AlertKind] = frozenset(AlertKind),
        quiet_after: timedelta = QUIET_AFTER,
    ) -> None:
        self._store = store
        self._prices = prices
        self._zone = zone
        self._outages = outages
        self._day_limit = day_limit
        self._kinds = kinds
        self._quiet_after = quiet_after
        self._anomalies = Anomalies(store, zone)
        self._money = _Pace(MONEY_EVERY)
        self._habits = _Pace(HABITS_EVERY)

    def price_by(self, prices: PriceSheet) -> None:
        self._prices = prices

    def judge_anew(self) -> None:
        """Budgets were changed: they are looked at in the next round, whenever the last one was."""
        self._money = _Pace(MONEY_EVERY)

    def walk(self, accounts: Sequence[Account], now: datetime) -> tuple[Alert, ...]:
        """The new alerts, stored. Raises StoreError."""
        found = self._outages.alerts(now) if AlertKind.SERVICE_DOWN in self._kinds else []
        if self._money.is_due(now):
            found += self._budget_alerts(now)
            found += self._day_alerts(now)
        if AlertKind.ANOMALY in self._kinds and self._habits.is_due(now):
            found += self._odd_hours(accounts, now)
        stored = [self._store.save_alert(alert, self._quiet_after) for alert in found]
        return tuple(alert for alert in stored if alert is not None)

    def _budget_alerts(self, now: datetime) -> list[Alert]:
        passed: list[tuple[BudgetState, Alert]] = []
        for state in budget_states(self._store, self._prices, now, self._zone):
            alert = budget_alert(state, now)
            if alert is not None:
                passed.append((state, alert))
        if not passed:
            return []
        earlier = self._told(AlertKind.BUDGET, min(state.period.start for state, _ in passed))
        return [alert for state, alert in passed if not any(is_told(alert, state, told) for told in earlier)]

    def _day_alerts(self, now: datetime) -> list[Alert]:
        """Once a day."""
        limit = self._day_limit
        if limit is None:
            return []
        today = Period(running_period(BudgetPeriod.DAY, now, self._zone).start, now)
        usd = summarize(self._store, self._prices, Question(today, (), self._zone)).totals.cost.usd
        if usd is None or usd <= limit or self._told(AlertKind.COST_THRESHOLD, today.start):
            return []
        message = f"Today's cost of {money(usd)} has passed your limit of {money(limit)} a day."
        return [Alert(AlertKind.COST_THRESHOLD, now, "", "", "", "", usd, limit, message)]

    def _odd_hours(self, accounts: Sequence[Account], now: datetime) -> list[Alert]:
        found = self._anomalies.look(accounts, now)
        if not found:
            return []
        told = {alert.subject for alert in self._told(AlertKind.ANOMALY, now - SAME_KEY_AGAIN_AFTER)}
        return [alert for alert in found if alert.subject not in told]

    def _told(self, kind: AlertKind, since: datetime) -> tuple[Alert, ...]:
        return self._store.alerts(since, MOST_TOLD, kind)
