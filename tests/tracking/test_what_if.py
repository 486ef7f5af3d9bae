"""The same usage in other tiers and without a cache, and what lies around a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Lookback, View
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period, Tokens
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.periods import period_before, period_of
from usage_tracker_gui.tracking.surroundings import gaps, surroundings
from usage_tracker_gui.tracking.what_if import compare_tiers, uncached

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
MILLION = 1_000_000
WEEK = View(lookback=Lookback.WEEK, step=GroupBy.DAY)


def save(store: Store, account: Account, buckets: Sequence[Bucket], covers: Period) -> None:
    store.save_usage(account.id, "completions", HOUR, covers.widened_to(HOUR), buckets, (), {"": covers})


def at(moment: datetime, **tokens: int) -> Bucket:
    return Bucket(int(moment.timestamp()), "key_1", "proj_1", "", "gpt-5.1", "standard", 1, **tokens)


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    from usage_tracker_gui.settings.prices import load_price_sheet

    return load_price_sheet(None)


def test_each_tier_has_its_price_and_caching_its_worth(store: Store, account: Account, prices: PriceSheet) -> None:
    used = at(NOW - timedelta(hours=3), input=MILLION, cached_input=MILLION, output=MILLION)
    save(store, account, [used], Period(NOW - timedelta(days=7), NOW))
    found = compare_tiers(store, prices, WEEK, NOW)

    def price(tier: str, tokens: Tokens) -> Decimal | None:
        return prices.cost("openai", "gpt-5.1", tier, tokens, NOW.date()).usd

    assert found.billed.cost.usd == price("standard", used.tokens)
    assert {tier: figures.cost.usd for tier, figures in found.tiers.items()} == {
        tier: price(tier, used.tokens) for tier in ("standard", "batch", "flex", "priority")
    }
    assert found.uncached.cost.usd == price("standard", Tokens(input=2 * MILLION, output=MILLION))
    assert found.uncached.cost.usd is not None
    assert found.billed.cost.usd is not None
    assert found.uncached.cost.usd > found.billed.cost.usd


def test_keys_are_compared_one_by_one_and_add_up(store: Store, account: Account, prices: PriceSheet) -> None:
    one = at(NOW - timedelta(hours=3), input=MILLION, cached_input=MILLION)
    other = one._replace(key="key_2", input=3 * MILLION)
    save(store, account, [one, other], Period(NOW - timedelta(days=7), NOW))
    found = compare_tiers(store, prices, WEEK, NOW)
    assert [key.key for key in found.keys] == ["key_2", "key_1"]
    for tier, whole in found.tiers.items():
        assert sum(key.tiers[tier].cost.usd or 0 for key in found.keys) == whole.cost.usd
    assert sum(key.uncached.cost.usd or 0 for key in found.keys) == found.uncached.cost.usd


def test_without_a_cache_no_token_is_lost_or_cached() -> None:
    every = Tokens(*range(1, 15))
    plain = uncached(every)
    assert plain.total == every.total
    assert (plain.all_cached_input, plain.all_cache_write) == (0, 0)


def test_the_tier_of_the_view_does_not_change_what_was_billed(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    save(store, account, [at(NOW - timedelta(hours=3), input=MILLION)], Period(NOW - timedelta(days=7), NOW))
    in_batch = View(lookback=Lookback.WEEK, tier="batch")
    assert compare_tiers(store, prices, in_batch, NOW).billed == compare_tiers(store, prices, WEEK, NOW).billed


def test_the_week_before_lies_under_this_week(store: Store, account: Account, prices: PriceSheet) -> None:
    last_week, this_week = NOW - timedelta(days=8), NOW - timedelta(days=1)
    both = [at(last_week.replace(minute=0), input=5), at(this_week.replace(minute=0), input=7)]
    save(store, account, both, Period(NOW - timedelta(days=20), NOW))
    found = surroundings(store, prices, WEEK, NOW)
    assert found.previous is not None
    assert [(row.group[0], row.figures.total_tokens) for row in found.previous.rows] == [("2026-11-17", 5)]
    assert found.previous.question.period.length == period_of(WEEK, NOW).length
    assert found.gaps == ()


def test_days_before_the_first_read_hour_are_a_gap(store: Store, account: Account, prices: PriceSheet) -> None:
    first = NOW.replace(minute=0) - timedelta(days=2)
    save(store, account, [at(first, input=5)], Period(first, NOW))
    found = surroundings(store, prices, WEEK, NOW)
    assert found.previous is None
    assert found.gaps == (Period(datetime(2026, 11, 19, tzinfo=UTC), first),)


def test_an_account_that_was_never_read_hides_nothing(store: Store, account: Account, prices: PriceSheet) -> None:
    assert surroundings(store, prices, WEEK, NOW).gaps == ()


def test_gaps_of_two_accounts_that_touch_are_one_and_the_open_hour_is_none() -> None:
    day = timedelta(days=1)
    period = Period(NOW - 10 * day, NOW)
    read = [Period(NOW - 6 * day, NOW - timedelta(minutes=40)), Period(NOW - 8 * day, NOW - 2 * day)]
    assert gaps(period, read, NOW) == (Period(NOW - 10 * day, NOW - 6 * day), Period(NOW - 2 * day, NOW))


@pytest.mark.parametrize(
    ("view", "start"),
    [
        (View(lookback=Lookback.TODAY), datetime(2026, 11, 24, tzinfo=UTC)),
        (View(lookback=Lookback.WEEK), datetime(2026, 11, 12, tzinfo=UTC)),
        (View(lookback=Lookback.MONTH), datetime(2026, 10, 1, tzinfo=UTC)),
        (View(lookback=Lookback.LAST_HOURS, hours=6), datetime(2026, 11, 24, 23, tzinfo=UTC)),
        (
            View(lookback=Lookback.CUSTOM, custom=Period.of_unix(1795132800, 1795392000)),
            datetime(2026, 11, 17, tzinfo=UTC),
        ),
        (View(lookback=Lookback.MONTH_OF_DAYS, zone="Europe/Berlin"), datetime(2026, 9, 26, 22, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_period_before_is_cut_as_the_period_is(view: View, start: datetime) -> None:
    before, period = period_before(view, NOW), period_of(view, NOW)
    assert before.start == start
    assert before.end <= period.start
    assert before.length == period.length


def test_a_month_longer_than_the_last_one_takes_all_of_the_last_one() -> None:
    late = datetime(2026, 3, 31, 12, tzinfo=UTC)
    before = period_before(View(lookback=Lookback.MONTH), late)
    assert before == Period(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    assert date(2026, 2, 28) == (before.end - timedelta(seconds=1)).date()
