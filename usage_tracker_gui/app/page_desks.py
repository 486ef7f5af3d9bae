"""Who serves which page: each is furnished once, when it is made, by somebody who knows whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # a desk is imported with its page
    from usage_tracker_gui.app.accounts_desk import AccountsDesk
    from usage_tracker_gui.app.threads import Threads
    from usage_tracker_gui.domain.account import AccountStatus
    from usage_tracker_gui.tracking.workspace import Workspace
    from usage_tracker_gui.ui.main_window import MainWindow


class PageDesks(QObject):
    alert_settings_requested = Signal()

    def __init__(self, workspace: Workspace, window: MainWindow, threads: Threads, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._now = now
        self._workspace = workspace
        self._window = window
        self._threads = threads
        self._statuses: tuple[AccountStatus, ...] = ()
        self.accounts: AccountsDesk | None = None
        window.page_made.connect(self.furnish)
        window.key_requested.connect(self.ask_for_key)
        window.limit_requested.connect(self.ask_for_limit)
        window.entry_requested.connect(self.ask_for_usage)
        window.month_budget_set.connect(threads.clerk.set_month_budget)
        threads.clerk.budgets_changed.connect(threads.reporter.refresh)
        threads.clerk.budgets_changed.connect(threads.poller.judge_anew)
        threads.clerk.plans_changed.connect(threads.reporter.refresh)
        threads.clerk.limits_changed.connect(threads.reporter.refresh)
        threads.clerk.prices_changed.connect(threads.reporter.refresh)
        threads.clerk.failed.connect(self._show_problem)
        threads.clerk.recorded.connect(threads.reporter.refresh)
        for name, page in window.shelf.made.items():
            self.furnish(name, page)

    @Slot(str, object)
    def furnish(self, name: str, page: QWidget) -> None:
        match name:
            case "overview":
                self._furnish_overview(page)
            case "usage":
                self._furnish_usage(page)
            case "accounts":
                self._furnish_accounts(page)
            case "charts":
                self._furnish_charts(page)
            case "reconcile":
                self._furnish_reconcile(page)
            case "alerts":
                self._furnish_alerts(page)

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        are_the_first = not self._statuses
        self._statuses = statuses
        if are_the_first and "overview" in self._window.shelf.made:
            self._show_services(self._window.shelf.made["overview"])
        if self.accounts is not None:
            self.accounts.show_accounts(statuses)

    @Slot(str)
    def ask_for_key(self, account: str) -> None:
        """The account's place on the accounts page, with the cursor where its new key goes."""
        self._window.show_page("accounts")
        self._window.shelf.page("accounts").ask_secret(account)

    @Slot(str)
    def ask_for_limit(self, account: str) -> None:
        self._window.show_page("accounts")
        self._window.shelf.page("accounts").ask_limit(account)

    @Slot(str)
    def ask_for_usage(self, account: str) -> None:
        """The form for usage by hand; the page in sight stays."""
        self._window.shelf.page("accounts")
        if self.accounts is not None:
            self.accounts.enter_usage(account)

    def _furnish_accounts(self, page: QWidget) -> None:
        from usage_tracker_gui.app.accounts_desk import AccountsDesk
        from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage

        assert isinstance(page, AccountsPage)
        page.show_services(self._workspace.services)
        self.accounts = AccountsDesk(self._workspace, page, self._threads.clerk, self._threads.reporter, self._now)
        self.accounts.show_accounts(self._statuses)
        self.accounts.accounts_wanted.emit()

    def _furnish_overview(self, page: QWidget) -> None:
        from usage_tracker_gui.app.overview_desk import OverviewDesk
        from usage_tracker_gui.ui.overview.overview import OverviewPage

        assert isinstance(page, OverviewPage)
        OverviewDesk(page, self._threads.reporter)
        self._show_services(page)

    def _show_services(self, page: QWidget) -> None:
        from usage_tracker_gui.ui.overview.overview import OverviewPage

        assert isinstance(page, OverviewPage)
        if self._statuses:  # then the poller has imported the services: 150 ms that the window must not stand still for
            page.show_services(self._workspace.services)

    def _furnish_usage(self, page: QWidget) -> None:
        from usage_tracker_gui.app.usage_desk import UsageDesk
        from usage_tracker_gui.ui.usage.usage_table import UsagePage

        assert isinstance(page, UsagePage)
        UsageDesk(page, self._threads.reporter)

    def _furnish_charts(self, page: QWidget) -> None:
        from usage_tracker_gui.app.charts_desk import ChartsDesk
        from usage_tracker_gui.ui.charts.charts import ChartsPage

        assert isinstance(page, ChartsPage)
        ChartsDesk(page, self._threads.reporter)

    def _furnish_alerts(self, page: QWidget) -> None:
        from usage_tracker_gui.ui.alerts.alerts_panel import AlertsPage

        assert isinstance(page, AlertsPage)
        reporter, clerk = self._threads.reporter, self._threads.clerk
        page.followed.connect(reporter.follow_rules)
        page.woken.connect(reporter.wake)
        page.budget_changed.connect(clerk.change_budget)
        page.limit_changed.connect(clerk.change_spike_limit)
        page.rules_requested.connect(self.alert_settings_requested)
        reporter.rules_read.connect(page.show_rules)
        page.tell()

    @Slot(str, str)
    def _show_problem(self, account: str, sentence: str) -> None:
        """Of a budget or a limit, which no account's page shows."""
        if not account:
            self._window.show_problem(sentence)

    def _furnish_reconcile(self, page: QWidget) -> None:
        from usage_tracker_gui.ui.reconcile.reconcile_page import ReconcilePage

        assert isinstance(page, ReconcilePage)
        reporter = self._threads.reporter
        page.followed.connect(reporter.follow_bills)
        reporter.reconciled.connect(page.show_reconciliation)
        page.tell()
