"""Anthropic's Admin API as a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from usage_tracker_gui.domain.account import RateLimit, Service
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, NamedKey, Period
from usage_tracker_gui.providers.anthropic import analytics, reports
from usage_tracker_gui.providers.anthropic.names import named_keys
from usage_tracker_gui.providers.anthropic.service import SERVICE
from usage_tracker_gui.providers.pages import rows_of, watched, where_present
from usage_tracker_gui.providers.provider import (
    BadAnswer,
    Connection,
    CostPage,
    CredentialRefused,
    Interrupted,
    RefusedRequest,
    Stream,
    UnitPage,
    UsagePage,
)

P = TypeVar("P", UsagePage, UnitPage, CostPage)

HISTORY = Stream(
    name="messages",
    grain=HOUR,
    lag=timedelta(days=1),
    touch=timedelta(hours=2),
    every=timedelta(minutes=5),
    chunk=timedelta(days=30),
)
LIVE = Stream(
    name="live",
    grain=MINUTE,
    lag=timedelta(hours=6),
    touch=timedelta(minutes=15),
    every=timedelta(seconds=60),  # once a minute is what the service supports
    chunk=timedelta(hours=24),
)
SEARCHES = Stream(
    name="web_search",
    grain=HOUR,
    lag=timedelta(days=1),
    touch=timedelta(days=1),
    every=timedelta(minutes=30),
    chunk=timedelta(days=30),
)
BILLED = Stream(
    name="costs",
    grain=DAY,
    lag=timedelta(days=3),
    touch=timedelta(days=1),
    every=timedelta(minutes=30),
    chunk=timedelta(days=31),
)


class Anthropic:
    """See `provider.Provider`. Usage through Bedrock and Vertex is billed elsewhere and not told here."""

    service: Service = SERVICE
    usage_streams: tuple[Stream, ...] = (HISTORY,)
    unit_streams: tuple[Stream, ...] = (SEARCHES,)
    live_stream: Stream | None = LIVE
    cost_stream: Stream | None = BILLED

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        """The live stream by the reports alone, which are the fresher ones."""

        def reported(period: Period) -> Iterator[UsagePage]:
            what = reports.answer_to(reports.USAGE)
            for span in reports.usage_spans(connection, stream.grain, period, keys):
                buckets = rows_of(what, span, reports.USAGE_ROWS, reports.buckets_of)
                yield UsagePage(span.period, watched(buckets, keys), span.requests, span.bucket_count)

        def analyzed() -> Iterator[UsagePage]:
            for span in analytics.usage_spans(connection, period, stream.grain):
                buckets = [bucket for start, rows in span.rows.items() for bucket in reports.buckets_of(start, rows)]
                yield UsagePage(span.period, watched(buckets, keys), span.requests, span.bucket_count)

        return reported(period) if stream.name == LIVE.name else _with_fallback(analyzed(), reported, period)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        """Web searches stand in the rows of the messages."""

        def reported(period: Period) -> Iterator[UnitPage]:
            what = reports.answer_to(reports.USAGE)
            for span in where_present(reports.usage_spans(connection, stream.grain, period, keys)):
                units = rows_of(what, span, reports.USAGE_ROWS, reports.searches_of)
                yield UnitPage(span.period, watched(units, keys), span.requests, span.bucket_count)

        def analyzed() -> Iterator[UnitPage]:
            for span in analytics.usage_spans(connection, period, stream.grain):
                units = [unit for start, rows in span.rows.items() for unit in reports.searches_of(start, rows)]
                yield UnitPage(span.period, watched(units, keys), span.requests, span.bucket_count)

        return _with_fallback(analyzed(), reported, period)

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """The priority tier is not among them; the service does not report its cost."""
        what = reports.answer_to(reports.COSTS)
        for span in where_present(reports.cost_spans(connection, period)):
            lines = rows_of(what, span, reports.COST_ROWS, reports.costs_of)
            yield CostPage(span.period, lines, span.requests, span.bucket_count)

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """Keys are known by the analytics alone."""
        newer = analytics.cost_pages(connection, period)
        return _with_fallback(newer, lambda rest: self.costs(connection, rest), period)

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return named_keys(connection)

    def check(self, connection: Connection) -> RateLimit | None:
        return reports.prove_access(connection)


def _with_fallback(newer: Iterator[P], older: Callable[[Period], Iterator[P]], period: Period) -> Iterator[P]:
    """By the analytics where the account has them for that time, by the reports they replace for the rest of it.

    The analytics are a beta: an answer of theirs that can't be read counts as none.
    """
    read, refused = period.start, 0
    try:
        for page in newer:
            yield page
            read = page.period.end
    except Interrupted:
        return
    except (RefusedRequest, CredentialRefused, BadAnswer):
        refused = 1
    if read >= period.end:
        return
    try:
        for page in older(Period(read, period.end)):
            yield replace(page, requests=page.requests + refused)
            refused = 0
    except RefusedRequest:
        if refused:
            raise  # else analytics are there and lag behind, and the reports are gone: the next pass reads on


ANTHROPIC = Anthropic()
