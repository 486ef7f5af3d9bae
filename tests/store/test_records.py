"""Recorded usage in both databases: once, summed by what it knows, gone with its account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.records import Counts, UsageRecord
from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery

AT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
MONTH = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def full(id_: str, at: datetime = AT) -> UsageRecord:
    return UsageRecord(
        id=id_,
        at=at,
        key="laptop",
        model="gpt-5.1",
        tier="batch",
        input_tokens=100,
        cached_input_tokens=30,
        output_tokens=7,
        requests=2,
        cost_usd=Decimal("0.000000001"),
        tokens_remaining=1000,
        sessions_active=3,
        request_type="chat",
        cache_write_tokens=4,
        cache_write_1h_tokens=5,
    )


def test_a_record_comes_back_as_it_was_told(store: Store, account: Account) -> None:
    unknown = UsageRecord(id="2", at=AT + timedelta(microseconds=1), requests=1)
    assert store.save_records(account.id, [full("1"), unknown]) == 2
    assert store.records_of(account.id) == [full("1"), unknown]


def test_the_same_id_again_changes_nothing(store: Store, account: Account) -> None:
    assert store.save_records(account.id, [full("1"), full("1")]) == 1
    assert store.save_records(account.id, [UsageRecord(id="1", at=AT, requests=9), full("2")]) == 1
    assert store.records_of(account.id) == [full("1"), full("2")]
    assert store.told.known(account.id, ["1", "3"]) == {"1"}


def test_an_id_is_unique_in_its_account_alone(store: Store, account: Account) -> None:
    other = store.add_account("Other", "groq", "", configured=False)
    assert store.save_records(account.id, [full("1")]) == store.save_records(other.id, [full("1")]) == 1


def test_thousands_are_counted_exactly(store: Store, account: Account) -> None:
    many = [full(f"{number:05}", AT + timedelta(seconds=number)) for number in range(3000)]
    assert store.save_records(account.id, many) == 3000
    assert store.save_records(account.id, [*many[:1500], full("new")]) == 1
    assert len(store.told.known(account.id, [record.id for record in many])) == 3000
    first = store.records_of(account.id, limit=1000)
    assert [record.id for record in store.records_of(account.id, first[-1].id, 2)] == ["01000", "01001"]


def test_a_told_record_is_found_changed_and_taken_back(store: Store, account: Account) -> None:
    store.save_records(account.id, [full("a%1"), full("a_2", AT + timedelta(hours=1))])
    told = store.told
    assert [record.id for _account, record in told.latest(MONTH, (account.id,), 10)] == ["a_2", "a%1"]
    assert told.latest(MONTH, (), 10) == []
    assert [record.id for _account, record in told.beginning_with("a%", (account.id,), 10)] == ["a%1"]
    smaller = replace(full("a%1"), input_tokens=50)
    assert told.replace(account.id, smaller)
    assert not told.replace(account.id, full("nobody's"))
    assert store.records_of(account.id)[0] == smaller
    assert told.remove(account.id, "a%1")
    assert not told.remove(account.id, "a%1")
    assert [record.id for record in store.records_of(account.id)] == ["a_2"]


def test_readings_are_what_programs_told_by_the_minute(store: Store, account: Account) -> None:
    later = AT + timedelta(seconds=61)
    store.save_records(account.id, [full("p-1"), full("p-2"), full("p-3", later), full("hand:1"), full("line:2")])
    start = int(AT.timestamp())
    assert store.told.readings((account.id,), 60, AT) == [
        (account.id, "laptop", "gpt-5.1", start, 214, 4),
        (account.id, "laptop", "gpt-5.1", start + 60, 107, 2),
    ]
    assert store.told.readings((account.id,), 60, AT + timedelta(hours=1)) == []


def test_a_sum_knows_what_its_rows_knew(store: Store, account: Account) -> None:
    store.save_records(
        account.id,
        [
            UsageRecord(id="1", at=AT, model="m", input_tokens=10, output_tokens=1),
            UsageRecord(id="2", at=AT, model="m", input_tokens=20, output_tokens=2, requests=3),
            UsageRecord(id="3", at=AT, model="m", output_tokens=4),
            UsageRecord(id="4", at=AT, model="m", cost_usd=Decimal("0.25")),
            UsageRecord(id="5", at=AT, model="m", cost_usd=Decimal("0.50"), requests=1),
        ],
    )
    found = {(told.counts, told.cost_usd) for told in store.record_sums(SumQuery(MONTH))}
    assert found == {
        (Counts(input_tokens=30, output_tokens=3, requests=3), None),
        (Counts(output_tokens=4), None),
        (Counts(requests=1), Decimal("0.75")),
    }


@pytest.mark.parametrize(
    ("step", "zone", "name"),
    [
        ("minute", "UTC", "2026-11-24T23:30+00:00"),
        ("hour", "UTC", "2026-11-24T23:00+00:00"),
        ("day", "UTC", "2026-11-24"),
        ("day", "Asia/Kolkata", "2026-11-25"),
        ("month", "UTC", "2026-11"),
        (None, "UTC", ""),
    ],
)
def test_steps_are_cut_in_the_zone_that_was_asked_for(
    store: Store, account: Account, step: str, zone: str, name: str
) -> None:
    store.save_records(account.id, [full("1")])
    (told,) = store.record_sums(SumQuery(MONTH, step=step, zone=zone))
    assert told.step == name
    assert told.day == AT.date()


def test_filters_and_the_ends_of_a_period_hold(store: Store, account: Account) -> None:
    store.save_records(account.id, [full("1"), full("2", MONTH.start), full("3", MONTH.end)])
    assert [told.counts.requests for told in store.record_sums(SumQuery(MONTH))] == [2, 2]
    assert store.record_sums(SumQuery(MONTH, keys=("laptop",)))
    assert not store.record_sums(SumQuery(MONTH, keys=("phone",)))
    assert not store.record_sums(SumQuery(MONTH, projects=("proj_1",)))
    assert not store.record_sums(SumQuery(MONTH, account_ids=()))
    assert store.record_keys() == {"laptop"}


def test_first_and_last_usage_look_at_records_too(store: Store, account: Account) -> None:
    store.save_records(account.id, [full("1"), full("2", AT + timedelta(days=1))])
    assert store.first_usage() == AT
    assert store.last_usage(account.id) == AT + timedelta(days=1)


def test_an_account_has_one_plan_which_goes_with_it(store: Store, account: Account) -> None:
    store.subscriptions.put(Subscription(account.id, "Plus", Decimal(20)))
    better = Subscription(account.id, "Pro", Decimal("199.99"), 31, 500, QuotaUnit.TOKENS, 2)
    store.subscriptions.put(better)
    assert store.subscriptions.everyone() == (better,)
    store.save_records(account.id, [full("1")])
    assert store.subscriptions.most_sessions(account.id, MONTH) == 3
    store.remove_account(account.id)
    assert store.subscriptions.everyone() == ()
    assert store.first_usage() is None
    assert not store.subscriptions.remove(account.id)
