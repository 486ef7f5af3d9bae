"""The overview, connected to the reporter: what lies around its chart, and how its largest keys went over time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from usage_tracker_gui.domain.report import Report, Summary
from usage_tracker_gui.domain.subscriptions import SubscriptionUse
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.overview.overview import OverviewPage
from usage_tracker_gui.workers.reporter import Reporter

PAGE = "overview"


class OverviewDesk(QObject):
    trends_wanted = Signal(str, object)  # the page, TrendWish or None

    def __init__(self, page: OverviewPage, reporter: Reporter) -> None:
        super().__init__(page)
        self._page = page
        page.followed.connect(reporter.follow_overview)
        page.trends_wanted.connect(self._ask_for_trends)
        self.trends_wanted.connect(reporter.follow_trends)
        reporter.ready.connect(self._show_budget)
        reporter.surrounded.connect(self._show_surroundings)
        reporter.trends_read.connect(self._show_trends)
        reporter.plans_read.connect(self._show_plans)
        page.tell()

    @Slot(object)
    def _ask_for_trends(self, wish: TrendWish | None) -> None:
        self.trends_wanted.emit(PAGE, wish)

    @Slot(object)
    def _show_budget(self, report: Report) -> None:
        self._page.show_budget(report.budget_per_day)

    @Slot(object)
    def _show_surroundings(self, found: Surroundings) -> None:
        self._page.show_surroundings(found.previous)

    @Slot(object)
    def _show_plans(self, plans: tuple[SubscriptionUse, ...]) -> None:
        self._page.show_plans(plans)

    @Slot(str, object)
    def _show_trends(self, page: str, trends: Summary) -> None:
        if page == PAGE:
            self._page.show_trends(trends)
