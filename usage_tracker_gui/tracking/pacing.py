"""When each account is asked again: later after each failure, not at all after a refused key, hourly in depth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.collection import Collection, Failed, FailureKind

LONGEST_WAIT = timedelta(minutes=10)
THOROUGH_EVERY = timedelta(hours=1)
STOPPED_BY = frozenset({FailureKind.CREDENTIAL, FailureKind.QUOTA, FailureKind.CONFIGURATION})
STORE_FAILURES = frozenset({FailureKind.STORE, FailureKind.STORE_UNREACHABLE})

SecretOf = Callable[[Account], Secret | None]


@dataclass(frozen=True, slots=True)
class _Pause:
    until: datetime
    failures: int


class Pacing:
    """Remembers failures of this run. `secret_of` gives the credential that an account would use now."""

    def __init__(self, interval: timedelta, secret_of: SecretOf) -> None:
        self.interval = interval
        self._secret_of = secret_of
        self._pauses: dict[int, _Pause] = {}
        self._refused: dict[int, tuple[Secret | None, str]] = {}
        self._thorough: dict[int, datetime] = {}

    def due(self, accounts: Sequence[Account], now: datetime) -> tuple[Account, ...]:
        return tuple(account for account in accounts if self._is_due(account, now))

    def due_in_depth(self, accounts: Sequence[Account], now: datetime) -> tuple[Account, ...]:
        return tuple(
            account
            for account in self.due(accounts, now)
            if not timedelta(0) <= now - self._thorough.get(account.id, now - THOROUGH_EVERY) < THOROUGH_EVERY
        )

    def remember(self, collection: Collection) -> None:
        for outcome in collection.outcomes:
            if isinstance(outcome, Failed):
                self._remember_failure(outcome, collection.at)
            else:
                self._pauses.pop(outcome.account.id, None)

    def remember_depth(self, account: Account, at: datetime) -> None:
        self._thorough[account.id] = at

    def forgive(self) -> None:
        """The network is back, or the machine woke up: nobody waits out an old pause."""
        self._pauses.clear()

    def _is_due(self, account: Account, now: datetime) -> bool:
        refused = self._refused.get(account.id)
        if refused is not None:
            if (self._secret_of(account), account.base_url) == refused:
                return False
            del self._refused[account.id]
        pause = self._pauses.get(account.id)
        return pause is None or not pause.until - LONGEST_WAIT <= now < pause.until

    def _remember_failure(self, outcome: Failed, at: datetime) -> None:
        account = outcome.account
        if outcome.failure.kind in STOPPED_BY:
            self._refused[account.id] = (self._secret_of(account), account.base_url)
            return
        if outcome.failure.kind in STORE_FAILURES:
            return
        failures = self._pauses[account.id].failures + 1 if account.id in self._pauses else 1
        wait = min(LONGEST_WAIT, self.interval * 2 ** min(failures, 10))
        self._pauses[account.id] = _Pause(at + wait, failures)
