"""What each account spent, as its card shows it: today, this month, and of what limit."""

from __future__ import annotations

from dataclasses import dataclass

from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, Scope, tightest
from usage_tracker_gui.domain.report import NO_FIGURES, Figures, Report, Summary
from usage_tracker_gui.ui.language.figures import UNKNOWN, short_count
from usage_tracker_gui.ui.language.translation import translate


@dataclass(frozen=True, slots=True)
class Spending:
    """`limit` is the account's own monthly budget, if it has one."""

    today: Figures = NO_FIGURES
    month: Figures = NO_FIGURES
    limit: BudgetState | None = None

    @property
    def usage_text(self) -> str:
        if self.month.known("total_tokens") == 0:
            return translate("AccountCards", "No usage this month")
        counts = self.today.known("total_tokens"), self.month.known("total_tokens")
        today, month = (UNKNOWN if count is None else short_count(count) for count in counts)
        return translate("AccountCards", "{today} tokens today, {month} this month", today=today, month=month)


def spending_by_account(report: Report) -> dict[str, Spending]:
    """By the name of each account that has a status."""
    today, month = _by_account(report.accounts_today), _by_account(report.accounts_month)
    names = [status.account.name for status in report.accounts]
    return {
        name: Spending(
            today.get(name, NO_FIGURES),
            month.get(name, NO_FIGURES),
            tightest(report.budgets, BudgetPeriod.MONTH, Scope.ACCOUNT, name),
        )
        for name in names
    }


def _by_account(summary: Summary | None) -> dict[str, Figures]:
    """A snapshot of an earlier version has none."""
    return {row.group[0]: row.figures for row in summary.rows} if summary is not None else {}
