"""Looks for keys that use far more than they normally do at this hour of the week.

What is normal is read once an hour, from the same hour of earlier weeks; the running hour is one small question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.anomalies import WEEKS_LOOKED_BACK, Habit, unusual
from usage_tracker_gui.domain.days import DAY, day_of, start_of_day
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
LATE = timedelta(minutes=10)  # so long after its end an hour is still looked at, for what comes late

_Key = tuple[int, str]  # account's number, key
_Hour = dict[_Key, dict[str, int]]  # tokens by model


class Anomalies:
    """Belongs to one store. Hours of the week are those of `zone`."""

    def __init__(self, store: Store, zone: str) -> None:
        self._store = store
        self._zone = zone
        self._hour: datetime | None = None
        self._habits: dict[_Key, Habit] = {}

    def look(self, accounts: Sequence[Account], now: datetime) -> list[Alert]:
        """An alert for every watched key whose hour is unusual, whether it was told before or not."""
        hour = (now - LATE).replace(minute=0, second=0, microsecond=0)
        by_id = {account.id: account for account in accounts}
        if hour != self._hour:
            self._habits = self._read_habits(hour)
            self._hour = hour
        names = {key.id: key.name for _, key in self._store.keys() if key.name}
        found: list[Alert] = []
        for (account_id, key), used in self._used(hour).items():
            account, habit = by_id.get(account_id), self._habits.get((account_id, key))
            if account is None or habit is None or (account.key_ids and key not in account.key_ids):
                continue
            alert = unusual(account.name, key, names.get(key, ""), used, habit, hour, now, self._zone)
            found += [alert] if alert is not None else []
        return found

    def _read_habits(self, hour: datetime) -> dict[_Key, Habit]:
        """Only days after the one on which a key was first used count: that day may have begun late."""
        today = day_of(hour, self._store.zone)
        first_used, total = self._days(today)
        weeks = list(self._same_hour_before(hour))
        hours = [(day_of(week, self._store.zone), self._used(week)) for week in weeks]
        habits: dict[_Key, Habit] = {}
        for key, first in first_used.items():
            known = [used.get(key, {}) for day, used in hours if day > first]
            habits[key] = Habit(known, total[key] // max(1, 24 * (today - first).days))
        return habits

    def _days(self, today: date) -> tuple[dict[_Key, date], dict[_Key, int]]:
        zone = self._store.zone
        period = Period(start_of_day(today - 7 * (WEEKS_LOOKED_BACK + 1) * DAY, zone), start_of_day(today, zone))
        first: dict[_Key, date] = {}
        total: dict[_Key, int] = {}
        for part in self._store.sums(SumQuery(period, "day", ("account", "key"), zone)):
            key = (part.account_id, part.key)
            if part.tokens.total:
                first.setdefault(key, date.fromisoformat(part.step))  # sums come in the order of days
                total[key] = total.get(key, 0) + part.tokens.total
        return first, total

    def _same_hour_before(self, hour: datetime) -> Iterable[datetime]:
        """By the clock on the wall: after it was changed, nine o'clock is still nine o'clock."""
        local = hour.astimezone(ZoneInfo(self._zone))
        for weeks in range(1, WEEKS_LOOKED_BACK + 1):
            yield (local - weeks * WEEK).astimezone(UTC).replace(minute=0)

    def _used(self, hour: datetime) -> _Hour:
        query = SumQuery(Period(hour, hour + HOUR), "hour", ("account", "key", "model"))
        used: _Hour = {}
        for part in self._store.sums(query):
            models = used.setdefault((part.account_id, part.key), {})
            models[part.model] = models.get(part.model, 0) + part.tokens.total
        return used
