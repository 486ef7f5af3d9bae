"""Services that do not answer: one alert for an outage of five minutes or more, and none until the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.account import Account, Service
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.collection import Collection, Failed, FailureKind, Skipped
from usage_tracker_gui.domain.figures import age

DOWN_AFTER = timedelta(minutes=5)
DOWN = frozenset({FailureKind.UNREACHABLE, FailureKind.BAD_ANSWER})


@dataclass(frozen=True, slots=True)
class _Outage:
    account: Account
    since: datetime


class Outages:
    """Hears of every pass. An answer that refuses us shows that the service is up."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services
        self._down: dict[int, _Outage] = {}
        self._told: set[str] = set()

    def remember(self, collection: Collection) -> None:
        for outcome in collection.outcomes:
            account = outcome.account
            if isinstance(outcome, Failed) and outcome.failure.kind in DOWN:
                self._down.setdefault(account.id, _Outage(account, collection.at))
            elif not isinstance(outcome, Skipped):
                self._down.pop(account.id, None)
                self._told.discard(account.service)

    def alerts(self, now: datetime) -> list[Alert]:
        """One for each service that went down; several accounts at one service are told of together."""
        found: list[Alert] = []
        for outage in self._down.values():
            service = outage.account.service
            if service not in self._told and now - outage.since >= DOWN_AFTER:
                self._told.add(service)
                found.append(self._alert(outage, now))
        return found

    def _alert(self, outage: _Outage, now: datetime) -> Alert:
        service = self._services.get(outage.account.service)
        name = service.name if service is not None else outage.account.service
        silent = now - outage.since
        return Alert(
            kind=AlertKind.SERVICE_DOWN,
            at=now,
            account=outage.account.name,
            key="",
            key_name="",
            model="",
            value=Decimal(int(silent.total_seconds() // 60)),
            threshold=Decimal(int(DOWN_AFTER.total_seconds() // 60)),
            message=f"{name} has not answered for {age(silent)}; what is missing is read when it does.",
            severity=Severity.CRITICAL,
        )
