"""What the dashboard is given: today beside yesterday up to the same minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import NO_FIGURES, View
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.reporting import Reporting

YESTERDAY = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    return load_price_sheet(None)


@pytest.fixture
def reporting(store: Store, account: Account, prices: PriceSheet) -> Reporting:
    """Four requests and 1,000 tokens in every hour of yesterday."""
    start = int(YESTERDAY.timestamp())
    hours = [Bucket(start + hour * HOUR, "key_1", "", "", "gpt-5.1", "standard", 4, 1000) for hour in range(24)]
    day = Period(YESTERDAY, YESTERDAY + timedelta(days=1))
    store.save_usage(account.id, "completions", HOUR, day, hours, (), {"": day})
    return Reporting(store, prices)


@pytest.mark.parametrize(("minutes", "requests", "tokens"), [(0, 0, 0), (15, 1, 250), (60, 4, 1000), (150, 10, 2500)])
def test_yesterday_ends_at_the_same_minute_though_usage_is_stored_by_the_hour(
    reporting: Reporting, minutes: int, requests: int, tokens: int
) -> None:
    report = reporting.report(View(), YESTERDAY + timedelta(days=1, minutes=minutes))
    before = report.same_time_yesterday
    assert (before.requests or 0, before.input_tokens) == (requests, tokens)
    assert before.cost.usd == Decimal("0.00000125") * tokens


def test_the_morning_after_a_day_of_23_hours_has_no_yesterday_to_stand_beside(store: Store, prices: PriceSheet) -> None:
    half_past_midnight = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    report = Reporting(store, prices).report(View(zone="Europe/Berlin"), half_past_midnight)
    assert report.same_time_yesterday == NO_FIGURES
