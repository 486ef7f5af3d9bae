"""Prices of one account alone: they win over the sheet, for that account, from their day on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.cost import CostStatus
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Question
from usage_tracker_gui.domain.usage import HOUR, Bucket, Period
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.summarize import summarize

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TWO_DAYS = Period(NOW - timedelta(days=1, hours=12), NOW + timedelta(hours=12))
ONE, TWO = Decimal(1), Decimal(2)


@pytest.fixture(scope="module")
def prices() -> PriceSheet:
    return load_price_sheet(None)


def use(store: Store, account: Account, at: datetime, model: str = "gpt-5.1", tier: str = "standard") -> None:
    """A million tokens in and a million out."""
    page = Period(at, at + timedelta(hours=1))
    bucket = Bucket(page.start_unix, "key_1", "", "", model, tier, 1, 1_000_000, 0, 0, 0, 0, 1_000_000)
    store.save_usage(account.id, f"{model}/{tier}", HOUR, page, [bucket], (), {})


def cost_by(store: Store, prices: PriceSheet, group: GroupBy) -> dict[str, Decimal | None]:
    summary = summarize(store, prices, Question(TWO_DAYS, (group,)))
    return {row.group[0]: row.figures.cost.usd for row in summary.rows}


def test_an_own_price_holds_for_its_account_alone(store: Store, account: Account, prices: PriceSheet) -> None:
    other = store.add_account("play", "openai", account.base_url)
    for each in (account, other):
        use(store, each, NOW)
    store.own_prices.put(OwnPrice(account.id, "gpt-5.1", input=ONE, output=TWO))
    assert cost_by(store, prices, GroupBy.ACCOUNT) == {"work": Decimal(3), "play": Decimal("11.25")}


def test_a_model_that_no_sheet_knows_gets_a_price(store: Store, account: Account, prices: PriceSheet) -> None:
    use(store, account, NOW, "house-model-x")
    assert cost_by(store, prices, GroupBy.MODEL) == {"house-model-x": None}
    store.own_prices.put(OwnPrice(account.id, "house-model-x", input=ONE, output=Decimal("0.000001")))
    totals = summarize(store, prices, Question(TWO_DAYS, ())).totals
    assert totals.cost.usd == Decimal("1.000001")
    assert totals.cost.status is CostStatus.PRICED


def test_it_holds_from_its_day_on_and_other_tiers_keep_their_price(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    for at in (NOW - timedelta(days=1), NOW):
        use(store, account, at)
    use(store, account, NOW, tier="batch")
    store.own_prices.put(OwnPrice(account.id, "gpt-5.1", input=ONE, output=ONE, since=date(2026, 11, 25)))
    assert cost_by(store, prices, GroupBy.DAY) == {
        "2026-11-24": Decimal("11.25"),
        "2026-11-25": Decimal(2) + Decimal("11.25") / 2,
    }


def test_the_same_price_again_changes_it_and_removing_brings_the_sheets_back(
    store: Store, account: Account, prices: PriceSheet
) -> None:
    use(store, account, NOW)
    first, second = (OwnPrice(account.id, "gpt-5.1", input=ONE, output=usd) for usd in (ONE, Decimal(5)))
    store.own_prices.put(first)
    store.own_prices.put(second)
    assert store.own_prices.everyone() == (second,)
    assert cost_by(store, prices, GroupBy.MODEL) == {"gpt-5.1": Decimal(6)}
    assert store.own_prices.remove(second)
    assert not store.own_prices.remove(second)
    assert cost_by(store, prices, GroupBy.MODEL) == {"gpt-5.1": Decimal("11.25")}


def test_prices_go_with_their_account(store: Store, account: Account) -> None:
    price = OwnPrice(account.id, "gpt-5.1", input=ONE)
    store.own_prices.put(price)
    store.remove_account(account.id)
    assert store.own_prices.everyone() == ()
    with pytest.raises(StoreError, match="removed"):
        store.own_prices.put(price)
