"""Sums of costs that never hide what they lack, and figures as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.cost import NOTHING, Cost, CostStatus, total
from usage_tracker_gui.domain.figures import age, money, nanos_of, plain_decimal, short_count, usd_of
from usage_tracker_gui.domain.quiet import is_quiet
from usage_tracker_gui.domain.usage import Bucket, Period, Tokens


def cost(usd: str | None, status: CostStatus, unpriced: int = 0) -> Cost:
    return Cost(None if usd is None else Decimal(usd), status, unpriced_tokens=unpriced)


def test_a_sum_over_something_unpriced_is_a_lower_bound() -> None:
    found = total([cost("1.5", CostStatus.PRICED), cost(None, CostStatus.UNPRICED, 70)])
    assert (found.usd, found.status, found.unpriced_tokens) == (Decimal("1.5"), CostStatus.PARTIAL, 70)
    assert found.is_lower_bound


def test_a_sum_of_nothing_but_unpriced_is_unknown_and_not_zero() -> None:
    assert total([cost(None, CostStatus.UNPRICED, 1), cost(None, CostStatus.UNPRICED, 2)]).usd is None


def test_one_estimate_makes_the_sum_an_estimate() -> None:
    found = total([cost("1", CostStatus.PRICED), cost("2", CostStatus.ESTIMATED)])
    assert (found.usd, found.status) == (Decimal(3), CostStatus.ESTIMATED)


def test_a_sum_over_nothing_is_exactly_zero() -> None:
    assert total([]) == NOTHING


def test_only_reported_costs_stay_reported() -> None:
    assert total([cost("1", CostStatus.REPORTED), cost("2", CostStatus.REPORTED)]).status is CostStatus.REPORTED


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        ("1234.56", "$1,234.56"),
        ("9999999.99", "$9,999,999.99"),
        ("0.0042", "$0.0042"),
        ("0.000001", "$0.000001"),
        ("0", "$0.00"),
        ("0.01", "$0.01"),
        ("-3.5", "-$3.50"),
        ("0.009999", "$0.01"),
    ],
)
def test_money(usd: str, text: str) -> None:
    assert money(Decimal(usd)) == text


def test_unknown_money_is_a_dash() -> None:
    assert money(None) == "—"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (950, "950"), (18_400, "18.4 k"), (999_960, "1 M"), (1_200_000, "1.2 M"), (3_000_000_000, "3 B")],
)
def test_counts_in_three_figures(count: int, text: str) -> None:
    assert short_count(count) == text


def test_ages() -> None:
    spans = (timedelta(seconds=12), timedelta(minutes=4), timedelta(hours=3, minutes=59), timedelta(days=2))
    assert [age(span) for span in spans] == ["12 s", "4 min", "3 h", "2 d"]


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_nanodollars_travel_both_ways(nanos: int) -> None:
    assert nanos_of(usd_of(nanos)) == nanos


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_plain_decimal_is_exact_and_has_no_exponent(value: Decimal) -> None:
    text = plain_decimal(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()


def test_input_counts_every_kind_once() -> None:
    tokens = Tokens(input=1, cached_input=2, cache_write=4, cache_write_1h=8, output=16, audio_input=32, image_input=64)
    assert (tokens.all_input, tokens.all_cached_input, tokens.all_cache_write) == (111, 2, 12)
    assert tokens.total == tokens.all_input + tokens.all_output


def test_a_bucket_carries_the_kinds_in_their_order() -> None:
    bucket = Bucket(0, "key", "proj", "", "model", "standard", 3, *range(1, len(Tokens._fields) + 1))
    assert bucket.tokens == Tokens(*range(1, len(Tokens._fields) + 1))


def test_a_period_needs_aware_times_in_order() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 1, 1), datetime(2026, 1, 2))
    with pytest.raises(ValueError, match="after"):
        Period(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_secret_shows_four_characters_at_most() -> None:
    assert repr(Secret("sk-admin-abcdefgh3f9a")) == "Secret(…3f9a)"
    assert repr(Secret("short")) == "Secret(…)"


def test_quiet_hours_may_go_past_midnight() -> None:
    night = (time(22), time(7))
    zone = "Europe/Berlin"
    assert is_quiet(datetime(2026, 11, 25, 22, 30, tzinfo=UTC), zone, night)
    assert is_quiet(datetime(2026, 11, 25, 5, 59, tzinfo=UTC), zone, night)
    assert not is_quiet(datetime(2026, 11, 25, 6, 0, tzinfo=UTC), zone, night)
    assert not is_quiet(datetime(2026, 11, 25, 22, 30, tzinfo=UTC), zone, None)
