"""How far budgets are spent: one question to the store for each period and scope that some budget has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, BudgetState, Scope, running_period
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Question, Summary
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.summarize import Names, summarize

COLUMNS: Mapping[Scope, GroupBy] = {
    Scope.SERVICE: GroupBy.SERVICE,
    Scope.ACCOUNT: GroupBy.ACCOUNT,
    Scope.PROJECT: GroupBy.PROJECT,
    Scope.KEY: GroupBy.KEY,
    Scope.MODEL: GroupBy.MODEL,
}


def budget_states(store: Store, prices: PriceSheet, now: datetime, zone: str) -> tuple[BudgetState, ...]:
    """In the order of the budgets' names; they begin anew at the zone's midnight. Costs are as billed."""
    budgets = store.budgets()
    if not budgets:
        return ()
    names = Names.of(store.keys())
    states: dict[str, BudgetState] = {}
    # Budgets of one period and scope share a question; scopes do not, for their product is far larger than their sum.
    for kind, scope in dict.fromkeys((budget.period, budget.scope) for budget in budgets):
        alike = [budget for budget in budgets if (budget.period, budget.scope) == (kind, scope)]
        period = running_period(kind, now, zone)
        column = column_of(alike[0])
        so_far = Question(Period(period.start, now), () if column is None else (column,), zone)
        summary = summarize(store, prices, so_far)
        for budget in alike:
            spent = costs.total(row.figures.cost for row in summary.rows if counts(budget, row.group, summary))
            states[budget.name] = BudgetState(budget, period, spent, _scope_name(budget, names))
    return tuple(states[budget.name] for budget in budgets)


def column_of(budget: Budget) -> GroupBy | None:
    """What a summary has to be grouped by to tell the budget's part; None where all of it counts."""
    return COLUMNS.get(budget.scope)


def counts(budget: Budget, group: Sequence[str], summary: Summary) -> bool:
    """Does a row of the summary belong to the budget?"""
    column = column_of(budget)
    return column is None or group[summary.column(column)] == budget.scope_id


def _scope_name(budget: Budget, names: Names) -> str:
    known = {Scope.KEY: names.keys, Scope.PROJECT: names.projects}.get(budget.scope, {})
    return known.get(budget.scope_id, budget.scope_id)


def put_month_budget(store: Store, budget: Budget | None) -> None:
    """The monthly budget of everything; None removes it."""
    if budget is not None:
        store.put_budget(budget)
        return
    known = _monthly(store, Scope.EVERYTHING, "")
    if known is not None:
        store.remove_budget(known.name)


def put_account_limit(store: Store, account: str, usd: Decimal | None) -> None:
    """An account's monthly limit; None removes it."""
    known = _monthly(store, Scope.ACCOUNT, account)
    if usd is not None:
        fresh = Budget(f"Limit of {account}", usd, BudgetPeriod.MONTH, Scope.ACCOUNT, account)
        store.put_budget(replace(known, limit_usd=usd) if known is not None else fresh)
    elif known is not None:
        store.remove_budget(known.name)


def _monthly(store: Store, scope: Scope, scope_id: str) -> Budget | None:
    """The tightest, which is the one that is shown."""
    wanted = (BudgetPeriod.MONTH, scope, scope_id)
    alike = [budget for budget in store.budgets() if (budget.period, budget.scope, budget.scope_id) == wanted]
    return min(alike, key=lambda budget: budget.limit_usd, default=None)
