"""Usage that is saved replaces what was there, and nothing is ever counted twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.usage import HOUR, MINUTE, QUARTER, Bucket, Period, Tokens
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery

START = datetime(2026, 11, 24, tzinfo=UTC)
DAY = Period(START, START + timedelta(days=1))


def hour(number: int, tokens: int = 10, **more: str) -> Bucket:
    who = {"key": "key_a", "project": "", "user": "", "model": "gpt-5", "tier": "standard"} | more
    return Bucket(start=DAY.start_unix + number * HOUR, requests=1, input=tokens, **who)


def save(store: Store, account: Account, *buckets: Bucket, keys: tuple[str, ...] = (), period: Period = DAY) -> int:
    return store.save_usage(account.id, "completions", HOUR, period, buckets, keys, {})


def total(store: Store, period: Period = DAY, **more: object) -> int:
    return sum(found.tokens.total for found in store.sums(SumQuery(period, **more)))  # type: ignore[arg-type]


def test_a_page_read_again_replaces_what_was_there_also_downward(store: Store, account: Account) -> None:
    assert save(store, account, hour(1, 50), hour(2, 70)) == 2
    assert save(store, account, hour(1, 40), hour(2, 70)) == 1
    assert total(store) == 110


def test_a_row_that_vanished_upstream_vanishes_here(store: Store, account: Account) -> None:
    save(store, account, hour(1), hour(2, model="gpt-4o"))
    assert save(store, account, hour(1)) == 1
    assert total(store) == 10
    assert {found.model for found in store.sums(SumQuery(DAY))} == {"gpt-5"}


def test_a_page_without_news_writes_nothing(store: Store, account: Account) -> None:
    save(store, account, hour(1), hour(2))
    assert save(store, account, hour(2), hour(1)) == 0


def test_a_page_of_some_keys_leaves_the_others_alone(store: Store, account: Account) -> None:
    save(store, account, hour(1, 5), hour(1, 7, key="key_b"))
    save(store, account, hour(1, 100, key="key_b"), keys=("key_b",))
    assert total(store, keys=["key_a"]) == 5
    assert total(store, keys=["key_b"]) == 100


def test_rows_of_keys_that_were_not_asked_for_are_not_kept(store: Store, account: Account) -> None:
    assert save(store, account, hour(1, 100, key="key_b"), hour(1), keys=("key_a",)) == 1
    assert total(store) == 10


def test_two_rows_of_the_same_kind_in_a_page_are_added(store: Store, account: Account) -> None:
    save(store, account, hour(1), hour(1), hour(1, 7))
    assert total(store) == 27
    assert save(store, account, hour(1), hour(1), hour(1, 7)) == 0


def test_a_bucket_outside_of_its_page_is_refused_and_nothing_of_the_page_kept(store: Store, account: Account) -> None:
    with pytest.raises(ValueError, match="outside"):
        save(store, account, hour(1), hour(24))
    assert store.sums(SumQuery(Period(START, START + timedelta(days=3)))) == []


def test_coverage_moves_with_the_rows(store: Store, account: Account) -> None:
    store.save_usage(account.id, "completions", HOUR, DAY, [hour(1)], ("key_a",), {"key_a": DAY})
    assert store.coverage(account.id, "completions", ("key_a", "key_b")) == {"key_a": DAY}
    longer = Period(START - timedelta(days=9), DAY.end)
    store.save_usage(account.id, "completions", HOUR, DAY, [hour(1)], ("key_a",), {"key_a": longer})
    assert store.coverage(account.id, "completions", ("key_a",)) == {"key_a": longer}
    assert store.coverage(account.id, "embeddings", ("key_a",)) == {}


def test_minutes_are_never_a_part_of_history(store: Store, account: Account) -> None:
    save(store, account, hour(1))
    store.save_usage(account.id, "completions", MINUTE, DAY, [hour(1, 4)], (), {})
    assert total(store) == 10
    assert total(store, step="hour") == 10
    assert [(s.step, s.tokens.input) for s in store.sums(SumQuery(DAY, step="minute"))] == [
        ("2026-11-24T01:00+00:00", 4)
    ]


def test_old_minutes_can_be_dropped(store: Store, account: Account) -> None:
    store.save_usage(account.id, "live", MINUTE, DAY, [hour(1), hour(3)], (), {})
    assert store.drop_minutes(START + timedelta(hours=2)) == 1
    assert total(store, step="minute") == 10


def test_every_kind_of_token_comes_back_as_it_was(store: Store, account: Account) -> None:
    kinds = Tokens(*range(10**12, 10**12 + 14))
    save(store, account, Bucket(DAY.start_unix, "key_a", "p", "u", "m", "batch", 3, *kinds))
    (found,) = store.sums(SumQuery(DAY, dims=("account", "key", "project", "model", "tier")))
    assert found[1:6] == (account.id, "key_a", "p", "m", "batch")
    assert (found.requests, found.tokens) == (3, kinds)


def test_many_rows_arrive_as_many(store: Store, account: Account) -> None:
    rows = [hour(n % 24, n, model=f"m{n}'\"") for n in range(1000)]
    assert save(store, account, *rows) == 1000
    assert total(store) == sum(range(1000))


def test_usage_of_an_account_that_was_removed_meanwhile_is_refused(store: Store, account: Account) -> None:
    store.remove_account(account.id)
    with pytest.raises(StoreError, match="removed"):
        save(store, account, hour(1))


def test_readings_are_tokens_and_requests_per_key_model_and_bucket(store: Store, account: Account) -> None:
    rows = [hour(1, 4), hour(1, 5, tier="batch"), hour(2, 6, key="key_b")]
    store.save_usage(account.id, "live", MINUTE, DAY, rows, (), {})
    assert store.readings([account.id], MINUTE, START) == [
        (account.id, "key_a", "gpt-5", DAY.start_unix + HOUR, 9, 2),
        (account.id, "key_b", "gpt-5", DAY.start_unix + 2 * HOUR, 6, 1),
    ]
    assert store.readings([account.id], HOUR, START) == []


def test_first_and_last_usage_are_those_of_history(store: Store, account: Account) -> None:
    assert store.first_usage() is None
    save(store, account, hour(3), hour(5))
    store.save_usage(account.id, "completions", MINUTE, DAY, [hour(9)], (), {})
    assert store.first_usage(account.id) == START + timedelta(hours=3)
    assert store.last_usage() == START + timedelta(hours=5)


def quarter(hour_number: int, number: int, tokens: int) -> Bucket:
    row = hour(hour_number, tokens)
    return row._replace(start=row.start + number * QUARTER, requests=0)


CUT = Period(START + timedelta(hours=18), START + timedelta(hours=19))  # 18:30 UTC is midnight in India


def save_quarters(store: Store, account: Account, *rows: Bucket) -> None:
    store.save_usage(account.id, "completions", QUARTER, CUT, rows, (), {})


def by_indian_day(store: Store) -> list[tuple[str, int]]:
    found = store.sums(SumQuery(DAY, step="day", dims=(), zone="Asia/Kolkata"))
    return [(one.step, one.tokens.total) for one in found]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC"])
def test_an_hour_that_midnight_cuts_is_exact_as_quarters(store: Store, account: Account, zone: str) -> None:
    store.set_zone(zone)
    save(store, account, hour(18, 100))
    assert by_indian_day(store) == [("2026-11-24", 100)]
    save_quarters(store, account, quarter(18, 0, 10), quarter(18, 1, 20), quarter(18, 2, 70))
    assert by_indian_day(store) == [("2026-11-24", 30), ("2026-11-25", 70)]
    assert total(store) == 100


def test_quarters_stay_when_their_hour_is_read_again_and_says_the_same(store: Store, account: Account) -> None:
    save_quarters(store, account, quarter(18, 0, 30), quarter(18, 2, 70))
    save(store, account, hour(18, 100)._replace(requests=0))
    assert by_indian_day(store) == [("2026-11-24", 30), ("2026-11-25", 70)]


def test_an_hour_with_late_usage_takes_the_place_of_its_quarters(store: Store, account: Account) -> None:
    store.set_zone("Asia/Kolkata")
    save_quarters(store, account, quarter(18, 0, 30), quarter(18, 2, 70))
    save(store, account, hour(18, 120))
    assert by_indian_day(store) == [("2026-11-24", 120)]
    assert total(store) == 120
