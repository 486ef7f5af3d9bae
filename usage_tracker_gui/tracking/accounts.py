"""What is done to accounts: added, given a new secret, narrowed to keys, renamed, disabled, removed; all audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from usage_tracker_gui.domain.account import Account, AccountChange, RateLimit, Secret, Service
from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.settings.errors import KeychainError, SettingsError
from usage_tracker_gui.settings.keychain import Keychain
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.budgets import put_account_limit
from usage_tracker_gui.tracking.connections import Connections


class WrongAccount(SettingsError):
    """A name that is taken, unknown or unreadable."""


class Accounts:
    """Raises WrongAccount, SettingsError, KeychainError, ProviderError and StoreError, each a sentence for people."""

    def __init__(self, store: Store, keychain: Keychain, now: Callable[[], datetime]) -> None:
        self._store = store
        self._keychain = keychain
        self._now = now

    def add(
        self, name: str, service: Service, secret: Secret, base_url: str = "", key_ids: Sequence[str] = ()
    ) -> Account:
        """The secret goes into the keychain first: an account without one would be of no use."""
        self._check_new_name(name)
        url = (base_url or service.base_url).rstrip("/")
        open_client(url).close()  # raises for an address that a secret must not be sent to
        self._keychain.set(Account(0, name, service.id, url), secret)
        account = self._store.add_account(name, service.id, url, tuple(key_ids))
        self._note(name, "added", f"{service.name} at {url}")
        return account

    def add_by_hand(self, name: str, service: Service) -> Account:
        """An account that nobody can be asked about: it needs neither address nor secret."""
        self._check_new_name(name)
        account = self._store.add_account(name, service.id, service.base_url)
        self._note(name, "added", f"{service.name}, followed by hand")
        return account

    def add_draft(self, draft: Account, secret: Secret | None) -> Account:
        """An account as an assistant put it together; None where the service needs no secret."""
        self._check_new_name(draft.name)
        if secret is not None:
            self._keychain.set(draft, secret)
        account = self._store.add_account(draft.name, draft.service, draft.base_url, draft.key_ids)
        self._note(draft.name, "added", draft.service)
        return account

    def rotate(self, name: str, secret: Secret) -> Account:
        account = self.configured(name)
        self._keychain.set(account, secret)
        self._note(name, "rotated")
        return account

    def watch_keys(self, name: str, key_ids: Sequence[str]) -> Account:
        account = replace(self.configured(name), key_ids=tuple(key_ids))
        self._store.update_account(account)
        self._note(name, "edited", f"watches {', '.join(key_ids) or 'every key'}")
        return account

    def rename(self, name: str, new_name: str) -> Account:
        account = self.configured(name)
        if new_name == name:
            return account
        self._check_new_name(new_name)
        self._keychain.rename(account, new_name)
        renamed = replace(account, name=new_name)
        self._store.update_account(renamed)
        self._note(new_name, "edited", f"was called {name}")
        return renamed

    def enable(self, name: str, enabled: bool) -> Account:
        account = replace(self.configured(name), enabled=enabled)
        self._store.update_account(account)
        self._note(name, "enabled" if enabled else "disabled")
        return account

    def limit(self, name: str, usd: Decimal | None) -> None:
        """Dollars a month; None: no limit any more."""
        put_account_limit(self._store, self.known(name).name, usd)
        self._note(name, "edited", "no limit" if usd is None else f"limit {money(usd)} a month")

    def change_price(self, name: str, before: OwnPrice | None, after: OwnPrice | None) -> None:
        """What the account pays for one model; None before: it is new; None after: it goes."""
        account = self.known(name)
        if after is not None:  # first: at no moment is there none
            self._store.own_prices.put(replace(after, account_id=account.id))
        if before is not None and (after is None or after.place != before.place):
            self._store.own_prices.remove(replace(before, account_id=account.id))
        told = after or before
        if told is not None:
            self._note(name, "edited", f"{'no ' if after is None else ''}own price of {told.model}")

    def remove(self, name: str) -> None:
        """With its stored history and its secret; a keychain that can't be opened keeps the secret."""
        account = self.known(name)
        with suppress(KeychainError):
            self._keychain.delete(account)
        self._store.remove_account(account.id)
        self._note(name, "removed")

    def known(self, name: str) -> Account:
        """Also one that a record or an environment variable made."""
        account = self._store.account(name)
        if account is None:
            raise WrongAccount(f"There is no account “{name}”; see `usage-tracker accounts list`.")
        return account

    def configured(self, name: str) -> Account:
        account = self._store.account(name)
        if account is None or not account.configured:
            raise WrongAccount(f"There is no account “{name}”; see `usage-tracker accounts list`.")
        return account

    def _check_new_name(self, name: str) -> None:
        if not name.strip() or not name.isprintable():
            raise WrongAccount("An account needs a name that can be read, like “work”.")
        known = self._store.account(name)
        if known is not None and known.configured:
            raise WrongAccount(f"There is an account “{name}” already: choose another name, or rotate its key.")

    def _note(self, name: str, action: str, detail: str = "") -> None:
        self._store.record_change(AccountChange(self._now(), name, action, detail))


def prove(connections: Connections, account: Account) -> RateLimit | None:
    """The smallest question that proves the secret; what is left of the rate limit, if told. Raises ProviderError."""
    return connections.provider(account).check(connections.connect(account, lambda: False))


def fetch_keys(connections: Connections, store: Store, account: Account, now: datetime) -> tuple[NamedKey, ...]:
    """The keys that can be watched, and their names remembered. Raises ProviderError."""
    keys = connections.provider(account).keys(connections.connect(account, lambda: False))
    store.save_keys(account.id, keys, now)
    return tuple(keys)


def keys_of_draft(draft: Account, secret: Secret) -> tuple[NamedKey, ...]:
    """Proves a credential before anything is kept. Raises ProviderError."""
    provider = next((known for known in PROVIDERS if known.service.id == draft.service), None)
    if provider is None:
        return ()
    with open_client(draft.base_url) as client:
        connection = Connection(client, draft, secret)
        provider.check(connection)
        return tuple(provider.keys(connection))
