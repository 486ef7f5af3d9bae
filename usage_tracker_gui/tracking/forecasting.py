"""From stored days to a forecast. The days before today change rarely, so that they are read once in a while only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, BudgetState, running_period
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.days import day_of
from usage_tracker_gui.domain.forecast import (
    PATTERN_DAYS,
    Forecast,
    Outlook,
    forecast,
    pattern_of,
    safe_to_spend_today,
)
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Question, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.budgets import column_of, counts
from usage_tracker_gui.tracking.periods import midnight
from usage_tracker_gui.tracking.summarize import summarize

READ_AGAIN_AFTER = timedelta(minutes=5)

_Days = Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class _Reading:
    at: datetime
    so_far: Decimal
    days: _Days


class Forecasting:
    """Belongs to one store and one price sheet."""

    def __init__(self, store: Store, prices: PriceSheet) -> None:
        self._store = store
        self._prices = prices
        self._read: dict[tuple[date, Question | Budget], _Reading] = {}

    def month(self, view: View, spent: Cost, today: Cost, now: datetime) -> Forecast | None:
        """Of the month that runs: `spent` so far, of it `today` today. None while nothing was ever spent or priced."""
        zone = view.zone
        if spent.usd is None:
            return None
        whole = Question(_earlier(now, zone), (GroupBy.DAY,), zone, view.channels, tier=view.tier)
        spent_today = today.usd or Decimal(0)
        days = {**self._days(whole, None, now, spent.usd - spent_today), day_of(now, zone): spent_today}
        pattern = pattern_of(days, now, zone)
        if pattern is None:
            return None
        end = day_of(running_period(BudgetPeriod.MONTH, now, zone).end, zone)
        return forecast(pattern, spent.usd, now, end, zone, is_lower_bound=spent.is_lower_bound)

    def outlook(self, state: BudgetState, now: datetime, zone: str) -> Outlook:
        budget, spent = state.budget, state.spent.usd
        if spent is None:
            return Outlook(None, None)
        column = column_of(budget)
        group_by = (GroupBy.DAY,) if column is None else (GroupBy.DAY, column)
        today = self._cost_by_day(Question(Period(midnight(now, zone), now), group_by, zone), budget)
        spent_today = sum(today.values(), Decimal(0))
        earlier = self._days(Question(_earlier(now, zone), group_by, zone), budget, now, spent - spent_today)
        pattern = pattern_of({**earlier, **today}, now, zone)
        end = day_of(state.period.end, zone)
        expected = None
        if pattern is not None:
            expected = forecast(pattern, spent, now, end, zone, is_lower_bound=state.spent.is_lower_bound)
        safe = safe_to_spend_today(pattern, budget.limit_usd, spent, spent_today, now, end, zone)
        return Outlook(expected, safe)

    def _days(self, question: Question, budget: Budget | None, now: datetime, so_far: Decimal) -> _Days:
        """`so_far` is what the period that runs has cost before today: where it changed, history did."""
        asked = (day_of(now, question.zone), budget or question)
        known = self._read.get(asked)
        if known is not None and known.so_far == so_far and timedelta(0) <= now - known.at < READ_AGAIN_AFTER:
            return known.days
        days = self._cost_by_day(question, budget)
        self._read = {each: reading for each, reading in self._read.items() if each[0] == asked[0]}
        self._read[asked] = _Reading(now, so_far, days)
        return days

    def _cost_by_day(self, question: Question, budget: Budget | None) -> _Days:
        """What is unpriced counts for nothing: the forecast is then a lower bound."""
        summary = summarize(self._store, self._prices, question)
        by_day: dict[date, list[Cost]] = {}
        for row in summary.rows:
            if budget is None or counts(budget, row.group, summary):
                by_day.setdefault(date.fromisoformat(row.group[0]), []).append(row.figures.cost)
        return {day: costs.total(parts).usd or Decimal(0) for day, parts in by_day.items()}


def _earlier(now: datetime, zone: str) -> Period:
    return Period(midnight(now, zone, PATTERN_DAYS), midnight(now, zone))
