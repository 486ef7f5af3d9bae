"""The live watch: nothing at first, then one alert for one spike, stored, and silent for ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.alerts import AlertKind
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.domain.usage import MINUTE, Bucket, NamedKey, Period, Tokens
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.watch import Watch

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def use(store: Store, account: Account, at: datetime, tokens: int, requests: int = 1, key: str = "key_1") -> None:
    start = at.replace(second=0, microsecond=0)
    page = Period(start, start + timedelta(minutes=1))
    buckets = [Bucket(page.start_unix, key, "", "", "gpt-5.1", "standard", requests, tokens)]
    store.save_usage(account.id, "live", MINUTE, page, buckets, (key,), {})


def a_watch(store: Store, limit: Decimal | None = None) -> Watch:
    return Watch(store, MINUTE, timedelta(minutes=90), SpikeRule(10_000, 120), limit)


def test_the_first_look_alerts_on_nothing(store: Store, account: Account) -> None:
    use(store, account, NOW, 5_000_000, 9_000)
    seen = a_watch(store).look((account,), NOW)
    assert (seen.rates, seen.alerts, seen.first) == ((), (), True)


def test_without_use_between_two_looks_the_rate_is_a_measured_zero(store: Store, account: Account) -> None:
    watch = a_watch(store)
    watch.look((account,), NOW)
    seen = watch.look((account,), NOW + timedelta(seconds=15))
    assert (seen.rates, seen.first) == ((), False)


def test_a_spike_is_one_alert_that_names_the_key_and_is_stored(store: Store, account: Account) -> None:
    store.save_keys(account.id, [NamedKey("key_1", "prod-batch")], NOW)
    watch = a_watch(store)
    use(store, account, NOW, 100)
    watch.look((account,), NOW)
    use(store, account, NOW, 90_100)
    (alert,) = watch.look((account,), NOW + timedelta(seconds=60)).alerts
    assert (alert.kind, alert.key_name, alert.value) == (AlertKind.TOKEN_SPIKE, "prod-batch", Decimal(90_000))
    assert [stored.id for stored in store.alerts()] == [alert.id]


def test_a_spike_that_goes_on_is_not_told_again_within_ten_minutes(store: Store, account: Account) -> None:
    watch = a_watch(store)
    told = []
    for minute in range(13):
        at = NOW + timedelta(minutes=minute)
        use(store, account, at, 50_000)
        told += [minute for _alert in watch.look((account,), at).alerts]
    assert told == [1, 11]


def test_another_program_on_the_same_database_does_not_tell_it_twice(store: Store, account: Account) -> None:
    first, second = a_watch(store), a_watch(store)
    for watch in (first, second):
        watch.look((account,), NOW)
    use(store, account, NOW, 90_000)
    later = NOW + timedelta(minutes=1)
    assert len(first.look((account,), later).alerts) == 1
    assert second.look((account,), later).alerts == ()


def test_keys_that_are_not_watched_raise_nothing(store: Store, account: Account) -> None:
    chosen = Account(account.id, account.name, account.service, account.base_url, key_ids=("key_2",))
    watch = a_watch(store)
    watch.look((chosen,), NOW)
    use(store, account, NOW, 90_000)
    assert watch.look((chosen,), NOW + timedelta(minutes=1)).alerts == ()


def test_a_cost_above_its_limit_is_told_once(store: Store, account: Account) -> None:
    spent = Figures(Tokens(), 1, Cost(Decimal("5.01"), CostStatus.PRICED))
    watch = a_watch(store, Decimal(5))
    assert watch.look((account,), NOW, spent).alerts == ()
    (alert,) = watch.look((account,), NOW + timedelta(seconds=15), spent).alerts
    assert (alert.kind, alert.value, alert.threshold) == (AlertKind.COST_THRESHOLD, Decimal("5.01"), Decimal(5))
    assert watch.look((account,), NOW + timedelta(seconds=30), spent).alerts == ()


def test_an_unknown_cost_is_not_taken_for_a_small_one(store: Store, account: Account) -> None:
    watch = a_watch(store, Decimal(0))
    watch.look((account,), NOW)
    unknown = Figures(Tokens(), 1, Cost(None, CostStatus.UNPRICED))
    assert watch.look((account,), NOW, unknown).alerts == ()


def tell(store: Store, account: Account, at: datetime, tokens: int, id_: str, key: str = "crawler") -> None:
    store.save_records(account.id, [UsageRecord(id_, at, key, "gpt-5.1", input_tokens=tokens, requests=1)])


def test_a_program_that_runs_wild_and_tells_its_calls_is_a_spike(store: Store) -> None:
    programs = store.add_account("openai-programs", "openai", "", configured=False)
    watch = a_watch(store)
    tell(store, programs, NOW - timedelta(minutes=5), 900_000, "session-0")
    assert watch.look((), NOW, told=(programs,)).alerts == ()
    for number in range(1, 4):
        tell(store, programs, NOW + timedelta(seconds=number), 30_000, f"session-{number}")
    seen = watch.look((), NOW + timedelta(minutes=1), told=(programs,))
    (alert,) = seen.alerts
    assert (alert.kind, alert.account, alert.key_name) == (AlertKind.TOKEN_SPIKE, "openai-programs", "crawler")
    assert [rate.tokens_per_minute for rate in seen.rates] == [Decimal(90_000)]


@pytest.mark.parametrize("mark", ["hand:", "line:"])
def test_what_is_typed_in_or_imported_is_no_rate(store: Store, mark: str) -> None:
    groq = store.add_account("Groq", "groq", "", configured=False)
    watch = a_watch(store)
    watch.look((), NOW, told=(groq,))
    tell(store, groq, NOW, 5_000_000, f"{mark}1")
    assert watch.look((), NOW + timedelta(minutes=1), told=(groq,)).rates == ()
