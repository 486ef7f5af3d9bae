"""A plan's quota runs from reset to reset, whatever the length of a month."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.subscriptions import Subscription


@pytest.mark.parametrize(
    ("reset_day", "now", "zone", "start", "end"),
    [
        (1, "2026-11-25T12:00", "UTC", "2026-11-01T00:00", "2026-12-01T00:00"),
        (25, "2026-11-25T00:00", "UTC", "2026-11-25T00:00", "2026-12-25T00:00"),
        (26, "2026-11-25T23:59", "UTC", "2026-10-26T00:00", "2026-11-26T00:00"),
        (31, "2026-02-15T00:00", "UTC", "2026-01-31T00:00", "2026-02-28T00:00"),
        (31, "2028-02-29T00:00", "UTC", "2028-02-29T00:00", "2028-03-31T00:00"),
        (15, "2026-01-10T00:00", "UTC", "2025-12-15T00:00", "2026-01-15T00:00"),
        (15, "2026-12-20T00:00", "UTC", "2026-12-15T00:00", "2027-01-15T00:00"),
        (25, "2026-11-24T19:00", "Asia/Kolkata", "2026-11-24T18:30", "2026-12-24T18:30"),
        (1, "2026-03-20T00:00", "America/New_York", "2026-03-01T05:00", "2026-04-01T04:00"),
    ],
)
def test_a_period_reaches_from_reset_to_reset(reset_day: int, now: str, zone: str, start: str, end: str) -> None:
    period = Subscription(1, "Plus", Decimal(20), reset_day).period_at(_utc(now), zone)
    assert (period.start, period.end) == (_utc(start), _utc(end))


@pytest.mark.parametrize("reset_day", [0, 32])
def test_a_month_has_no_other_days(reset_day: int) -> None:
    with pytest.raises(ValueError, match="1 to 31"):
        Subscription(1, "Plus", Decimal(20), reset_day)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
