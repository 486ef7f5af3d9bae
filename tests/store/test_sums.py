"""Sums are exact: over cut days, across time zones and clock changes, and between two prices."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period, UnitBucket
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery, UsageSum

Cell = tuple[int, str, str]  # hour, key, model
START = datetime(2026, 10, 20, tzinfo=UTC)  # Europe leaves summer time on 25 October, at 01:00 UTC
SPAN = Period(START, START + timedelta(days=20))
HOURS = range(20 * 24)
BERLIN = ZoneInfo("Europe/Berlin")


def bucket(number: int, model: str = "gpt-5", key: str = "key_a") -> Bucket:
    return Bucket(SPAN.start_unix + number * HOUR, key, "proj", "", model, "standard", 1, number + 1)


@pytest.fixture
def history(store: Store, account: Account) -> Account:
    """Every hour of twenty days, each with another count, by two keys and models."""
    rows = [bucket(n, model, key) for n in HOURS for model, key in (("gpt-5", "key_a"), ("gpt-4o", "key_b"))]
    store.save_usage(account.id, "completions", HOUR, SPAN, rows, (), {})
    return account


def counts(found: list[UsageSum]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in found:
        totals[one.step] = totals.get(one.step, 0) + one.tokens.input
    return totals


def expected(period: Period, zone: ZoneInfo, form: str) -> dict[str, int]:
    """The same by hand, hour by hour."""
    totals: dict[str, int] = {}
    for number in HOURS:
        at = START + timedelta(hours=number)
        if period.start <= at < period.end:
            step = at.astimezone(zone).strftime(form)
            totals[step] = totals.get(step, 0) + 2 * (number + 1)
    return totals


CUT = Period(START + timedelta(hours=7), SPAN.end - timedelta(hours=5))


@pytest.mark.parametrize("rolled_up", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("asked", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
@pytest.mark.parametrize("dims", [("account", "model", "tier"), ("account", "key", "model", "tier")])
@pytest.mark.usefixtures("history")
def test_days_and_months_are_those_of_the_zone_across_its_clock_change(
    store: Store, rolled_up: str, asked: str, dims: tuple[str, ...]
) -> None:
    store.set_zone(rolled_up)
    days = store.sums(SumQuery(CUT, step="day", zone=asked, dims=dims))
    assert counts(days) == expected(CUT, ZoneInfo(asked), "%Y-%m-%d")
    months = store.sums(SumQuery(CUT, step="month", zone=asked, dims=dims))
    assert counts(months) == expected(CUT, ZoneInfo(asked), "%Y-%m")
    whole = store.sums(SumQuery(CUT, zone=asked, dims=dims))
    assert sum(counts(whole).values()) == sum(expected(CUT, ZoneInfo(asked), "").values())


@pytest.mark.usefixtures("history")
def test_the_hour_that_comes_twice_is_two_steps(store: Store) -> None:
    night = Period(datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    found = store.sums(SumQuery(night, step="hour", dims=(), zone="Europe/Berlin"))
    assert [one.step for one in found] == ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.usefixtures("history")
def test_a_price_change_cuts_at_midnight_utc_whatever_the_days_are(store: Store, zone: str) -> None:
    store.set_zone(zone)
    change = date(2026, 10, 30)
    query = SumQuery(CUT, dims=("account",), zone=zone, price_changes={"openai": (date(2026, 1, 1), change)})
    before, after = store.sums(query)
    midnight = datetime(2026, 10, 30, tzinfo=UTC)
    assert (before.price_day, after.price_day) == (CUT.start.date(), change)
    assert before.tokens.input == sum(expected(Period(CUT.start, midnight), BERLIN, "").values())
    assert after.tokens.input == sum(expected(Period(midnight, CUT.end), BERLIN, "").values())


def test_another_service_s_price_change_cuts_nothing(store: Store, history: Account) -> None:
    other = store.add_account("Claude", "anthropic", "https://api.anthropic.com")
    store.save_usage(other.id, "messages", HOUR, SPAN, [bucket(1), bucket(400)], (), {})
    changes = {"anthropic": (date(2026, 10, 30),)}
    found = store.sums(SumQuery(SPAN, dims=("account",), price_changes=changes))
    assert [(one.account_id, one.price_day.day) for one in found] == [(history.id, 20), (other.id, 20), (other.id, 30)]


def test_filters_have_to_hold_all(store: Store, history: Account) -> None:
    one_key = store.sums(SumQuery(SPAN, dims=("key",), keys=["key_a"], projects=["proj"]))
    assert [(one.key, one.tokens.input) for one in one_key] == [("key_a", sum(n + 1 for n in HOURS))]
    assert store.sums(SumQuery(SPAN, keys=["key_a"], projects=["other"])) == []
    assert store.sums(SumQuery(SPAN, account_ids=[history.id + 1])) == []


@pytest.mark.usefixtures("history")
def test_a_period_of_everything_is_answered_as_quickly_as_what_is_stored(store: Store) -> None:
    always = Period(datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
    assert counts(store.sums(SumQuery(always, step="month", dims=()))) == expected(SPAN, ZoneInfo("UTC"), "%Y-%m")


def test_an_empty_store_sums_to_nothing(store: Store) -> None:
    assert store.sums(SumQuery(SPAN)) == []
    assert store.sums(SumQuery(SPAN, step="day", dims=())) == []


def test_a_dimension_or_step_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="dimensions"):
        SumQuery(SPAN, dims=("colour",))
    with pytest.raises(ValueError, match="step"):
        SumQuery(SPAN, step="week")  # type: ignore[arg-type]


def test_units_are_summed_by_unit_and_replaced_like_tokens(store: Store, account: Account) -> None:
    def calls(number: int, unit: str, quantity: int) -> UnitBucket:
        return UnitBucket(SPAN.start_unix + number * HOUR, "key_a", "", "", "gpt-5", unit, quantity)

    rows = [calls(1, "web_search", 5), calls(2, "web_search", 2), calls(2, "images", 1)]
    assert store.save_units(account.id, "tools", HOUR, SPAN, rows, (), {"": SPAN}) == 3
    assert store.save_units(account.id, "tools", HOUR, SPAN, rows[1:], (), {"": SPAN}) == 1
    found = store.unit_sums(SumQuery(SPAN, step="day", dims=("account", "key")))
    assert [(one.step, one.key, one.unit, one.quantity) for one in found] == [
        ("2026-10-20", "key_a", "images", 1),
        ("2026-10-20", "key_a", "web_search", 2),
    ]
    assert store.coverage(account.id, "tools", [""]) == {"": SPAN}
    assert store.sums(SumQuery(SPAN)) == []


@st.composite
def pages(draw: st.DrawFn) -> list[tuple[int, int, dict[Cell, int]]]:
    """What a service says at one time or another about spans of a few days."""
    made = []
    for _ in range(draw(st.integers(1, 8))):
        low = draw(st.integers(0, 70))
        high = draw(st.integers(low + 1, 72))
        cells = st.tuples(st.integers(low, high - 1), st.sampled_from(["key_a", "key_b"]), st.sampled_from(["m", "n"]))
        made.append((low, high, draw(st.dictionaries(cells, st.integers(0, 10**12), max_size=8))))
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=pages(), again=st.randoms(use_true_random=False))
def test_whatever_pages_come_in_whatever_order_the_last_word_on_each_hour_counts(
    tmp_path_factory: pytest.TempPathFactory,
    said: list[tuple[int, int, dict[Cell, int]]],
    again: random.Random,
) -> None:
    truth: dict[Cell, int] = {}
    with Store.open(tmp_path_factory.mktemp("any") / "usage.db", zone="Asia/Kolkata") as store:
        account = store.add_account("Acme", "openai", "https://api.openai.com/v1")
        for low, high, cells in said:
            period = Period.of_unix(SPAN.start_unix + low * HOUR, SPAN.start_unix + high * HOUR)
            rows = [
                Bucket(SPAN.start_unix + hour * HOUR, key, "", "", model, "batch", 1, tokens)
                for (hour, key, model), tokens in cells.items()
            ]
            again.shuffle(rows)
            for _ in range(again.randint(1, 2)):
                store.save_usage(account.id, "completions", HOUR, period, rows, (), {})
            truth = {cell: tokens for cell, tokens in truth.items() if not low <= cell[0] < high} | cells
        by_key: dict[str, int] = {}
        for (_hour, key, _model), tokens in truth.items():
            by_key[key] = by_key.get(key, 0) + tokens
        for step in (None, "hour", "day"):
            assert sum(counts(store.sums(SumQuery(SPAN, step=step, zone="Asia/Kolkata"))).values()) == sum(
                truth.values()
            )
        found = store.sums(SumQuery(SPAN, dims=("key",), zone="Asia/Kolkata"))
        assert {one.key: one.tokens.input for one in found} == by_key
        rolled_up = store.sums(SumQuery(SPAN, step="day", dims=("key", "model"), zone="Asia/Kolkata"))
        store.rebuild_rollups()
        assert store.sums(SumQuery(SPAN, step="day", dims=("key", "model"), zone="Asia/Kolkata")) == rolled_up
