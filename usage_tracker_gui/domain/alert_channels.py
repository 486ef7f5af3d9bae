"""Where alerts are sent besides the screen: an address that has a name, and how often it may be used.

The address itself is a secret and lives in the keychain under the channel's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.days import DAY, day_of, start_of_day

DAILY_AT = timedelta(hours=8)  # after midnight, by the zone's clock
MOST_TOLD = 25  # alerts of one message in full


class Pace(StrEnum):
    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class AlertChannel:
    """`sent_to`: the number of the newest alert that it has told. `problem`: why the last try failed, or ''."""

    name: str
    pace: Pace
    sent_to: int = 0
    failures: int = 0  # in a row
    problem: str = ""

    @property
    def address_name(self) -> str:
        """How the keychain calls its address."""
        return f"alerts: {self.name}"


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str


def told_before(pace: Pace, now: datetime, zone: str) -> datetime:
    """Alerts before this moment are to be sent by now: at once all of them, else those up to the last round hour, or
    up to eight o'clock."""
    match pace:
        case Pace.AT_ONCE:
            return now + timedelta(microseconds=1)
        case Pace.HOURLY:
            return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        case Pace.DAILY:
            today = day_of(now, zone)
            morning = start_of_day(today, zone) + DAILY_AT
            return morning if morning <= now else start_of_day(today - DAY, zone) + DAILY_AT


def message_of(alerts: Sequence[Alert], zone: str) -> Message:
    """Oldest first, one line for each; of very many the newest."""
    count = len(alerts)
    lines = [_line(alert, zone) for alert in alerts[-MOST_TOLD:]]
    if count > MOST_TOLD:
        lines.insert(0, f"{count - MOST_TOLD} earlier ones are in the app.")
    title = "UsageTracker: an alert" if count == 1 else f"UsageTracker: {count} alerts"
    return Message(title, "\n".join(lines))


def _line(alert: Alert, zone: str) -> str:
    at = alert.at.astimezone(ZoneInfo(zone))
    account = f" ({alert.account})" if alert.account else ""
    return f"{at:%d %b %H:%M} {alert.severity.value}: {' '.join(alert.message.split())}{account}"
