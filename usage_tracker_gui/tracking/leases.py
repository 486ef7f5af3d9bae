"""Leases: on a shared database one program polls an account, the others read what it stores."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Skipped
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.store.store import Store

LEASE = timedelta(minutes=15)
RENEWED_EVERY = timedelta(minutes=1)
REASON = "Another program is reading this account into the shared database; what it stores is shown."


def holder() -> str:
    """This process, in words that tell people where it runs."""
    return f"{socket.gethostname()}:{os.getpid()}"


def taken(store: Store, accounts: Sequence[Account], now: datetime) -> tuple[tuple[Account, ...], tuple[Skipped, ...]]:
    """The accounts that this process may poll now, and the others. A file of one's own needs no lease."""
    if not store.is_shared:
        return tuple(accounts), ()
    name = holder()
    ours = tuple(account for account in accounts if store.leases.take(account.id, name, now, LEASE))
    return ours, tuple(Skipped(account, REASON) for account in accounts if account not in ours)


@contextmanager
def held(
    store: Store, accounts: Sequence[Account], now: datetime
) -> Iterator[tuple[tuple[Account, ...], tuple[Skipped, ...]]]:
    try:
        yield taken(store, accounts, now)
    finally:
        give_back(store)


def give_back(store: Store) -> None:
    """What this process held is free at once; where the database can't be told, it is when the time is over."""
    if store.is_shared:
        with suppress(StoreError):
            store.leases.release(holder())


class Renewal:
    """Keeps accounts for as long as reading them takes: call it with every page that arrives."""

    def __init__(self, store: Store, accounts: Sequence[Account], now: Callable[[], datetime]) -> None:
        self._store = store
        self._accounts = accounts
        self._now = now
        self._renewed = now()

    def __call__(self) -> None:
        now = self._now()
        if not timedelta(0) <= now - self._renewed < RENEWED_EVERY:
            self._renewed = now
            taken(self._store, self._accounts, now)
