"""The accounts page and the assistant that adds an account, connected to the clerk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from usage_tracker_gui.domain.account import Account, AccountChange, AccountStatus, RateLimit, Secret
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage
from usage_tracker_gui.ui.accounts.add_account import AddAccountDialog
from usage_tracker_gui.ui.accounts.usage_form import UsageForm
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.workers.clerk import Clerk
from usage_tracker_gui.workers.reporter import Reporter


class AccountsDesk(QObject):
    accounts_wanted = Signal()
    account_added = Signal(object, object)  # Account (id 0), Secret or None
    usage_entered = Signal(str, object)  # the account's name, UsageRecord
    entry_changed = Signal(str, object, object)  # the account's name, UsageRecord before and after

    def __init__(
        self, workspace: Workspace, page: AccountsPage, clerk: Clerk, reporter: Reporter, now: Callable[[], datetime]
    ) -> None:
        super().__init__(page)
        self._now = now
        self.form: UsageForm | None = None
        self._workspace = workspace
        self._page = page
        self._clerk = clerk
        self._names: frozenset[str] = frozenset()
        self.dialog: AddAccountDialog | None = None
        self._connect_page()
        self._connect_clerk()
        page.followed.connect(reporter.follow_plans)
        reporter.plans_read.connect(page.show_plans)
        reporter.own_prices_read.connect(page.show_prices)
        page.tell()

    def _connect_page(self) -> None:
        page, clerk = self._page, self._clerk
        page.account_requested.connect(self.add_account)
        page.account_renamed.connect(clerk.rename)
        page.account_switched.connect(clerk.enable)
        page.account_deleted.connect(clerk.remove)
        page.losses_requested.connect(clerk.count_losses)
        page.secret_entered.connect(clerk.rotate)
        page.connection_test_requested.connect(clerk.test)
        page.keys_requested.connect(clerk.find_keys)
        page.keys_chosen.connect(clerk.choose_keys)
        page.limit_changed.connect(clerk.set_limit)
        page.plan_changed.connect(clerk.set_plan)
        page.price_changed.connect(clerk.change_price)
        page.entry_requested.connect(self.enter_usage)
        page.entries_requested.connect(clerk.read_entries)
        page.entry_edit_requested.connect(self.edit_entry)
        page.entry_changed.connect(clerk.change_entry)
        self.entry_changed.connect(clerk.change_entry)
        self.usage_entered.connect(clerk.record)
        self.accounts_wanted.connect(clerk.tell)
        self.account_added.connect(clerk.add)

    def _connect_clerk(self) -> None:
        clerk = self._clerk
        clerk.keys_found.connect(self._show_keys)
        clerk.succeeded.connect(self._show_success)
        clerk.proved.connect(self._show_proof)
        clerk.entries_read.connect(self._show_entries)
        clerk.failed.connect(self._show_problem)
        clerk.recorded.connect(self._close_form)
        clerk.losses_counted.connect(self._show_losses)
        clerk.history_read.connect(self._show_changes)
        clerk.tried.connect(self._show_draft_keys)
        clerk.try_failed.connect(self._show_draft_problem)

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        self._names = frozenset(status.account.name for status in statuses)

    @Slot()
    def add_account(self) -> None:
        self.dialog = AddAccountDialog(self._workspace.services, self._names, self._page.window())
        self.dialog.connection_test_requested.connect(self._clerk.try_out)
        self.dialog.account_added.connect(self._add)
        self.dialog.help_opened.connect(self._open_help)
        self.dialog.open()

    @Slot(str)
    def enter_usage(self, account: str) -> None:
        """The form beside the window; the one that is open comes to the front if it is of the same account."""
        if self.form is not None and self.form.account != account:
            self.form.close()
        if self.form is None:
            self.form = UsageForm(account, self._now(), self._page.zone, self._page.window())
            self.form.usage_entered.connect(self.usage_entered)
            self.form.finished.connect(self._forget_form)
        self.form.show()
        self.form.raise_()
        self.form.activateWindow()

    @Slot(str, object)
    def edit_entry(self, account: str, record: UsageRecord) -> None:
        """In place of a form that is open."""
        if self.form is not None:
            self.form.close()
        self.form = UsageForm(account, self._now(), self._page.zone, self._page.window(), record)
        self.form.usage_changed.connect(self.entry_changed)
        self.form.finished.connect(self._forget_form)
        self.form.show()

    @Slot(str, object)
    def _show_entries(self, name: str, entries: tuple[UsageRecord, ...]) -> None:
        self._page.show_entries(name, entries)

    @Slot(str)
    def _close_form(self, account: str) -> None:
        if self.form is not None and self.form.account == account and self.form.is_waiting:
            self.form.accept()

    @Slot()
    def _forget_form(self) -> None:
        if self.form is not None:
            self.form.deleteLater()
            self.form = None

    @Slot(object, object)
    def _add(self, draft: Account, secret: Secret | None) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.account_added.emit(draft, secret)

    @Slot(str)
    def _open_help(self, address: str) -> None:
        QDesktopServices.openUrl(QUrl(address))

    @Slot(str, object)
    def _show_keys(self, name: str, keys: tuple[NamedKey, ...]) -> None:
        self._page.show_keys(name, keys)

    @Slot(str, str)
    def _show_success(self, name: str, sentence: str) -> None:
        self._page.show_success(name, sentence)

    @Slot(str, object)
    def _show_proof(self, name: str, limit: RateLimit | None) -> None:
        self._page.show_proof(name, limit)

    @Slot(str, str)
    def _show_problem(self, name: str, sentence: str) -> None:
        if self.form is not None and self.form.account == name:
            self.form.show_problem(sentence)
        else:
            self._page.show_problem(name, sentence)

    @Slot(str, object)
    def _show_losses(self, name: str, since: datetime | None) -> None:
        if since is None:
            usage = translate("AccountDeletion", "Its place in the list; nothing was read yet")
        else:
            usage = translate("AccountDeletion", "Its usage since {day}", day=plain_day(since))
        rest = translate(
            "AccountDeletion", "Its alerts, budgets, limits, own prices and plan, and the names of its keys"
        )
        self._page.show_losses(name, (usage, rest))

    @Slot(object)
    def _show_changes(self, changes: tuple[AccountChange, ...]) -> None:
        self._page.show_changes(changes)

    @Slot(object)
    def _show_draft_keys(self, keys: tuple[NamedKey, ...]) -> None:
        if self.dialog is not None:
            self.dialog.show_keys(keys)

    @Slot(str)
    def _show_draft_problem(self, sentence: str) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(sentence)
