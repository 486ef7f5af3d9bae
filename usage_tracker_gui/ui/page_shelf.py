"""The pages, each made when it is first visited, and handed the latest report whenever it comes into sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.report import Report, Summary
from usage_tracker_gui.ui.frame.pages import OVERVIEW, PAGES
from usage_tracker_gui.ui.look.theme import SeriesColors

if TYPE_CHECKING:
    from usage_tracker_gui.domain.collection import Collection


class PageShelf(QStackedWidget):
    view_changed = Signal(object)  # View
    wider_view_requested = Signal()
    only_requested = Signal(str)  # show nothing but this key or project
    chart_requested = Signal(str)  # the chart of this key or project
    alert_chosen = Signal(object)  # Alert
    alert_snoozed = Signal(object, object)  # Alert, timedelta
    alerts_acknowledged = Signal(object)  # tuple of IDs
    page_requested = Signal(str)
    key_requested = Signal(str)  # the account that needs a new admin key
    limit_requested = Signal(str)  # the account whose monthly limit is to be set
    entry_requested = Signal(str)  # the account whose usage is to be entered by hand
    month_budget_set = Signal(object)  # Budget; None: there is to be none any more
    settings_requested = Signal()
    preferences_changed = Signal(object)  # dict: field of Preferences -> value
    export_requested = Signal(object)  # FileKind
    page_made = Signal(str, object)

    def __init__(
        self,
        services: Sequence[Service],
        model_colors: SeriesColors,
        now: Callable[[], datetime],
        usage_columns: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = tuple(services)
        self._colors = model_colors
        self._now = now
        self._usage_columns = usage_columns
        self._pages: dict[str, Any] = {}  # QWidgets with a show_report, some with a show_collection
        self._report: Report | None = None
        self._collection: Collection | None = None
        self._current = ""
        self._behind: set[str] = set()  # made, but not shown the latest

    @property
    def current(self) -> str:
        return self._current

    @property
    def made(self) -> Mapping[str, QWidget]:
        """The pages that were visited, by name."""
        return dict(self._pages)

    def show_page(self, name: str) -> str:
        """Brings a page to the front and returns its name; an unknown name is the overview."""
        self._current = name if any(page.id == name for page in PAGES) else OVERVIEW.id
        page = self.page(self._current)
        if self._current in self._behind:
            self._hand_over(self._current)
        if page is not self.currentWidget() and hasattr(page, "enter"):
            page.enter()
        self.setCurrentWidget(page)
        return self._current

    def page(self, name: str) -> Any:
        if name not in self._pages:
            page = self._MAKERS[name](self)
            self._pages[name] = page
            self.addWidget(page)
            self._hand_over(name)
            self.page_made.emit(name, page)
        return self._pages[name]

    def _hand_over(self, name: str) -> None:
        self._behind.discard(name)
        page = self._pages[name]
        if self._report is not None and hasattr(page, "show_report"):
            page.show_report(self._report)
        if self._collection is not None and hasattr(page, "show_collection"):
            page.show_collection(self._collection)

    def show_report(self, report: Report) -> None:
        """The page in sight draws it now, the others when they come into sight."""
        self._report = report
        self._behind.update(self._pages)
        if self._current:
            self._hand_over(self._current)

    def show_collection(self, collection: Collection) -> None:
        self._collection = collection
        page = self._pages.get(self._current)
        self._behind.update(name for name in self._pages if name != self._current)
        if page is not None and hasattr(page, "show_collection"):
            page.show_collection(collection)

    def shown(self) -> tuple[Report, Summary] | None:
        """The report, and of it the rows that the page in sight shows; None before there is one."""
        if self._report is None:
            return None
        page: Any = self._pages.get(self._current)
        summary = page.shown_summary() if hasattr(page, "shown_summary") else None
        return self._report, summary or self._report.usage

    def show_key(self, key: str, model: str) -> None:
        self.show_page("usage")
        self.page("usage").show_key(key, model)

    def tick(self) -> None:
        """A second went by: ages that are written out grow."""
        if self._current == "overview":
            self._pages["overview"].tick()

    # Making each

    def _make_overview(self) -> QWidget:
        from usage_tracker_gui.ui.overview.overview import OverviewPage

        page = OverviewPage(self._services, self._colors, self._now)
        page.view_changed.connect(self.view_changed)
        page.alert_chosen.connect(self.alert_chosen)
        page.alert_snoozed.connect(self.alert_snoozed)
        page.alerts_acknowledged.connect(self.alerts_acknowledged)
        page.name_chosen.connect(self._find_in_usage)
        page.account_chosen.connect(self._open_account)
        page.key_requested.connect(self.key_requested)
        page.limit_requested.connect(self.limit_requested)
        page.entry_requested.connect(self.entry_requested)
        page.month_budget_set.connect(self.month_budget_set)
        page.budgets_requested.connect(self._open_budgets)
        return page

    def _make_usage(self) -> QWidget:
        from usage_tracker_gui.ui.usage.usage_table import UsagePage

        page = UsagePage()
        page.restore(self._usage_columns)
        page.chart_requested.connect(self.chart_requested)
        page.alerts_requested.connect(self._open_alerts)
        page.key_details_requested.connect(self._open_accounts)
        page.only_requested.connect(self.only_requested)
        page.wider_requested.connect(self.wider_view_requested)
        page.state_changed.connect(self._keep_columns)
        page.export_requested.connect(self.export_requested)
        return page

    def _make_charts(self) -> QWidget:
        from usage_tracker_gui.ui.charts.charts import ChartsPage

        page = ChartsPage(model_colors=self._colors)
        page.view_changed.connect(self.view_changed)
        page.alert_chosen.connect(self.alert_chosen)
        return page

    def _make_alerts(self) -> QWidget:
        """The rules that raise alerts are the app's to connect, on `page_made`."""
        from usage_tracker_gui.ui.alerts.alerts_panel import AlertsPage

        page = AlertsPage()
        page.alert_chosen.connect(self.alert_chosen)
        page.alert_snoozed.connect(self.alert_snoozed)
        page.alerts_acknowledged.connect(self.alerts_acknowledged)
        return page

    def _make_reconcile(self) -> QWidget:
        """Its reconciliation is made while it is in sight: the app connects the two, on `page_made`."""
        from usage_tracker_gui.ui.reconcile.reconcile_page import ReconcilePage

        page = ReconcilePage()
        page.wider_requested.connect(self.wider_view_requested)
        return page

    def _make_accounts(self) -> QWidget:
        """Its own many wishes are the app's to connect, on `page_made`."""
        from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage

        page = AccountsPage(self._services)
        page.usage_requested.connect(self._show_usage_of)
        return page

    _MAKERS: dict[str, Callable[[PageShelf], QWidget]] = {  # noqa: RUF012 - never written to
        "overview": _make_overview,
        "usage": _make_usage,
        "charts": _make_charts,
        "alerts": _make_alerts,
        "reconcile": _make_reconcile,
        "accounts": _make_accounts,
    }

    # What pages ask of one another

    @Slot(str)
    def _find_in_usage(self, name: str) -> None:
        self.page_requested.emit("usage")
        self.page("usage").show_name(name)

    @Slot(str)
    def show_section(self, name: str) -> None:
        """Of the alerts page: budgets, limits, ..."""
        self.page_requested.emit("alerts")
        self.page("alerts").show_section(name)

    @Slot(str)
    def _open_alerts(self, _key: str) -> None:
        self.page_requested.emit("alerts")

    @Slot()
    def _open_budgets(self) -> None:
        self.show_section("budgets")

    @Slot(str)
    def _open_accounts(self, _key: str) -> None:
        self.page_requested.emit("accounts")

    @Slot(str)
    def _open_account(self, name: str) -> None:
        self.page_requested.emit("accounts")
        if name:
            self.page("accounts").choose(name)

    @Slot(str)
    def _show_usage_of(self, account: str) -> None:
        self.only_requested.emit(account)
        self.page_requested.emit("usage")

    @Slot(str)
    def _keep_columns(self, state: str) -> None:
        self.preferences_changed.emit({"usage_columns": state})


def newest_update(report: Report) -> datetime | None:
    """When an account was last read with success: stored data does not pass for new."""
    return max((status.updated for status in report.accounts if status.updated is not None), default=None)
