"""The charts page, connected to the reporter: what lies around a chart, and the same usage in other tiers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.tier_comparison import TierComparison
from usage_tracker_gui.ui.charts.charts import ChartsPage
from usage_tracker_gui.workers.reporter import Reporter


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
        self._page.show_budget(report.budget_per_day)

    @Slot(object)
    def _show_surroundings(self, found: Surroundings) -> None:
        self._page.show_surroundings(found.previous, found.gaps)

    @Slot(object)
    def _show_tiers(self, found: TierComparison) -> None:
        self._page.show_what_if(found.billed, found.tiers, found.uncached, found.keys)
