"""Budgets: a limit in dollars on a day, a week or a month of some part of the usage, and how far it is spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.days import DAY, day_of, start_of_day
from usage_tracker_gui.domain.figures import money, plain_decimal
from usage_tracker_gui.domain.usage import Period


class BudgetPeriod(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


class Scope(StrEnum):
    """What a budget looks at; `scope_id` says which one."""

    EVERYTHING = "everything"
    SERVICE = "service"
    ACCOUNT = "account"  # by its name
    PROJECT = "project"
    KEY = "key"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Budget:
    """`thresholds` are shares of the limit, 0.8 for 80 %, at which it warns."""

    name: str
    limit_usd: Decimal
    period: BudgetPeriod = BudgetPeriod.MONTH
    scope: Scope = Scope.EVERYTHING
    scope_id: str = ""
    thresholds: tuple[Decimal, ...] = (Decimal("0.8"), Decimal(1))


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # its first threshold is reached
    CRITICAL = "critical"  # the limit is reached


@dataclass(frozen=True, slots=True)
class BudgetState:
    """How far a budget is spent in the period that runs. `scope_name` is what people call what it looks at."""

    budget: Budget
    period: Period
    spent: Cost
    scope_name: str = ""

    @property
    def share(self) -> Decimal | None:
        """1 is all of it; None while nothing of the spending has a price."""
        return None if self.spent.usd is None else self.spent.usd / self.budget.limit_usd

    @property
    def threshold(self) -> Decimal | None:
        """The highest of its thresholds that is reached."""
        share = self.share
        reached = [each for each in self.budget.thresholds if share is not None and share >= each > 0]
        return max(reached, default=None)

    @property
    def level(self) -> Level:
        share = self.share
        if share is not None and share >= 1:
            return Level.CRITICAL
        return Level.OK if self.threshold is None else Level.WARNING


def running_period(period: BudgetPeriod, at: datetime, zone: str) -> Period:
    """The day, week or month that `at` lies in, from midnight to midnight of the zone."""
    first = _first_day(period, day_of(at, zone))
    return Period(start_of_day(first, zone), start_of_day(_next_first_day(period, first), zone))


def _first_day(period: BudgetPeriod, day: date) -> date:
    match period:
        case BudgetPeriod.DAY:
            return day
        case BudgetPeriod.WEEK:
            return day - day.weekday() * DAY
        case BudgetPeriod.MONTH:
            return day.replace(day=1)


def _next_first_day(period: BudgetPeriod, first: date) -> date:
    match period:
        case BudgetPeriod.DAY:
            return first + DAY
        case BudgetPeriod.WEEK:
            return first + 7 * DAY
        case BudgetPeriod.MONTH:
            return (first + 31 * DAY).replace(day=1)


def tightest(
    states: Iterable[BudgetState], period: BudgetPeriod, scope: Scope, scope_id: str = ""
) -> BudgetState | None:
    """Of the budgets of that period and scope the one with the lowest limit."""
    alike = [
        state
        for state in states
        if (state.budget.period, state.budget.scope, state.budget.scope_id) == (period, scope, scope_id)
    ]
    return min(alike, key=lambda state: state.budget.limit_usd, default=None)


def limits_of_accounts(states: Iterable[BudgetState]) -> dict[str, Decimal]:
    """Dollars a month by the account's name; the tightest where an account has several budgets."""
    own = [state.budget for state in states if state.budget.scope is Scope.ACCOUNT]
    monthly = sorted(
        (budget for budget in own if budget.period is BudgetPeriod.MONTH),
        key=lambda budget: budget.limit_usd,
        reverse=True,
    )
    return {budget.scope_id: budget.limit_usd for budget in monthly}


def budget_alert(state: BudgetState, at: datetime) -> Alert | None:
    """What there is to say about a budget now: the highest threshold that it has reached, None below all of them."""
    threshold, budget = state.threshold, state.budget
    if threshold is None or state.spent.usd is None or state.share is None:
        return None
    exceeded = threshold >= 1
    return Alert(
        kind=AlertKind.BUDGET,
        at=at,
        account=budget.scope_id if budget.scope is Scope.ACCOUNT else "",
        key=budget.scope_id if budget.scope is Scope.KEY else "",
        key_name=state.scope_name if budget.scope is Scope.KEY else "",
        model=budget.scope_id if budget.scope is Scope.MODEL else "",
        value=state.spent.usd,
        threshold=(budget.limit_usd * threshold).normalize(),
        message=_sentence(state, state.share, state.spent.usd, exceeded=exceeded),
        severity=Severity.CRITICAL if exceeded else Severity.WARNING,
        rule=budget.name,
    )


def is_told(alert: Alert, state: BudgetState, earlier: Alert) -> bool:
    """True when `earlier`, of the period that runs, said as much about this limit as it is today."""
    limit = state.budget.limit_usd
    as_bad = {(limit * share).normalize() for share in state.budget.thresholds if limit * share >= alert.threshold}
    return (
        earlier.kind is AlertKind.BUDGET
        and earlier.rule == alert.rule
        and earlier.at >= state.period.start
        and earlier.threshold.normalize() in as_bad
    )


def _sentence(state: BudgetState, share: Decimal, spent: Decimal, *, exceeded: bool) -> str:
    budget = state.budget
    limit = f"{money(budget.limit_usd)} a {budget.period.value}"
    percent = f"{plain_decimal((share * 100).to_integral_value('ROUND_FLOOR'))} %"
    of_what = f" on “{state.scope_name or budget.scope_id}”" if budget.scope is not Scope.EVERYTHING else ""
    if exceeded:
        return f"The budget “{budget.name}” is used up: {money(spent)}{of_what}, {percent} of {limit}."
    return f"The budget “{budget.name}” has {percent} of {limit} spent: {money(spent)}{of_what}."
