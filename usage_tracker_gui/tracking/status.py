"""How each account does: fresh, stale, or waiting for a person to enter a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, RateLimit, Service
from usage_tracker_gui.domain.collection import Collection, Failed, FailureKind, Skipped

OFF = "Not watched."
BY_HAND = "Followed by hand, by import and by programs."
NOT_YET = "Waiting for the first answer."
SENTENCES = (OFF, BY_HAND, NOT_YET)  # what a service says of itself comes as it is
PERSON_MUST_ACT = frozenset({FailureKind.CREDENTIAL, FailureKind.CONFIGURATION})


class Health:
    """Remembers the last good pass, the last failure and the last rate limit of each account."""

    def __init__(self) -> None:
        self._read_at: dict[int, datetime] = {}
        self._failures: dict[int, Failed] = {}
        self._waiting: dict[int, str] = {}
        self._limits: dict[int, RateLimit] = {}

    def remember(self, collection: Collection) -> None:
        for outcome in collection.outcomes:
            account_id = outcome.account.id
            if isinstance(outcome, Failed):
                self._failures[account_id] = outcome
            elif isinstance(outcome, Skipped):
                self._waiting[account_id] = outcome.reason
            else:
                self._failures.pop(account_id, None)
                self._waiting.pop(account_id, None)
                self._read_at[account_id] = collection.at
                if outcome.rate_limit is not None:
                    self._limits[account_id] = outcome.rate_limit

    def statuses(
        self, accounts: Sequence[Account], services: Mapping[str, Service], now: datetime, patience: timedelta
    ) -> tuple[AccountStatus, ...]:
        return tuple(
            replace(self._status(account, services, now, patience), rate_limit=self._limits.get(account.id))
            for account in accounts
        )

    def _status(
        self, account: Account, services: Mapping[str, Service], now: datetime, patience: timedelta
    ) -> AccountStatus:
        service = services.get(account.service)
        name = service.name if service else account.service
        if not account.enabled:
            return AccountStatus(account, name, Freshness.PAUSED, self._read_at.get(account.id), OFF)
        if service is None or not service.tells:
            return AccountStatus(account, name, Freshness.BY_HAND, None, BY_HAND)
        read_at = self._read_at.get(account.id)
        failure = self._failures.get(account.id)
        if failure is not None and failure.failure.kind in PERSON_MUST_ACT:
            return AccountStatus(account, name, Freshness.NEEDS_KEY, read_at, failure.failure.message)
        if failure is not None:
            return AccountStatus(account, name, Freshness.STALE, read_at, failure.failure.message)
        if account.id in self._waiting:
            return AccountStatus(account, name, Freshness.WAITING, read_at, self._waiting[account.id])
        if read_at is None:
            return AccountStatus(account, name, Freshness.WAITING, None, NOT_YET)
        fresh = now - read_at <= patience
        return AccountStatus(account, name, Freshness.FRESH if fresh else Freshness.STALE, read_at)
