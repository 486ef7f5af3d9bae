"""A pass over accounts: what is asked, what is kept, and how failures and interruptions leave the history whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Failed, FailureKind, Fetched
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.providers.provider import BadAnswer, CredentialRefused, Unreachable
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.collect import Progress, collect
from usage_tracker_gui.tracking.orders import Backfill, CatchUp, Reread, Touch

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
EVER = Period(datetime(2020, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def requests_in(store: Store, period: Period = EVER) -> int:
    return sum(part.requests for part in store.sums(SumQuery(period)))


def covered(store: Store, account: Account, key: str = "") -> Period | None:
    return store.coverage(account.id, "completions", (key,)).get(key)


def test_the_first_catch_up_reads_thirty_days(store: Store, account: Account, asking: Any) -> None:
    (outcome,) = collect((account,), asking, store, CatchUp(NOW)).outcomes
    assert isinstance(outcome, Fetched)
    assert covered(store, account) == Period(NOW.replace(minute=0) - timedelta(days=30), NOW.replace(minute=0))
    assert requests_in(store) == 2 * (30 * 24 + 1)  # two keys, and the open hour


def test_history_is_read_newest_first(store: Store, account: Account, asking: Any, service: Any) -> None:
    collect((account,), asking, store, CatchUp(NOW))
    starts = [period.start for _stream, period, _keys in service.asked]
    assert starts == sorted(starts, reverse=True)
    assert len(starts) > 2


def test_the_next_catch_up_reads_the_last_three_days_again(
    store: Store, account: Account, asking: Any, service: Any
) -> None:
    collect((account,), asking, store, CatchUp(NOW))
    service.asked.clear()
    later = NOW + timedelta(hours=2)
    collect((account,), asking, store, CatchUp(later))
    assert min(period.start for _stream, period, _keys in service.asked) == NOW.replace(minute=0) - timedelta(days=3)
    assert requests_in(store) == 2 * (30 * 24 + 3)


def test_a_quick_look_reads_at_most_six_hours(store: Store, account: Account, asking: Any, service: Any) -> None:
    collect((account,), asking, store, Touch(NOW))
    assert {stream for stream, _period, _keys in service.asked} == {"live", "completions"}
    assert all(period.length <= timedelta(hours=7) for _stream, period, _keys in service.asked)


def test_a_quick_look_after_days_off_leaves_the_gap_to_the_catch_up(
    store: Store, account: Account, asking: Any
) -> None:
    collect((account,), asking, store, CatchUp(NOW))
    later = NOW + timedelta(days=4)
    collect((account,), asking, store, Touch(later))
    assert covered(store, account) == Period(NOW.replace(minute=0) - timedelta(days=30), NOW.replace(minute=0))
    collect((account,), asking, store, CatchUp(later))
    assert requests_in(store) == 2 * (34 * 24 + 1)


def test_older_history_comes_behind_and_an_interruption_costs_nothing(
    store: Store, account: Account, asking: Any, service: Any
) -> None:
    collect((account,), asking, store, Touch(NOW))
    wanted = NOW.replace(minute=0) - timedelta(days=60)
    pages = 0

    def count(_progress: Progress) -> None:
        nonlocal pages
        pages += 1

    collection = collect((account,), asking, store, Backfill(NOW, wanted), lambda: pages >= 20, count)
    assert collection.interrupted
    known = covered(store, account)
    assert known is not None
    assert wanted < known.start < NOW - timedelta(days=6)
    collect((account,), asking, store, Backfill(NOW, wanted))
    assert covered(store, account) == Period(wanted, NOW.replace(minute=0))
    assert requests_in(store) == 2 * (60 * 24 + 1)
    service.asked.clear()
    collect((account,), asking, store, Backfill(NOW, wanted))
    assert service.asked == []


def test_a_span_is_read_again_whatever_the_cursor_says(
    store: Store, account: Account, asking: Any, service: Any
) -> None:
    collect((account,), asking, store, CatchUp(NOW))
    service.asked.clear()
    span = Period(NOW - timedelta(days=20), NOW - timedelta(days=19))
    collect((account,), asking, store, Reread(NOW, span))
    assert min(period.start for _stream, period, _keys in service.asked) == span.start.replace(minute=0)
    assert requests_in(store) == 2 * (30 * 24 + 1)


def test_what_came_before_a_failure_is_kept_and_counted(
    store: Store, account: Account, asking: Any, service: Any
) -> None:
    service.fails_at = NOW - timedelta(days=10)
    service.error = BadAnswer("OpenAI answered nonsense.")
    (outcome,) = collect((account,), asking, store, CatchUp(NOW)).outcomes
    assert isinstance(outcome, Failed)
    assert outcome.status == "partial"
    assert outcome.failure.kind is FailureKind.BAD_ANSWER
    assert outcome.tally.rows_written == requests_in(store) > 0
    service.error = None
    collect((account,), asking, store, Backfill(NOW, NOW.replace(minute=0) - timedelta(days=30)))
    assert requests_in(store) == 2 * (30 * 24 + 1)


@pytest.mark.parametrize("error", [CredentialRefused("no"), Unreachable("no"), BadAnswer("no")])
def test_one_account_that_fails_ends_no_pass(
    store: Store, account: Account, asking: Any, service: Any, error: Any
) -> None:
    service.error = error
    other = store.add_account("other", "openai", "https://example.invalid/v1")
    broken, whole = type(service)(error=error), type(service)()
    asking.services = (broken, whole)
    failed, fetched = collect((account, other), asking, store, CatchUp(NOW)).outcomes
    assert isinstance(failed, Failed)
    assert failed.status == "failed"
    assert isinstance(fetched, Fetched)
    assert requests_in(store) == 2 * (30 * 24 + 1)


def test_a_dry_run_counts_and_keeps_nothing(store: Store, account: Account, asking: Any) -> None:
    (outcome,) = collect((account,), asking, store, CatchUp(NOW, dry_run=True)).outcomes
    assert outcome.tally.buckets == 30 * 24 + 1
    assert (outcome.tally.rows_written, requests_in(store), covered(store, account)) == (0, 0, None)


def test_the_open_bucket_stays_outside_of_what_is_covered(store: Store, account: Account, asking: Any) -> None:
    collect((account,), asking, store, Touch(NOW))
    known = covered(store, account)
    assert known is not None
    assert known.end == NOW.replace(minute=0)


def test_names_of_keys_are_remembered(store: Store, account: Account, asking: Any) -> None:
    collect((account,), asking, store, CatchUp(NOW))
    known = store.keys()
    assert [(key.id, key.name) for _account, key in known] == [("key_1", "one"), ("key_2", "two")]


def test_minutes_are_kept_apart_from_history(store: Store, account: Account, asking: Any) -> None:
    collect((account,), asking, store, Reread(NOW, Period(NOW - timedelta(hours=2), NOW), minutes=True))
    assert requests_in(store) == 0
    assert len(store.readings((account.id,), 60, NOW - timedelta(hours=3))) > 0
