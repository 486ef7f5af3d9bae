"""The forecast: sane on any history, exact where nothing varies, and surer with every day that it has seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.days import DAY, day_of, elapsed, start_of_day
from usage_tracker_gui.domain.forecast import (
    Confidence,
    Forecast,
    WeekdayPattern,
    forecast,
    pattern_of,
    safe_to_spend_today,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOON.date()
END = date(2026, 12, 1)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe")

dollars = st.decimals(0, 10_000, places=2)
histories = st.lists(dollars, max_size=60).map(
    lambda costs: {TODAY - back * DAY: usd for back, usd in enumerate(costs, 1)}
)


def month_end(costs: dict[date, Decimal], now: datetime = NOON, zone: str = "UTC") -> Forecast | None:
    pattern = pattern_of(costs, now, zone)
    spent = sum((usd for day, usd in costs.items() if day.month == 11), Decimal(0))
    return None if pattern is None else forecast(pattern, spent, now, END, zone)


def test_the_same_cost_every_day_is_foretold_to_the_cent() -> None:
    costs = {TODAY - back * DAY: Decimal(10) for back in range(1, 57)} | {TODAY: Decimal(5)}
    foretold = month_end(costs)
    assert foretold is not None
    assert round(foretold.expected, 2) == 300
    assert foretold.confidence is Confidence.HIGH


def test_quiet_weekends_stay_quiet_in_the_forecast() -> None:
    costs = {day: Decimal(0 if day.weekday() >= 5 else 20) for day in (TODAY - back * DAY for back in range(1, 57))}
    pattern = WeekdayPattern.of(costs, TODAY)
    assert pattern is not None
    assert pattern.expected(date(2026, 11, 28)) < 5  # Saturday
    assert pattern.expected(date(2026, 11, 30)) > 18  # Monday


def test_without_any_spending_nothing_is_foretold() -> None:
    assert month_end({}) is None
    assert month_end({TODAY - DAY: Decimal(0)}) is None


def test_one_day_of_history_is_a_wide_guess_and_says_so() -> None:
    foretold = month_end({TODAY: Decimal(6)})
    assert foretold is not None
    assert (foretold.expected, foretold.confidence, foretold.days_seen) == (Decimal(72), Confidence.LOW, 0)
    assert foretold.low < foretold.expected * Decimal("0.7")
    assert foretold.high > foretold.expected * Decimal("1.3")


def test_the_first_minutes_of_the_first_day_are_not_multiplied_to_the_moon() -> None:
    foretold = month_end({TODAY: Decimal(1)}, NOON.replace(hour=0, minute=1))
    assert foretold is not None
    assert foretold.expected < 24 * 6 + 1


@given(histories, dollars)
def test_the_range_holds_the_expectation_and_nothing_below_what_is_spent(
    costs: dict[date, Decimal], today: Decimal
) -> None:
    foretold = month_end({**costs, TODAY: today})
    if foretold is None:
        return
    assert foretold.spent <= foretold.low <= foretold.expected <= foretold.high


@given(histories.filter(lambda costs: any(costs.values())), dollars, st.decimals("0.01", 100, places=2))
def test_what_is_spent_today_raises_the_forecast_by_as_much(
    costs: dict[date, Decimal], today: Decimal, more: Decimal
) -> None:
    before, after = month_end({**costs, TODAY: today}), month_end({**costs, TODAY: today + more})
    assert before is not None
    assert after is not None
    assert abs(after.expected - before.expected - more) < Decimal("1e-9")


@given(histories.filter(lambda costs: any(costs.values())), st.sampled_from(ZONES))
def test_the_range_closes_as_the_month_ends(costs: dict[date, Decimal], zone: str) -> None:
    pattern = pattern_of(costs, NOON, zone)
    assert pattern is not None
    widths = []
    for moment in (NOON, NOON + 2 * DAY, start_of_day(END, zone) - timedelta(hours=1), start_of_day(END, zone)):
        foretold = forecast(pattern, Decimal(0), moment, END, zone)
        widths.append(foretold.high - foretold.expected)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


@given(st.integers(1, 55))
def test_every_further_day_of_a_steady_history_narrows_the_range(days: int) -> None:
    widths = []
    for count in (days, days + 1):
        foretold = month_end({TODAY - back * DAY: Decimal(10) for back in range(1, count + 1)})
        assert foretold is not None
        widths.append((foretold.high - foretold.low) / foretold.expected)
    assert widths[1] <= widths[0]


def test_confidence_grows_with_the_days_seen() -> None:
    grown = []
    for days in (1, 6, 7, 20, 21, 56):
        foretold = month_end({TODAY - back * DAY: Decimal(10) for back in range(1, days + 1)})
        assert foretold is not None
        grown.append((foretold.days_seen, foretold.confidence.value))
    assert grown == [(1, "low"), (6, "low"), (7, "medium"), (20, "medium"), (21, "high"), (56, "high")]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is(day: date, hours: int) -> None:
    start = start_of_day(day, "Europe/Berlin")
    assert start_of_day(day + DAY, "Europe/Berlin") - start == timedelta(hours=hours)
    assert elapsed(start, "Europe/Berlin") == 0
    assert elapsed(start + timedelta(hours=hours / 2), "Europe/Berlin") == Decimal("0.5")
    assert day_of(start + timedelta(hours=hours, seconds=-1), "Europe/Berlin") == day


def test_what_is_safe_today_is_an_even_part_where_nothing_is_known() -> None:
    safe = safe_to_spend_today(None, Decimal(310), Decimal(250), Decimal(0), NOON, END, "UTC")
    assert safe == 10  # 60 dollars for six days


def test_what_is_safe_today_shrinks_as_it_is_spent_and_never_below_nothing() -> None:
    def safe(spent: str, today: str) -> Decimal:
        return safe_to_spend_today(None, Decimal(310), Decimal(spent), Decimal(today), NOON, END, "UTC")

    assert safe("254", "4") == 6
    assert safe("270", "20") == 0
    assert safe("400", "0") == 0


def test_more_is_safe_on_a_day_that_usually_needs_more() -> None:
    costs = {day: Decimal(1 if day.weekday() >= 5 else 20) for day in (TODAY - back * DAY for back in range(1, 57))}
    pattern = WeekdayPattern.of(costs, TODAY)

    def safe(day: int) -> Decimal:
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        return safe_to_spend_today(pattern, Decimal(100), Decimal(0), Decimal(0), at, END, "UTC")

    assert safe(27) > 3 * safe(28)  # Friday, Saturday


@given(histories, dollars, dollars)
def test_a_higher_limit_is_never_less_safe(costs: dict[date, Decimal], spent: Decimal, more: Decimal) -> None:
    pattern = pattern_of(costs, NOON, "UTC")
    low = safe_to_spend_today(pattern, Decimal(100), spent, Decimal(0), NOON, END, "UTC")
    assert safe_to_spend_today(pattern, Decimal(100) + more, spent, Decimal(0), NOON, END, "UTC") >= low
