"""Rates of keys, and when they are a spike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.alerts import Alert, AlertKind, is_silenced
from usage_tracker_gui.domain.collection import KeyRate
from usage_tracker_gui.domain.spikes import Cell, Count, RateMeter, Reading, SpikeRule, spikes

START = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def reading(*cells: tuple[str, str, int, int, int]) -> Reading:
    """(key, model, start, tokens, requests) for each cell."""
    return {Cell("work", key, model, start): Count(tokens, requests) for key, model, start, tokens, requests in cells}


def rate(meter: RateMeter, seconds: float, now: Reading) -> tuple[KeyRate, ...]:
    return meter.measure(at(seconds), now)


def test_the_first_reading_gives_no_rate() -> None:
    assert rate(RateMeter(), 0, reading(("a", "m", 0, 1_000_000, 500))) == ()


def test_a_rate_is_what_was_gained_since_the_newest_reading_a_minute_old() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 100, 1)))
    rate(meter, 30, reading(("a", "m", 0, 400, 2)))
    rate(meter, 60, reading(("a", "m", 0, 1000, 4)))
    (now,) = rate(meter, 90, reading(("a", "m", 0, 2400, 9)))
    assert (now.tokens_per_minute, now.requests_per_minute) == (Decimal(2000), Decimal(7))  # against the one at 30 s


def test_until_a_reading_is_a_minute_old_the_first_one_counts_and_a_minute_divides() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 100, 1)))
    rate(meter, 15, reading(("a", "m", 0, 200, 1)))
    (now,) = rate(meter, 30, reading(("a", "m", 0, 700, 3)))
    assert now.tokens_per_minute == 600


def test_a_longer_time_between_readings_divides() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 0, 0)))
    (now,) = rate(meter, 300, reading(("a", "m", 0, 5000, 50)))
    assert (now.tokens_per_minute, now.requests_per_minute) == (Decimal(1000), Decimal(10))


def test_late_buckets_count_when_they_arrive() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 600, 10, 1)))
    (now,) = rate(meter, 60, reading(("a", "m", 600, 10, 1), ("a", "m", 60, 900, 3)))
    assert now.tokens_per_minute == 900


def test_buckets_that_leave_the_window_are_no_loss() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 50_000, 9), ("a", "m", 60, 10, 1)))
    (now,) = rate(meter, 60, reading(("a", "m", 60, 40, 2)))
    assert now.tokens_per_minute == 30


def test_the_model_is_the_one_that_grew_most() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "big", 0, 90_000, 9), ("a", "fast", 0, 10, 1)))
    (now,) = rate(meter, 60, reading(("a", "big", 0, 90_100, 10), ("a", "fast", 0, 5010, 4)))
    assert now.model == "fast"
    assert now.tokens_per_minute == 5100


def test_keys_are_measured_apart_and_the_fastest_comes_first() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 0, 0), ("b", "m", 0, 0, 0), ("still", "m", 0, 7, 7)))
    rates = rate(meter, 60, reading(("a", "m", 0, 10, 1), ("b", "m", 0, 99, 1), ("still", "m", 0, 7, 7)))
    assert [each.key for each in rates] == ["b", "a"]


def test_a_clock_that_is_set_back_starts_anew_and_raises_nothing() -> None:
    meter = RateMeter()
    rate(meter, 0, reading(("a", "m", 0, 0, 0)))
    rate(meter, 120, reading(("a", "m", 0, 10, 1)))
    assert rate(meter, 30, reading(("a", "m", 0, 9_000_000, 10))) == ()


def fast(tokens: int, requests: int) -> tuple[KeyRate, ...]:
    return (KeyRate("work", "key_1", "gpt-5.1", Decimal(tokens), Decimal(requests)),)


def test_a_rate_above_its_limit_is_an_alert_that_names_key_model_rate_and_limit() -> None:
    (alert,) = spikes(fast(61_000, 20), SpikeRule(10_000, 120), START, {"key_1": "prod-batch"})
    assert (alert.kind, alert.key, alert.model) == (AlertKind.TOKEN_SPIKE, "key_1", "gpt-5.1")
    assert (alert.value, alert.threshold) == (Decimal(61_000), Decimal(10_000))
    for word in ("gpt-5.1", "prod-batch", "61 k", "10 k"):
        assert word in alert.message


def test_a_rate_at_its_limit_is_none() -> None:
    assert spikes(fast(10_000, 120), SpikeRule(10_000, 120), START, {}) == ()


def test_both_limits_can_be_passed_at_once() -> None:
    kinds = [alert.kind for alert in spikes(fast(20_000, 500), SpikeRule(10_000, 120), START, {})]
    assert kinds == [AlertKind.TOKEN_SPIKE, AlertKind.REQUEST_SPIKE]


def test_a_limit_of_zero_is_off() -> None:
    assert spikes(fast(20_000, 500), SpikeRule(0, 0), START, {}) == ()


def alert(seconds: float, kind: AlertKind = AlertKind.TOKEN_SPIKE, key: str = "key_1") -> Alert:
    return Alert(kind, at(seconds), "work", key, "", "m", Decimal(2), Decimal(1), "")


def test_the_same_kind_and_key_stay_silent_for_ten_minutes() -> None:
    assert is_silenced(alert(599), alert(0))
    assert not is_silenced(alert(600), alert(0))


def test_another_key_or_kind_is_not_silenced() -> None:
    assert not is_silenced(alert(10, key="key_2"), alert(0))
    assert not is_silenced(alert(10, AlertKind.REQUEST_SPIKE), alert(0))
