"""Budgets: which period runs, how far one is spent, and what there is to say about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.alerts import Severity, is_silenced
from usage_tracker_gui.domain.budgets import (
    Budget,
    BudgetPeriod,
    BudgetState,
    Level,
    Scope,
    budget_alert,
    is_told,
    running_period,
    tightest,
)
from usage_tracker_gui.domain.cost import Cost, CostStatus

NOW = datetime(2026, 11, 25, 13, 17, tzinfo=UTC)  # a Wednesday


def a_state(spent: str | None, budget: Budget | None = None) -> BudgetState:
    budget = budget or Budget("monthly", Decimal(1000))
    usd = None if spent is None else Decimal(spent)
    cost = Cost(usd, CostStatus.UNPRICED if usd is None else CostStatus.PRICED)
    return BudgetState(budget, running_period(budget.period, NOW, "UTC"), cost, budget.scope_id)


@pytest.mark.parametrize(
    ("kind", "zone", "start", "end"),
    [
        (BudgetPeriod.DAY, "UTC", "2026-11-25T00:00+00:00", "2026-11-26T00:00+00:00"),
        (BudgetPeriod.WEEK, "UTC", "2026-11-23T00:00+00:00", "2026-11-30T00:00+00:00"),
        (BudgetPeriod.MONTH, "UTC", "2026-11-01T00:00+00:00", "2026-12-01T00:00+00:00"),
        (BudgetPeriod.DAY, "Asia/Kolkata", "2026-11-24T18:30+00:00", "2026-11-25T18:30+00:00"),
        (BudgetPeriod.MONTH, "America/New_York", "2026-11-01T04:00+00:00", "2026-12-01T05:00+00:00"),
    ],
)
def test_a_budget_runs_from_midnight_to_midnight_of_its_zone(
    kind: BudgetPeriod, zone: str, start: str, end: str
) -> None:
    period = running_period(kind, NOW, zone)
    assert (period.start, period.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(BudgetPeriod),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia"]),
)
def test_periods_hold_their_moment_and_leave_no_gap(at: datetime, kind: BudgetPeriod, zone: str) -> None:
    at = at.replace(tzinfo=UTC)
    period = running_period(kind, at, zone)
    assert period.start <= at < period.end
    assert running_period(kind, period.end, zone).start == period.end


def test_the_level_rises_with_what_is_spent() -> None:
    spent = ("0", "799.99", "800", "999.99", "1000", "5000")
    assert [a_state(usd).level for usd in spent] == [
        Level.OK, Level.OK, Level.WARNING, Level.WARNING, Level.CRITICAL, Level.CRITICAL,
    ]  # fmt: skip


def test_what_has_no_price_at_all_is_not_taken_for_nothing_spent() -> None:
    unknown = a_state(None)
    assert (unknown.share, unknown.threshold, budget_alert(unknown, NOW)) == (None, None, None)


def test_an_alert_names_the_budget_what_is_spent_and_the_limit() -> None:
    alert = budget_alert(a_state("820.10"), NOW)
    assert alert is not None
    assert (alert.value, alert.threshold, alert.severity) == (Decimal("820.10"), Decimal(800), Severity.WARNING)
    assert alert.message == "The budget “monthly” has 82 % of $1,000.00 a month spent: $820.10."


def test_a_used_up_budget_is_critical_and_says_whose_it_is() -> None:
    budget = Budget("Batch", Decimal(50), BudgetPeriod.DAY, Scope.KEY, "key_1")
    alert = budget_alert(a_state("61", budget), NOW)
    assert alert is not None
    assert (alert.severity, alert.key, alert.rule) == (Severity.CRITICAL, "key_1", "Batch")
    assert alert.message == "The budget “Batch” is used up: $61.00 on “key_1”, 122 % of $50.00 a day."


def test_each_threshold_is_told_once_in_a_period() -> None:
    state = a_state("820")
    alert = budget_alert(state, NOW)
    assert alert is not None
    assert is_told(alert, state, alert)
    worse = a_state("1001")
    exceeded = budget_alert(worse, NOW)
    assert exceeded is not None
    assert not is_told(exceeded, worse, alert)
    assert is_told(alert, state, exceeded)  # a re-priced history that falls back below the limit says nothing
    next_month = BudgetState(
        state.budget, running_period(BudgetPeriod.MONTH, NOW + timedelta(days=9), "UTC"), state.spent
    )
    assert not is_told(alert, next_month, alert)


def test_a_raised_limit_is_told_anew() -> None:
    alert = budget_alert(a_state("820"), NOW)
    raised = a_state("1700", Budget("monthly", Decimal(2000)))
    again = budget_alert(raised, NOW)
    assert alert is not None
    assert again is not None
    assert not is_told(again, raised, alert)


def test_the_limit_is_told_soon_after_its_warning_but_not_the_other_way_round() -> None:
    warning, exceeded = budget_alert(a_state("820"), NOW), budget_alert(a_state("1001"), NOW)
    assert warning is not None
    assert exceeded is not None
    assert not is_silenced(exceeded, warning)
    assert is_silenced(warning, exceeded)


def test_of_several_budgets_of_one_scope_the_tightest_counts() -> None:
    tight, wide = a_state("1", Budget("a", Decimal(10))), a_state("1", Budget("b", Decimal(20)))
    assert tightest((wide, tight), BudgetPeriod.MONTH, Scope.EVERYTHING) is tight
    assert tightest((wide, tight), BudgetPeriod.DAY, Scope.EVERYTHING) is None
