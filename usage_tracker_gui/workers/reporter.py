"""Makes reports on a thread of its own, so that no question to the database stops the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal, Slot

from usage_tracker_gui.domain.account import AccountStatus
from usage_tracker_gui.domain.alerts import Alert, Subject
from usage_tracker_gui.domain.report import Report, View
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.worker import Alarm, Worker

if TYPE_CHECKING:
    from usage_tracker_gui.domain.trends import TrendWish
    from usage_tracker_gui.store.store import Store
    from usage_tracker_gui.tracking.reporting import Reporting


KEEP_EVERY = 300.0  # seconds


class Reporter(Worker):
    """Requests that arrive while a report is being made are answered together, by one report."""

    ready = Signal(object)  # Report
    reconciled = Signal(object)  # Reconciliation, while somebody follows the bills
    surrounded = Signal(object)  # Surroundings, while somebody follows the charts
    compared = Signal(object)  # TierComparison
    plans_read = Signal(object)  # tuple[SubscriptionUse, ...], while somebody follows the accounts or the overview
    own_prices_read = Signal(object)  # tuple[OwnPrice, ...], likewise
    rules_read = Signal(object)  # AlertRules, while somebody follows the rules
    trends_read = Signal(str, object)  # a page's name, Summary: what it wished for
    failed = Signal(str)  # '' when it goes well again

    def __init__(self, workspace: Workspace, view: View, now: Callable[[], datetime]) -> None:
        super().__init__(workspace, now)
        self._view = view
        self._accounts: tuple[AccountStatus, ...] = ()
        self._store: Store | None = None
        self._reporting: Reporting | None = None
        self._alarm = Alarm()
        self._last: Report | None = None
        self._kept_at = 0.0
        self._follows_bills = False
        self._has_failed = False
        self._follows_charts = False
        self._follows_overview = False
        self._trends: dict[str, TrendWish] = {}  # by the page that wants them
        self._follows_plans = False
        self._follows_rules = False

    def _begin(self) -> None:
        self._alarm.begin(self, self._make)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        self._alarm.ring_in(0)

    @Slot(object)
    def show_view(self, view: View) -> None:
        self._view = view
        self.refresh()

    @Slot(object)
    def show_accounts(self, accounts: tuple[AccountStatus, ...]) -> None:
        self._accounts = accounts
        self.refresh()

    @Slot(bool)
    def follow_bills(self, followed: bool) -> None:
        """Reconciliations come beside the reports for as long as somebody looks at them."""
        self._follows_bills = followed
        if followed:
            self.refresh()

    @Slot(bool)
    def follow_charts(self, followed: bool) -> None:
        """What lies around a chart comes beside the reports for as long as somebody looks at one."""
        self._follows_charts = followed
        if followed:
            self.refresh()

    @Slot(bool)
    def follow_overview(self, followed: bool) -> None:
        """Its chart has the period before, its cards the accounts' plans."""
        self._follows_overview = followed
        if followed:
            self.refresh()

    @Slot(str, object)
    def follow_trends(self, page: str, wish: TrendWish | None) -> None:
        """Trends come beside the reports until the page wishes for others, or None: it is out of sight."""
        if wish is None:
            self._trends.pop(page, None)
        elif wish != self._trends.get(page):
            self._trends[page] = wish
            if self._reporting is not None:
                self._try(self._tell_trends)

    @Slot(bool)
    def follow_plans(self, followed: bool) -> None:
        """How far plans are used comes beside the reports for as long as somebody looks at an account."""
        self._follows_plans = followed
        if followed:
            self.refresh()

    @Slot(bool)
    def follow_rules(self, followed: bool) -> None:
        """What raises alerts comes beside the reports for as long as somebody looks at it."""
        self._follows_rules = followed
        if followed:
            self.refresh()

    @Slot(object)
    def compare_tiers(self, view: View) -> None:
        """Asked with each report that a comparison is looked at beside."""
        if self._reporting is not None:
            self._try(self._compare, view)

    def _change(self) -> None:
        self._close()
        self.refresh()

    @Slot()
    def price_anew(self) -> None:
        """Other prices hold now."""
        self._change()

    @Slot(object)
    def acknowledge(self, alert_ids: tuple[int, ...]) -> None:
        self._do(lambda store: store.acknowledge(alert_ids))

    @Slot(object, object)
    def snooze(self, alert: Alert, length: timedelta) -> None:
        """Nothing more about the alert's subject for so long from now."""
        self._do(lambda store: store.snooze(alert.subject, self._now() + length))

    @Slot(object)
    def wake(self, subject: Subject) -> None:
        """Alerts about the subject are raised again."""
        self._do(lambda store: store.wake(subject))

    def _do(self, wish: Callable[[Store], object]) -> None:
        """Also while there is no report yet, or none any more since the settings changed."""
        self._try(lambda: wish(self._open_store()))
        self.refresh()

    def _open_store(self) -> Store:
        if self._store is None:
            self._store = self._workspace.open_store()
        return self._store

    def _end(self) -> None:
        self._keep()
        self._close()
        self._alarm.end()

    @Slot()
    def _make(self) -> None:
        if QThread.currentThread().isInterruptionRequested():
            return
        self._try(self._tell)

    def _try(self, tell: Callable[..., object], *of: object) -> None:
        from usage_tracker_gui.domain.pricing import PriceSheetError
        from usage_tracker_gui.store.errors import StoreError
        from usage_tracker_gui.tracking.summarize import UnknownChannel

        try:
            tell(*of)
        except (StoreError, PriceSheetError, UnknownChannel) as error:
            self._close()
            self._has_failed = True
            self.failed.emit(str(error))
        else:
            if self._has_failed:
                self.failed.emit("")
            self._has_failed = False

    def _tell(self) -> None:
        self._last = self._report()
        self.ready.emit(self._last)
        self._tell_beside(self._last.at)
        if time.monotonic() - self._kept_at > KEEP_EVERY:
            self._keep()

    def _compare(self, view: View) -> None:
        if self._reporting is not None:
            self.compared.emit(self._reporting.tiers(view, self._now()))

    def _tell_beside(self, now: datetime) -> None:
        """What some pages want with the report, while they are looked at."""
        reporting, view = self._reporting, self._view
        if reporting is None:
            return
        if self._follows_bills:
            self.reconciled.emit(reporting.reconciliation(view, now))
        if self._follows_charts or self._follows_overview:
            self.surrounded.emit(reporting.surroundings(view, now))
        self._tell_trends()
        if self._follows_plans or self._follows_overview:
            self.plans_read.emit(reporting.plans(now))
        if self._follows_plans:
            self.own_prices_read.emit(reporting.own_prices())
        if self._follows_rules:
            self.rules_read.emit(reporting.rules(self._workspace.preferences.alert_rules, now))

    def _tell_trends(self) -> None:
        if self._reporting is not None:
            for page, wish in self._trends.items():
                self.trends_read.emit(page, self._reporting.trends(self._view, wish, self._now()))

    def _report(self) -> Report:
        if self._reporting is None:
            from usage_tracker_gui.tracking.reporting import Reporting

            self._reporting = Reporting(self._open_store(), self._workspace.prices())
        return self._reporting.report(self._view, self._now(), self._accounts)

    def _keep(self) -> None:
        """The last report becomes the first frame of the next start."""
        from usage_tracker_gui.settings.snapshot import Snapshot, save_snapshot

        if self._last is not None:
            self._kept_at = time.monotonic()
            save_snapshot(self._workspace.paths.snapshot, Snapshot(self._last, self._workspace.services))

    def _close(self) -> None:
        self._reporting = None
        if self._store is not None:
            self._store.close()
            self._store = None
