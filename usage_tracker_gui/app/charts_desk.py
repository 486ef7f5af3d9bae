"""The charts page, connected to the reporter: what lies around a chart, and the same usage in other tiers."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Slot

from usage_tracker_gui.domain.budgets import BudgetPeriod, Scope, tightest
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.tier_comparison import TierComparison
from usage_tracker_gui.ui.charts.charts import ChartsPage
from usage_tracker_gui.workers.reporter import Reporter

DAYS = {BudgetPeriod.DAY: Decimal(1), BudgetPeriod.WEEK: Decimal(7), BudgetPeriod.MONTH: Decimal("30.4375")}


class ChartsDesk(QObject):
    def __init__(self, page: ChartsPage, reporter: Reporter) -> None:
        super().__init__(page)
        self._page = page
        page.sorter.moveToThread(reporter.thread())
        page.followed.connect(reporter.follow_charts)
        page.what_if_requested.connect(reporter.compare_tiers)
        reporter.ready.connect(self._show_budget)
        reporter.surrounded.connect(self._show_surroundings)
        reporter.compared.connect(self._show_tiers)
        page.tell()

    @Slot(object)
    def _show_budget(self, report: Report) -> None:
        self._page.show_budget(daily_pace(report))

    @Slot(object)
    def _show_surroundings(self, found: Surroundings) -> None:
        self._page.show_surroundings(found.previous, found.gaps)

    @Slot(object)
    def _show_tiers(self, found: TierComparison) -> None:
        self._page.show_what_if(found.billed, found.tiers, found.uncached)


def daily_pace(report: Report) -> Decimal | None:
    """What may be spent in a day under the budget of everything; None where only a part of everything is shown."""
    if report.view.channels:
        return None
    for period, days in DAYS.items():
        state = tightest(report.budgets, period, Scope.EVERYTHING)
        if state is not None:
            return state.budget.limit_usd / days
    return None
