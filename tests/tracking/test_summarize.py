"""Summaries: grouped, named, priced on the day, and honest about what has no price."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.cost import CostStatus
from usage_tracker_gui.domain.figures import cost_text
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Lookback, Question, View
from usage_tracker_gui.domain.usage import HOUR, Bucket, NamedKey, Period, UnitBucket
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.periods import midnight, period_of
from usage_tracker_gui.tracking.summarize import UnknownChannel, summarize
from usage_tracker_gui.tracking.unpriced import without_price

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
DAY = Period(datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC))


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    return load_price_sheet(None)


def use(
    store: Store,
    account: Account,
    at: datetime,
    model: str,
    tier: str = "standard",
    key: str = "key_1",
    project: str = "proj_1",
) -> None:
    """A million tokens in and a hundred thousand out, in the hour of `at`."""
    start = at.replace(minute=0)
    page = Period(start, start + timedelta(hours=1))
    bucket = Bucket(page.start_unix, key, project, "", model, tier, 10, 1_000_000, 0, 0, 0, 0, 100_000)
    store.save_usage(account.id, f"{model}/{tier}/{key}", HOUR, page, [bucket], (), {})


def test_tiers_have_their_own_prices(store: Store, account: Account, prices: PriceSheet) -> None:
    for tier in ("standard", "batch", "flex", "priority"):
        use(store, account, NOW, "gpt-5.1", tier)
    summary = summarize(store, prices, Question(DAY, (GroupBy.TIER,)))
    cost = {row.group[0]: row.figures.cost.usd for row in summary.rows}
    assert cost["standard"] == Decimal("2.25")
    assert cost["batch"] == cost["flex"] == cost["standard"] / 2
    assert cost["priority"] == cost["standard"] * 2


def test_what_if_all_of_it_had_run_in_batch(store: Store, account: Account, prices: PriceSheet) -> None:
    use(store, account, NOW, "gpt-5.1", "priority")
    assert summarize(store, prices, Question(DAY, (), tier="batch")).totals.cost.usd == Decimal("1.125")


def test_an_unknown_model_makes_the_total_a_lower_bound_that_says_how_much_it_lacks(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    use(store, account, NOW, "gpt-5.1")
    use(store, account, NOW, "house-model-x")
    summary = summarize(store, prices, Question(DAY, (GroupBy.MODEL,)))
    assert summary.rows[1].figures.cost.usd is None
    assert summary.totals.cost.status is CostStatus.PARTIAL
    assert summary.totals.cost.unpriced_tokens == 1_100_000
    assert summary.coverage == Decimal("0.5")


def test_an_unknown_tier_is_kept_and_has_no_price(store: Store, account: Account, prices: PriceSheet) -> None:
    use(store, account, NOW, "gpt-5.1", "scale")
    summary = summarize(store, prices, Question(DAY, (GroupBy.TIER,)))
    assert summary.rows[0].group == ("scale",)
    assert summary.rows[0].figures.cost.usd is None


def test_a_context_window_decides_the_price_and_is_a_group_of_its_own(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    claude = store.add_account("claude", "anthropic", "https://example.invalid")
    for tier in ("standard/0-200k", "standard/200k-1M"):
        use(store, claude, NOW, "claude-sonnet-4-5", tier)
    use(store, account, NOW, "gpt-5.1")
    windows = summarize(store, prices, Question(DAY, (GroupBy.MODEL, GroupBy.CONTEXT_WINDOW)))
    assert [(*row.group, row.figures.cost.usd, row.figures.cost.status) for row in windows.rows] == [
        ("claude-sonnet-4-5", "200k-1M", Decimal("8.25"), "priced"),
        ("claude-sonnet-4-5", "0-200k", Decimal("4.5"), "priced"),
        ("gpt-5.1", "", Decimal("2.25"), "priced"),
    ]
    tiers = summarize(store, prices, Question(DAY, (GroupBy.TIER,)))
    assert [(row.group, row.figures.cost.usd) for row in tiers.rows] == [(("standard",), Decimal("15"))]


def test_in_another_tier_requests_would_have_been_as_long(store: Store, prices: PriceSheet) -> None:
    claude = store.add_account("claude", "anthropic", "https://example.invalid")
    for tier in ("standard/0-200k", "standard/200k-1M"):
        use(store, claude, NOW, "claude-sonnet-4-5", tier)
    batch = summarize(store, prices, Question(DAY, (), tier="batch")).totals.cost
    assert (batch.usd, batch.status) == (Decimal("6.375"), "priced")


def test_usage_is_priced_by_the_day_it_happened(store: Store, account: Account) -> None:
    sheet = PriceSheet.parse(
        "service,model,tier,effective_from,input,output\nopenai,m,standard,,1,1\nopenai,m,standard,2026-11-24,3,3\n",
        "",
    )
    before, after = datetime(2026, 11, 23, 23, tzinfo=UTC), datetime(2026, 11, 24, 0, tzinfo=UTC)
    use(store, account, before, "m", key="a")
    use(store, account, after, "m", key="b")
    week = Period(datetime(2026, 11, 20, tzinfo=UTC), DAY.end)
    rows = summarize(store, sheet, Question(week, (GroupBy.KEY,))).rows
    assert {row.group[0]: row.figures.cost.usd for row in rows} == {"a": Decimal("1.1"), "b": Decimal("3.3")}


def test_names_stand_beside_ids(store: Store, account: Account, prices: PriceSheet) -> None:
    store.save_keys(account.id, [NamedKey("key_1", "prod-batch", "proj_1", "Shop")], NOW)
    use(store, account, NOW, "gpt-5.1")
    (row,) = summarize(store, prices, Question(DAY, (GroupBy.KEY, GroupBy.PROJECT))).rows
    assert (row.group, row.key_name, row.project_name) == (("key_1", "proj_1"), "prod-batch", "Shop")


@pytest.mark.parametrize("channel", ["work", "prod-batch", "key_1", "Shop", "proj_1"])
def test_a_channel_is_the_name_or_id_of_an_account_a_key_or_a_project(
    store: Store, account: Account, prices: PriceSheet, channel: str
) -> None:
    store.save_keys(account.id, [NamedKey("key_1", "prod-batch", "proj_1", "Shop")], NOW)
    use(store, account, NOW, "gpt-5.1")
    other = store.add_account("other", "openai", "https://example.invalid")
    use(store, other, NOW, "gpt-5.1", key="key_9", project="proj_9")
    store.save_keys(other.id, [NamedKey("key_9", "side", "proj_9", "Side")], NOW)
    assert summarize(store, prices, Question(DAY, (), channels=(channel,))).totals.requests == 10


def test_an_unknown_channel_is_said(store: Store, account: Account, prices: PriceSheet) -> None:
    with pytest.raises(UnknownChannel, match="nobody"):
        summarize(store, prices, Question(DAY, (), channels=("nobody",)))


def test_nothing_used_costs_nothing_and_is_fully_covered(store: Store, prices: PriceSheet) -> None:
    summary = summarize(store, prices, Question(DAY, (GroupBy.KEY,)))
    assert (summary.rows, summary.totals.cost.usd, summary.coverage) == ((), Decimal(0), Decimal(1))


def test_days_are_cut_in_the_zone_that_was_asked_for(store: Store, account: Account, prices: PriceSheet) -> None:
    use(store, account, datetime(2026, 11, 24, 22, tzinfo=UTC), "gpt-5.1")
    use(store, account, datetime(2026, 11, 24, 23, tzinfo=UTC), "gpt-5.1")
    week = Period(datetime(2026, 11, 20, tzinfo=UTC), DAY.end)
    rows = summarize(store, prices, Question(week, (GroupBy.DAY,), zone="Europe/Berlin")).rows
    assert [row.group[0] for row in rows] == ["2026-11-24", "2026-11-25"]


def test_seven_days_are_today_and_the_six_before_it() -> None:
    period = period_of(View(Lookback.WEEK), NOW)
    assert (period.start.date(), period.end) == (date(2026, 11, 19), NOW)


def test_a_day_of_25_hours_is_one_day() -> None:
    after_change = datetime(2026, 10, 25, 22, tzinfo=UTC)
    assert midnight(after_change, "Europe/Berlin") == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert midnight(after_change, "Europe/Berlin", 1) == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert midnight(datetime(2026, 10, 26, 12, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_tool_calls_cost_their_fee(store: Store, account: Account, prices: PriceSheet) -> None:
    use(store, account, NOW, "gpt-5.1")
    start = NOW.replace(minute=0)
    hour = Period(start, start + timedelta(hours=1))
    calls = [UnitBucket(hour.start_unix, "key_1", "proj_1", "", "gpt-5.1", "web_search", 300)]
    store.save_units(account.id, "web_search_calls", HOUR, hour, calls, (), {})
    (row,) = summarize(store, prices, Question(DAY, (GroupBy.MODEL,))).rows
    assert row.figures.cost.usd == Decimal("2.25") + 3  # ten dollars a thousand calls
    assert row.figures.requests == 10


def test_images_and_storage_are_counted_and_not_priced_by_the_piece(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    start = NOW.replace(minute=0)
    hour = Period(start, start + timedelta(hours=1))
    pieces = [UnitBucket(hour.start_unix, "key_1", "", "", "gpt-image-1", "images", 4)]
    store.save_units(account.id, "images", HOUR, hour, pieces, (), {})
    assert summarize(store, prices, Question(DAY, (GroupBy.MODEL,))).rows == ()


class BeforeTheAccount:
    """A store as it is seen by somebody who listed the accounts a moment before another one was added."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all_accounts(self) -> tuple[Account, ...]:
        return ()

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_an_account_that_is_added_meanwhile_waits_for_the_next_summary(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    use(store, account, NOW, "gpt-5.1")
    assert summarize(BeforeTheAccount(store), prices, Question(DAY, (GroupBy.MODEL,))).rows == ()
    assert len(summarize(store, prices, Question(DAY, (GroupBy.MODEL,))).rows) == 1


def test_requests_of_a_service_that_seldom_tells_them_are_known_where_it_did(store: Store, prices: PriceSheet) -> None:
    claude = store.add_account("claude", "anthropic", "https://example.invalid")
    use(store, claude, NOW, "claude-opus-5")
    use(store, claude, NOW, "claude-haiku-4-5")
    silent = Bucket(int(NOW.replace(minute=0).timestamp()), "key_2", "", "", "claude-opus-5", "standard", 0, 100)
    hour = Period(NOW.replace(minute=0), NOW.replace(minute=0) + timedelta(hours=1))
    store.save_usage(claude.id, "silent", HOUR, hour, [silent], (), {})
    by_key = {
        row.group[0]: row.figures.requests for row in summarize(store, prices, Question(DAY, (GroupBy.KEY,))).rows
    }
    assert by_key == {"key_1": 20, "key_2": None}


def test_a_tier_whose_cost_a_service_keeps_to_itself_is_not_reported_and_no_missing_price(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    claude = store.add_account("claude", "anthropic", "https://example.invalid")
    use(store, claude, NOW, "claude-opus-5", "priority/0-200k")
    use(store, account, NOW, "gpt-5.1", "priority")
    summary = summarize(store, prices, Question(DAY, (GroupBy.MODEL, GroupBy.TIER)))
    costs = {row.group[0]: row.figures.cost for row in summary.rows}
    assert costs["claude-opus-5"].is_not_reported
    assert cost_text(costs["claude-opus-5"]) == "not reported"
    assert costs["gpt-5.1"].status is CostStatus.PRICED  # OpenAI publishes its own
    assert summary.totals.cost.status is CostStatus.PARTIAL
    assert summary.totals.cost.unpriced_tokens == 1_100_000
    assert without_price(summary) == ()


def test_a_model_nobody_prices_is_missing_beside_a_tier_that_is_not_reported(store: Store, prices: PriceSheet) -> None:
    claude = store.add_account("claude", "anthropic", "https://example.invalid")
    use(store, claude, NOW, "claude-opus-5", "priority")
    use(store, claude, NOW, "claude-house-model", "priority")
    use(store, claude, NOW, "claude-harbor-preview")
    summary = summarize(store, prices, Question(DAY, (GroupBy.MODEL,)))
    assert without_price(summary) == ("claude-harbor-preview",)
    assert not summary.totals.cost.is_not_reported
