"""What is not counted in tokens is read with the rest, and a family that an account can't read is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Fetched
from usage_tracker_gui.domain.usage import HOUR, Period, UnitBucket
from usage_tracker_gui.providers.provider import Connection, Stream, UnitPage
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.orders import Backfill, CatchUp, Order, Reread, Touch

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
EVER = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
SEARCHES = Stream("web_search_calls", HOUR, timedelta(days=3), timedelta(0), timedelta(0), timedelta(days=10))


@dataclass
class Searches:
    """Beside the usage of another service, one web search an hour; or none that the account may read."""

    beside: Any
    is_readable: bool = True
    asked: list[Period] = field(default_factory=list)
    unit_streams: tuple[Stream, ...] = (SEARCHES,)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beside, name)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        self.asked.append(period)
        if self.is_readable:
            hours = range(period.start_unix, period.end_unix, HOUR)
            found = [UnitBucket(start, "key_1", "proj_1", "", "gpt-5.1", "web_search", 1) for start in hours]
            yield UnitPage(period, found, 1, len(found))


class Asking:
    def __init__(self, provider: Searches, connect: Callable[..., Connection]) -> None:
        self._provider = provider
        self.connect = connect

    def provider(self, account: Account) -> Searches:
        return self._provider


@pytest.fixture
def searches(service: Any) -> Searches:
    return Searches(service)


@pytest.fixture
def collected(store: Store, account: Account, asking: Any, searches: Searches) -> Callable[[Order], int]:
    """Collects as ordered; how many searches are stored then."""

    def collect_once(order: Order) -> int:
        (outcome,) = collect((account,), Asking(searches, asking.connect), store, order).outcomes  # type: ignore[arg-type]
        assert isinstance(outcome, Fetched)
        return sum(part.quantity for part in store.unit_sums(SumQuery(EVER)))

    return collect_once


def covered(store: Store, account: Account) -> Period | None:
    return store.coverage(account.id, SEARCHES.name, ("",)).get("")


def test_a_catch_up_reads_units_as_far_back_as_usage(
    store: Store, account: Account, collected: Callable[[Order], int]
) -> None:
    assert collected(CatchUp(NOW)) == 30 * 24 + 1  # and the open hour
    assert covered(store, account) == Period(NOW.replace(minute=0) - timedelta(days=30), NOW.replace(minute=0))
    assert collected(CatchUp(NOW)) == 30 * 24 + 1


def test_older_history_has_its_units_too(collected: Callable[[Order], int]) -> None:
    collected(CatchUp(NOW))
    assert collected(Backfill(NOW, NOW - timedelta(days=40))) > 39 * 24


def test_a_quick_look_asks_for_none(collected: Callable[[Order], int], searches: Searches) -> None:
    collected(Touch(NOW))
    collected(Reread(NOW, Period(NOW - timedelta(days=1), NOW), bills=False))
    assert searches.asked == []


def test_a_dry_run_keeps_none(collected: Callable[[Order], int], searches: Searches) -> None:
    assert collected(CatchUp(NOW, dry_run=True)) == 0
    assert searches.asked


def test_a_family_that_the_account_cannot_read_is_not_asked_for_the_same_time_again(
    store: Store, account: Account, collected: Callable[[Order], int], searches: Searches
) -> None:
    searches.is_readable = False
    collected(CatchUp(NOW))
    assert covered(store, account) is not None
    searches.asked.clear()
    collected(CatchUp(NOW))
    assert sum((period.length for period in searches.asked), timedelta(0)) <= timedelta(days=4)


def test_what_was_known_stays_when_the_family_can_no_longer_be_read(
    collected: Callable[[Order], int], searches: Searches
) -> None:
    before = collected(CatchUp(NOW))
    searches.is_readable = False
    assert collected(CatchUp(NOW)) == before
