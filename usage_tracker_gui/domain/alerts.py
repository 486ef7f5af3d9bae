"""An alert: the fact that something was crossed, told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

QUIET_AFTER = timedelta(minutes=10)


class AlertKind(StrEnum):
    TOKEN_SPIKE = "token_spike"  # noqa: S105 - a kind of alert, not a password
    REQUEST_SPIKE = "request_spike"
    COST_THRESHOLD = "cost_threshold"
    BUDGET = "budget"
    ANOMALY = "anomaly"
    SERVICE_DOWN = "service_down"


class Severity(StrEnum):
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an alert is about, and what stays silent after it or while it is snoozed."""

    kind: AlertKind
    account: str
    key: str
    rule: str


@dataclass(frozen=True, slots=True)
class Alert:
    """`value` and `threshold` are, by kind, tokens or requests a minute, dollars, tokens of the hour (anomaly) or
    minutes (service_down). `rule` names the budget that was passed."""

    kind: AlertKind
    at: datetime
    account: str
    key: str
    key_name: str
    model: str
    value: Decimal
    threshold: Decimal
    message: str
    severity: Severity = Severity.WARNING
    id: int = 0  # given by the store
    acknowledged: bool = False
    rule: str = ""

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.account, self.key, self.rule)


def is_silenced(alert: Alert, earlier: Alert, quiet_after: timedelta = QUIET_AFTER) -> bool:
    """True when `earlier` already said it: the same subject less than `quiet_after` before, and it is no worse now."""
    worse = alert.severity is Severity.CRITICAL and earlier.severity is not Severity.CRITICAL
    recent = timedelta(0) <= alert.at - earlier.at < quiet_after
    return recent and not worse and earlier.subject == alert.subject
