"""The usage page, connected to the reporter: how the lines in sight went over time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from usage_tracker_gui.domain.report import Summary
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.usage.usage_table import UsagePage
from usage_tracker_gui.workers.reporter import Reporter

PAGE = "usage"


class UsageDesk(QObject):
    trends_wanted = Signal(str, object)  # the page, TrendWish or None

    def __init__(self, page: UsagePage, reporter: Reporter) -> None:
        super().__init__(page)
        self._page = page
        page.trends_wanted.connect(self._ask_for_trends)
        self.trends_wanted.connect(reporter.follow_trends)
        reporter.trends_read.connect(self._show_trends)
        page.tell()

    @Slot(object)
    def _ask_for_trends(self, wish: TrendWish | None) -> None:
        self.trends_wanted.emit(PAGE, wish)

    @Slot(str, object)
    def _show_trends(self, page: str, trends: Summary) -> None:
        if page == PAGE:
            self._page.show_trends(trends)
