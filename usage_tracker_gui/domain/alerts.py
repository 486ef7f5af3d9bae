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
class Alert:
    """`value` and `threshold` are tokens or requests per minute, or dollars, by kind."""

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

    @property
    def subject(self) -> tuple[str, str, str]:
        """What stays silent after this alert: the same kind on the same key."""
        return (self.kind.value, self.account, self.key)


def is_silenced(alert: Alert, earlier: Alert) -> bool:
    """True when `earlier` already said it: same kind and key, less than ten minutes before."""
    return earlier.subject == alert.subject and timedelta(0) <= alert.at - earlier.at < QUIET_AFTER
