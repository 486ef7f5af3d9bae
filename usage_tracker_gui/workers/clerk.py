"""The clerk: does to accounts what a person asks for in the window, away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Signal, Slot

from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.records import AHEAD, FIRST_MOMENT, UsageRecord
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.subscriptions import Subscription
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.worker import Worker

MOST_ENTRIES = 10


class Clerk(Worker):
    """Opens store and connections for one errand and closes them: errands are rare."""

    accounts_changed = Signal(object)  # tuple[Account, ...], the configured ones
    connected = Signal(object)  # Account that was added and answers
    keys_found = Signal(str, object)  # account name, tuple[NamedKey, ...]
    succeeded = Signal(str, str)  # account name, sentence
    proved = Signal(str, object)  # account name, RateLimit or None: its service takes the key
    failed = Signal(str, str)  # account name, sentence
    history_read = Signal(object)  # tuple[AccountChange, ...]
    tried = Signal(object)  # tuple[NamedKey, ...]: a draft account answers, and these are its keys
    try_failed = Signal(str)
    budgets_changed = Signal()
    limits_changed = Signal()
    prices_changed = Signal()
    recorded = Signal(str)  # account name: usage was entered by hand, changed or taken back
    entries_read = Signal(str, object)  # account name, tuple[UsageRecord, ...], the newest first
    plans_changed = Signal()
    losses_counted = Signal(str, object)  # account name, since when there is usage of it or None

    @Slot(str, object, object, str)
    def connect_account(self, name: str, service: Service, secret: Secret, base_url: str) -> None:
        """Add an account, prove its secret and find its keys; a refused secret leaves no account behind."""
        from usage_tracker_gui.tracking.accounts import fetch_keys, prove

        with self._errand(name) as errand:
            account = errand.accounts.add(name, service, secret, base_url)
            try:
                prove(errand.connections, account)
                keys = fetch_keys(errand.connections, errand.store, account, self._now())
            except Exception:
                errand.accounts.remove(name)
                raise
            self.connected.emit(account)
            self.keys_found.emit(name, keys)
            self._tell(errand)

    @Slot(object, object)
    def try_out(self, draft: Account, secret: Secret) -> None:
        """Does this credential work? Nothing is kept."""
        from usage_tracker_gui.providers.provider import ProviderError
        from usage_tracker_gui.tracking.accounts import keys_of_draft

        self._workspace.scrubber.know(secret)
        try:
            self.tried.emit(keys_of_draft(draft, secret))
        except (ProviderError, SettingsError) as error:
            self.try_failed.emit(str(error))

    @Slot(object, object)
    def add(self, draft: Account, secret: Secret | None) -> None:
        with self._errand(draft.name) as errand:
            errand.accounts.add_draft(draft, secret)
            self._tell(errand)

    @Slot(str)
    def count_losses(self, name: str) -> None:
        with self._errand(name) as errand:
            account = errand.accounts.configured(name)
            since = errand.store.first_usage(account.id)
            self.losses_counted.emit(name, since)

    @Slot(str, object)
    def rotate(self, name: str, secret: Secret) -> None:
        with self._errand(name) as errand:
            errand.accounts.rotate(name, secret)
            self.succeeded.emit(name, "The new key is in the keychain; the next refresh uses it.")
            self._tell(errand)

    @Slot(str)
    def test(self, name: str) -> None:
        from usage_tracker_gui.tracking.accounts import prove

        with self._errand(name) as errand:
            self.proved.emit(name, prove(errand.connections, errand.account(name)))

    @Slot(str)
    def find_keys(self, name: str) -> None:
        from usage_tracker_gui.tracking.accounts import fetch_keys

        with self._errand(name) as errand:
            self.keys_found.emit(name, fetch_keys(errand.connections, errand.store, errand.account(name), self._now()))

    @Slot(str, object)
    def choose_keys(self, name: str, key_ids: tuple[str, ...]) -> None:
        with self._errand(name) as errand:
            errand.accounts.watch_keys(name, key_ids)
            self._tell(errand)

    @Slot(str, str)
    def rename(self, name: str, new_name: str) -> None:
        with self._errand(name) as errand:
            errand.accounts.rename(name, new_name)
            self._tell(errand)

    @Slot(str, bool)
    def enable(self, name: str, enabled: bool) -> None:
        with self._errand(name) as errand:
            errand.accounts.enable(name, enabled)
            self._tell(errand)

    @Slot(str)
    def remove(self, name: str) -> None:
        with self._errand(name) as errand:
            errand.accounts.remove(name)
            self._tell(errand)

    @Slot(object)
    def set_month_budget(self, budget: Budget | None) -> None:
        from usage_tracker_gui.tracking.budgets import put_month_budget

        with self._errand("") as errand:
            put_month_budget(errand.store, budget)
            self.budgets_changed.emit()

    @Slot(object, object)
    def change_budget(self, before: Budget | None, after: Budget | None) -> None:
        """None before: it is new; None after: it goes."""
        with self._errand("") as errand:
            if after is not None:  # first: at no moment is there none
                errand.store.put_budget(after)
            if before is not None and (after is None or after.name != before.name):
                errand.store.remove_budget(before.name)
            self.budgets_changed.emit()

    @Slot(object, object)
    def change_spike_limit(self, before: SpikeLimit | None, after: SpikeLimit | None) -> None:
        """None before: it is new; None after: it goes."""
        with self._errand("") as errand:
            limits = errand.store.spike_limits
            if after is not None:
                limits.put(after)
            if before is not None and (after is None or after.part != before.part):
                limits.remove(before.scope, before.scope_id)
            self.limits_changed.emit()

    @Slot(str, object, object)
    def change_price(self, name: str, before: OwnPrice | None, after: OwnPrice | None) -> None:
        """What one account pays for a model; None before: it is new; None after: it goes."""
        with self._errand(name) as errand:
            errand.accounts.change_price(name, before, after)
            self.prices_changed.emit()
            self._tell(errand)

    @Slot(str, object)
    def set_limit(self, name: str, usd: Decimal | None) -> None:
        """Dollars a month of one account."""
        with self._errand(name) as errand:
            errand.accounts.limit(name, usd)
            self.budgets_changed.emit()
            self._tell(errand)

    @Slot(str, object)
    def set_plan(self, name: str, plan: Subscription | None) -> None:
        """In place of the account's plan before."""
        with self._errand(name) as errand:
            account = errand.accounts.known(name)
            if plan is None:
                errand.store.subscriptions.remove(account.id)
            else:
                errand.store.subscriptions.put(replace(plan, account_id=account.id))
            self.plans_changed.emit()

    @Slot(str, object)
    def record(self, name: str, told: UsageRecord) -> None:
        """Usage that a person entered. The same record again changes nothing."""
        from usage_tracker_gui.tracking.importing.entries import Entry
        from usage_tracker_gui.tracking.recorder import Recorder

        with self._errand(name) as errand:
            account = errand.accounts.known(name)
            Recorder(errand.store, self._workspace.services).keep([Entry(1, account.service, name, told)])
            self._tell_recorded(errand, account)

    @Slot(str, object, object)
    def change_entry(self, name: str, before: UsageRecord | None, after: UsageRecord | None) -> None:
        """None before: it comes back; None after: it is taken back."""
        from usage_tracker_gui.tracking.mending import Mending

        with self._errand(name) as errand:
            account = errand.accounts.known(name)
            mending = Mending(errand.store, self._now)
            if before is None and after is not None:
                mending.restore(account, after)
            elif before is not None and after is None:
                mending.remove(account, before)
            elif before is not None and after is not None:
                mending.change(account, before, after)
            self._tell_recorded(errand, account)
            self._tell(errand)

    @Slot(str)
    def read_entries(self, name: str) -> None:
        with self._errand(name) as errand:
            self._tell_entries(errand, errand.accounts.known(name))

    def _tell_recorded(self, errand: _Errand, account: Account) -> None:
        self.recorded.emit(account.name)
        self._tell_entries(errand, account)

    def _tell_entries(self, errand: _Errand, account: Account) -> None:
        always = Period(FIRST_MOMENT, self._now() + 2 * AHEAD)
        told = errand.store.told.latest(always, (account.id,), MOST_ENTRIES)
        self.entries_read.emit(account.name, tuple(record for _, record in told))

    @Slot()
    def tell(self) -> None:
        """Say which accounts there are and what was done to them."""
        with self._errand("") as errand:
            self._tell(errand)

    def _tell(self, errand: _Errand) -> None:
        self.accounts_changed.emit(errand.store.accounts())
        self.history_read.emit(errand.store.changes(200))

    @contextmanager
    def _errand(self, name: str) -> Iterator[_Errand]:
        from usage_tracker_gui.providers.provider import ProviderError
        from usage_tracker_gui.store.errors import StoreError

        try:
            with _Errand(self._workspace, self._now) as errand:
                yield errand
        except (ProviderError, SettingsError, StoreError) as error:
            self.failed.emit(name, str(error))


class _Errand:
    """What one errand works with."""

    def __init__(self, workspace: Workspace, now: Callable[[], datetime]) -> None:
        from usage_tracker_gui.tracking.accounts import Accounts
        from usage_tracker_gui.tracking.connections import Connections

        self.workspace = workspace
        self.store = workspace.open_store()
        self.connections = Connections(workspace, self.store)
        self.accounts = Accounts(self.store, workspace.keychain, now)

    def account(self, name: str) -> Account:
        """One of this run's accounts; the environment may have made it."""
        found = [account for account in self.workspace.accounts(self.store) if account.name == name]
        return found[0] if found else self.accounts.configured(name)

    def __enter__(self) -> _Errand:
        return self

    def __exit__(self, *_: object) -> None:
        self.connections.close()
        self.store.close()
