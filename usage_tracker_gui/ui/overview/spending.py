"""What each account spent, as its card shows it: today, this month, and of what limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, Scope, tightest
from usage_tracker_gui.domain.report import NO_FIGURES, Figures, Report, Summary
from usage_tracker_gui.ui.language.figures import UNKNOWN, money, short_count, whole
from usage_tracker_gui.ui.language.translation import noted, translate

if TYPE_CHECKING:
    from usage_tracker_gui.domain.subscriptions import SubscriptionUse


@dataclass(frozen=True, slots=True)
class Spending:
    """`limit` is the account's own monthly budget, `plan` what it has of a plan with a fixed price, if it has one."""

    today: Figures = NO_FIGURES
    month: Figures = NO_FIGURES
    limit: BudgetState | None = None
    plan: SubscriptionUse | None = None

    @property
    def usage_text(self) -> str:
        if self.month.known("total_tokens") == 0:
            return translate("AccountCards", "No usage this month")
        counts = self.today.known("total_tokens"), self.month.known("total_tokens")
        today, month = (UNKNOWN if count is None else short_count(count) for count in counts)
        return translate("AccountCards", "{today} tokens today, {month} this month", today=today, month=month)


EXACT_BELOW = 100_000
_LEFT = {  # by the unit of the quota
    "requests": noted("AccountCards", "{left} of {quota} requests left"),
    "tokens": noted("AccountCards", "{left} of {quota} tokens left"),
}


def plan_price(use: SubscriptionUse) -> str:
    return translate("AccountCards", "{price} a month", price=money(use.subscription.usd_a_month))


def plan_text(use: SubscriptionUse) -> str:
    """What the plan is called, and what is left of its quota."""
    plan, left = use.subscription, use.quota_left
    if plan.quota is None:
        return plan.plan
    written = short_count if plan.quota > EXACT_BELOW else whole
    rest = UNKNOWN if left is None else written(left)
    words = translate("AccountCards", _LEFT[plan.quota_unit], left=rest, quota=written(plan.quota))
    return f"{plan.plan}, {words}"


def spending_by_account(report: Report, plans: Sequence[SubscriptionUse] = ()) -> dict[str, Spending]:
    """By the name of each account that has a status."""
    plan_of = {use.account: use for use in plans}
    today, month = _by_account(report.accounts_today), _by_account(report.accounts_month)
    names = [status.account.name for status in report.accounts]
    return {
        name: Spending(
            today.get(name, NO_FIGURES),
            month.get(name, NO_FIGURES),
            tightest(report.budgets, BudgetPeriod.MONTH, Scope.ACCOUNT, name),
            plan_of.get(name),
        )
        for name in names
    }


def _by_account(summary: Summary | None) -> dict[str, Figures]:
    """A snapshot of an earlier version has none."""
    return {row.group[0]: row.figures for row in summary.rows} if summary is not None else {}
