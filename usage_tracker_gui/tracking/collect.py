"""One pass over all accounts: ask each service what is new, keep it, and say how it went.

A failure of one account is an outcome, never the end of the pass. Rows and cursor move in one transaction of the
store, page by page, so that a pass may be interrupted or killed at any moment and the next one goes on from there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Collection, Failed, Failure, FailureKind, Fetched, Outcome, Tally
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.providers.provider import (
    Connection,
    CostPage,
    Interrupted,
    Provider,
    ProviderError,
    Stream,
    UnitPage,
    UsagePage,
)
from usage_tracker_gui.store.errors import DatabaseUnreachable, StoreError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.cut_hours import CutHours
from usage_tracker_gui.tracking.orders import Order, start_of_bucket
from usage_tracker_gui.tracking.spans import Span, covered_by, joined

EVERY_KEY = ("",)
P = TypeVar("P", UsagePage, UnitPage)
Read = Callable[[Connection, Stream, Period, Sequence[str]], Iterator[P]]


class Asking(Protocol):
    """Where an account's provider and connection come from. Opening one may raise a ProviderError."""

    def provider(self, account: Account) -> Provider: ...

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one stream of an account has come, in seconds of history."""

    account: str
    stream: str
    done: float
    total: float
    tally: Tally


def collect(
    accounts: Sequence[Account],
    asking: Asking,
    store: Store,
    order: Order,
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Collection:
    """Read every account in turn, page by page, until all is read or `should_stop` says so."""
    outcomes: list[Outcome] = []
    with _rare_garbage_collection():
        for account in accounts:
            if should_stop():
                break
            outcomes.append(_collect_account(account, asking, store, order, should_stop, on_progress))
    return Collection(order.now, order.period, tuple(outcomes), interrupted=should_stop())


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Rows come by the million, die young and are in no cycle: looking for one at every 700 of them took a tenth of a
    sync, and kept Python's lock meanwhile."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 20_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _collect_account(
    account: Account,
    asking: Asking,
    store: Store,
    order: Order,
    should_stop: Callable[[], bool],
    on_progress: Callable[[Progress], None],
) -> Outcome:
    tally = Tally()
    try:
        connection = asking.connect(account, should_stop)
        reading = AccountReading(asking.provider(account), connection, store, order)
        for progress in reading.steps():
            tally = progress.tally
            on_progress(progress)
            if should_stop():
                return Fetched(account, tally)
        reading.remember_names()
    except Interrupted:
        return Fetched(account, tally)
    except ProviderError as error:
        return Failed(account, error.failure, tally)
    except StoreError as error:
        kind = FailureKind.STORE_UNREACHABLE if isinstance(error, DatabaseUnreachable) else FailureKind.STORE
        return Failed(account, Failure(kind, str(error)), tally)
    return Fetched(account, tally, connection.heard.rate_limit)


class AccountReading:
    """Reads one account's streams. Each step is one page, safely stored (or, in a dry run, only counted)."""

    def __init__(self, provider: Provider, connection: Connection, store: Store, order: Order) -> None:
        self._provider = provider
        self._connection = connection
        self._account = connection.account
        self._store = store
        self._order = order
        self._cut_hours = CutHours(provider, connection, store)
        self._tally = Tally()

    def steps(self) -> Iterator[Progress]:
        for stream in self._order.usage_streams(self._provider):
            yield from self._steps_of(stream, self._provider.usage, self._save_usage)
        yield from self._cost_steps()
        for stream in self._order.unit_streams(self._provider):
            yield from self._steps_of(stream, self._provider.units, self._save_units)

    def remember_names(self) -> None:
        if self._order.names and not self._order.dry_run:
            self._store.save_keys(self._account.id, self._provider.keys(self._connection), self._order.now)

    def _steps_of(self, stream: Stream, read: Read[P], save: Callable[[Stream, Span, P], int]) -> Iterator[Progress]:
        keys = self._account.key_ids or EVERY_KEY
        spans = self._order.spans(stream, keys, self._covered(stream, keys))
        total = sum(span.period.length.total_seconds() for span in spans)
        done = 0.0
        for span in spans:
            is_absent = True
            for page in read(self._connection, stream, span.period, _filter(span.keys)):
                is_absent = False
                written = 0 if self._order.dry_run else save(stream, span, page)
                self._tally = self._tally.plus(Tally(page.requests, page.bucket_count, written))
                done += page.period.length.total_seconds()
                yield Progress(self._account.name, stream.name, min(done, total), total, self._tally)
            if is_absent and not (self._order.dry_run or self._connection.should_stop()):
                self._remember_absence(stream, span)

    def _remember_absence(self, stream: Stream, span: Span) -> None:
        """The account can't read this family: it is not asked for the same time again, and nothing is taken away."""
        self._cover(stream, span, self._covers(stream, span, span.period))

    def _save_usage(self, stream: Stream, span: Span, page: UsagePage) -> int:
        """The cursor moves with the rows; where midnight cuts one of the hours, it waits for that hour's quarters."""
        covers, keys = self._covers(stream, span, page.period), _filter(span.keys)
        cut = self._cut_hours.within(stream, page.period)
        written = self._store.save_usage(
            self._account.id, stream.name, stream.grain, page.period, page.buckets, keys, {} if cut else covers
        )
        if not cut:
            return written
        divided = self._cut_hours.divide(stream, cut, keys)
        self._tally = self._tally.plus(Tally(divided.requests))
        self._cover(stream, span, covers)
        return written + divided.rows_written

    def _cover(self, stream: Stream, span: Span, covers: Mapping[str, Period]) -> None:
        """The cursor moves, and no row."""
        nothing = Period(span.period.start, span.period.start)
        self._store.save_usage(self._account.id, stream.name, stream.grain, nothing, (), _filter(span.keys), covers)

    def _save_units(self, stream: Stream, span: Span, page: UnitPage) -> int:
        return self._store.save_units(
            self._account.id,
            stream.name,
            stream.grain,
            page.period,
            page.units,
            _filter(span.keys),
            self._covers(stream, span, page.period),
        )

    def _covers(self, stream: Stream, span: Span, page: Period) -> dict[str, Period]:
        """Each key's covered span once `page` is stored. The open bucket stays outside: it will still grow."""
        if not span.forward and page.end < span.period.end:
            return {}
        end = min(page.end, start_of_bucket(self._order.now, stream.grain))
        if end <= span.period.start:
            return {}
        covered = self._covered(stream, span.keys)
        return {key: joined(covered.get(key), Period(span.period.start, end)) for key in span.keys}

    def _covered(self, stream: Stream, keys: Sequence[str]) -> dict[str, Period]:
        now = start_of_bucket(self._order.now, stream.grain)
        return covered_by(self._store.coverage(self._account.id, stream.name, keys), now)

    def _cost_covered(self, stream: Stream) -> Period | None:
        """Costs are covered up to the moment: a day's bill grows long after it."""
        return covered_by(self._store.coverage(self._account.id, stream.name, EVERY_KEY), self._order.now).get("")

    def _cost_steps(self) -> Iterator[Progress]:
        stream = self._provider.cost_stream
        covered = self._cost_covered(stream) if stream else None
        period = self._order.cost_period(self._provider, covered)
        if stream is None or period is None:
            return
        total = period.length.total_seconds()
        for page in self._provider.costs_by_key(self._connection, period):
            written = 0 if self._order.dry_run else self._save_costs(stream, period, page)
            self._tally = self._tally.plus(Tally(page.requests, page.bucket_count, written))
            done = (page.period.end - period.start).total_seconds()
            yield Progress(self._account.name, stream.name, min(done, total), total, self._tally)

    def _save_costs(self, stream: Stream, period: Period, page: CostPage) -> int:
        covered = self._cost_covered(stream)
        read = Period(period.start, max(period.start, min(page.period.end, self._order.now)))
        return self._store.save_costs(self._account.id, page.period, page.costs, joined(covered, read))


def _filter(keys: Sequence[str]) -> tuple[str, ...]:
    """What is asked of the service: no filter where every key is watched."""
    return () if tuple(keys) == EVERY_KEY else tuple(keys)
