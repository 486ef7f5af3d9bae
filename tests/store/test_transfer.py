"""A history moves from one database into another with every number, proved equal; or nothing of it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from usage_tracker_gui.domain.account import AccountChange
from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.subscriptions import Subscription
from usage_tracker_gui.domain.usage import HOUR, MINUTE, BilledCost, Bucket, NamedKey, Period, UnitBucket
from usage_tracker_gui.store.database import Database
from usage_tracker_gui.store.errors import CorruptDatabase, NotACopy, NotEmpty
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.store.transfer import transfer

NOW = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC)
WEEK = Period(datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
ZONE = "Asia/Kolkata"
QUESTIONS = (
    SumQuery(WEEK),
    SumQuery(WEEK, step="day", zone=ZONE),
    SumQuery(WEEK, step="hour", dims=("account", "key", "project", "model", "tier")),
    SumQuery(WEEK, step="minute"),
)

pytestmark = pytest.mark.postgres


def fill(store: Store) -> None:
    """A week of everything that a history can hold, for two accounts; a third is gone."""
    names = ("work", "Ωmega \\ 'quoted'\t%s", "gone")
    first, second, gone = (store.add_account(name, "openai", "https://api.openai.com/v1", ["k"]) for name in names)
    for account in (first, second):
        hours = [
            Bucket(start, f"key_{start % 3}", "proj", "", model, tier, 1, 7, 2, output=start % 11)
            for start in range(WEEK.start_unix, WEEK.end_unix, HOUR)
            for model in ("gpt-5", "o4-mini")
            for tier in ("standard", "batch")
        ]
        store.save_usage(account.id, "completions", HOUR, WEEK, hours, (), {"": WEEK})
        minutes = [
            Bucket(start, "", "", "", "gpt-5", "standard", 1, 3)
            for start in range(WEEK.start_unix, WEEK.start_unix + HOUR, MINUTE)
        ]
        store.save_usage(account.id, "live", MINUTE, WEEK, minutes, (), {"": WEEK})
        images = [UnitBucket(WEEK.start_unix, "key_1", "", "", "gpt-image-1", "images", 5)]
        store.save_units(account.id, "images", HOUR, WEEK, images, (), {"": WEEK})
        billed = [BilledCost(WEEK.start_unix, "proj", "gpt-5, input", 123_456_789, "1.5", "tokens", "")]
        store.save_costs(account.id, WEEK, billed, WEEK)
        store.save_keys(account.id, [NamedKey("key_1", "Robot")], NOW)
        told = [UsageRecord(f"r{n}", NOW, model="sonar", input_tokens=n, cost_usd=Decimal("0.25")) for n in range(3)]
        store.save_records(account.id, [*told, UsageRecord("unknown", NOW, requests=1)])
    store.update_account(replace(second, enabled=False))
    store.subscriptions.put(Subscription(first.id, "Max", Decimal(100)))
    store.put_budget(Budget("month", Decimal("12.50")))
    store.save_alert(Alert(AlertKind.TOKEN_SPIKE, NOW, "work", "", "", "gpt-5", Decimal("1.5"), Decimal(1), "Fast."))
    store.record_change(AccountChange(NOW, "work", "added", "by hand"))
    store.wish_history(first.id, WEEK.start)
    store.remove_account(gone.id)


def content(store: Store) -> dict[str, Any]:
    accounts = store.all_accounts()
    return {
        "accounts": accounts,
        "sums": [store.sums(query) for query in QUESTIONS],
        "units": store.unit_sums(SumQuery(WEEK, step="day")),
        "costs": store.billed_costs(WEEK),
        "keys": store.keys(),
        "coverage": [store.coverage(account.id, "completions", ("",)) for account in accounts],
        "records": [store.records_of(account.id) for account in accounts],
        "told": {
            "plans": store.subscriptions.everyone(),
            "budgets": store.budgets(),
            "alerts": store.alerts(),
            "changes": store.changes(),
            "zone": store.zone,
            "wish": store.history_wish(accounts[0].id),
        },
    }


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "history.db", zone=ZONE) as store:
        fill(store)
        yield store


@pytest.fixture
def target(postgres_url: str) -> Iterator[Store]:
    with Store.open(postgres_url) as store:
        yield store


def test_everything_arrives_with_its_numbers_and_equal_sums(source: Store, target: Store) -> None:
    copied = {one.table: one for one in source.copy_into(target)}
    assert content(target) == content(source)
    assert copied["usage"].rows == 2 * 7 * 24 * 4
    assert copied["usage"].sums == 2 * 7 * 4  # accounts, days, models and tiers
    assert copied["accounts"].rows == 2
    assert copied["records"].sums == 4  # of each account: with a model and without
    assert "leases" not in copied


def test_what_comes_later_gets_new_numbers_also_after_an_account_that_is_gone(source: Store, target: Store) -> None:
    source.copy_into(target)
    alert = Alert(AlertKind.TOKEN_SPIKE, NOW + timedelta(days=1), "other", "", "", "m", Decimal(2), Decimal(1), "Fast.")
    for store in (source, target):
        assert store.add_account("new", "openai", "https://a.test").id == 4
        store.record_change(AccountChange(NOW, "new", "added", ""))
        saved = store.save_alert(alert)
        assert saved is not None
        assert saved.id == 2


def test_the_way_back_into_a_file_is_open(source: Store, target: Store, tmp_path: Path) -> None:
    source.copy_into(target)
    with Store.open(tmp_path / "back.db") as back:
        target.copy_into(back)
        assert content(back) == content(source)
        assert back.integrity_problem() is None
        assert back.add_account("new", "openai", "https://a.test").id == 4


def add_account(store: Store) -> None:
    store.add_account("somebody", "openai", "https://a.test")


def add_budget(store: Store) -> None:
    store.put_budget(Budget("month", Decimal(3)))


@pytest.mark.parametrize("put", [add_account, add_budget])
def test_a_database_that_holds_something_is_refused_and_stays_as_it_is(
    source: Store, target: Store, put: Callable[[Store], None]
) -> None:
    put(target)
    before = target.all_accounts(), target.budgets(), target.zone
    with pytest.raises(NotEmpty, match="an empty database; nothing was copied"):
        source.copy_into(target)
    assert (target.all_accounts(), target.budgets(), target.zone) == before


# Nothing or everything


def spoiled(url: str, happen: Callable[[Connection], None]) -> Database:
    """A target in which something happens when all rows are there and are not yet proved."""
    target = Database(url)

    def look(db: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT setval"):
            happen(db)

    event.listen(target.engine, "before_cursor_execute", look)
    return target


def interrupt(_db: Connection) -> None:
    raise KeyboardInterrupt


def lose_a_token(db: Connection) -> None:
    db.execute(text("UPDATE usage SET input = input - 1 WHERE start = (SELECT min(start) FROM usage)"))


def lose_a_plan(db: Connection) -> None:
    db.execute(text("UPDATE subscriptions SET plan = 'Pro'"))


@pytest.mark.parametrize(
    ("happen", "error"), [(interrupt, KeyboardInterrupt), (lose_a_token, NotACopy), (lose_a_plan, NotACopy)]
)
def test_an_interrupted_or_a_wrong_copy_leaves_the_target_empty(
    source: Store,
    postgres_url: str,
    tmp_path: Path,
    happen: Callable[[Connection], None],
    error: type[BaseException],
) -> None:
    with Store.open(postgres_url) as target:
        before = target.zone
    with (
        closing(Database(tmp_path / "history.db")) as original,
        closing(spoiled(postgres_url, happen)) as broken,
        pytest.raises(error),
    ):
        transfer(original, broken)
    with Store.open(postgres_url) as target:
        assert target.zone == before
        assert target.all_accounts() == ()
        assert target.stats().rows == 0
        source.copy_into(target)  # and once more, well
        assert content(target) == content(source)


def test_a_damaged_history_is_told_of_itself(source: Store, target: Store, tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    source.copy_to(file)
    page = 4096
    whole = bytearray(file.read_bytes())
    for at in range(20 * page, len(whole) - 8 * page, 3 * page):
        whole[at : at + page] = b"\xa5" * page
    file.write_bytes(whole)
    with Store.open(file) as damaged, pytest.raises(CorruptDatabase, match=r"damaged\.db is damaged"):
        damaged.copy_into(target)
    assert target.all_accounts() == ()
