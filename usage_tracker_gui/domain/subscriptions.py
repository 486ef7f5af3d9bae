"""Plans with a fixed price, beside metered use: what is left of a quota, and what the same use would have cost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.usage import Period

METERED_AT: Mapping[str, str] = {"chatgpt": "openai", "codex": "openai", "claude": "anthropic"}
"""Whose published prices the models of a plan have, by the service of the plan; else the service itself."""


class QuotaUnit(StrEnum):
    REQUESTS = "requests"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One account's plan. `reset_day` is the day of the month on which its quota starts anew, 31 the last day of any.

    `quota` and `session_limit` are None where the plan has no such limit, or nobody knows it.
    """

    account_id: int
    plan: str
    usd_a_month: Decimal
    reset_day: int = 1
    quota: int | None = None
    quota_unit: QuotaUnit = QuotaUnit.REQUESTS
    session_limit: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.reset_day <= 31:
            raise ValueError("a reset day is a day of a month, 1 to 31")
        if self.usd_a_month < 0 or (self.quota or 0) < 0 or (self.session_limit or 0) < 0:
            raise ValueError("a price, a quota and a limit are not negative")

    def period_at(self, now: datetime, zone: str) -> Period:
        """From the last reset to the next one, at midnights in `zone`."""
        today = now.astimezone(ZoneInfo(zone)).date()
        this_month = self._reset_in(today.year, today.month)
        if this_month <= today:
            start, end = this_month, self._reset_in(*_month_after(today.year, today.month))
        else:
            start, end = self._reset_in(*_month_before(today.year, today.month)), this_month
        return Period(_midnight(start, zone), _midnight(end, zone))

    def _reset_in(self, year: int, month: int) -> date:
        return date(year, month, min(self.reset_day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class SubscriptionUse:
    """What a plan's account has used since the last reset.

    `metered` is what the same use costs by the price sheet; `sessions` the most sessions at once that a record told,
    None where none told any.
    """

    subscription: Subscription
    account: str
    service: str
    period: Period
    used: Figures
    metered: Cost
    sessions: int | None = None

    @property
    def quota_used(self) -> int | None:
        """In the unit of the quota; None: unknown."""
        if self.subscription.quota_unit is QuotaUnit.REQUESTS:
            return self.used.requests
        return None if {"input_tokens", "output_tokens"} <= self.used.unknown else self.used.total_tokens

    @property
    def quota_left(self) -> int | None:
        """Not below 0; None where there is no quota, or its use is unknown."""
        quota, used = self.subscription.quota, self.quota_used
        return None if quota is None or used is None else max(0, quota - used)

    @property
    def is_over_sessions(self) -> bool:
        limit = self.subscription.session_limit
        return limit is not None and self.sessions is not None and self.sessions > limit


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)
