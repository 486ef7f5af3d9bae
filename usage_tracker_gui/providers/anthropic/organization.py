"""Anthropic's Admin API as a provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from usage_tracker_gui.domain.account import RateLimit, Service
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, NamedKey, Period
from usage_tracker_gui.providers.anthropic import analytics, reports
from usage_tracker_gui.providers.anthropic.names import named_keys
from usage_tracker_gui.providers.anthropic.service import SERVICE
from usage_tracker_gui.providers.pages import rows_of, watched, where_present
from usage_tracker_gui.providers.provider import (
    Connection,
    CostPage,
    CredentialRefused,
    Interrupted,
    RefusedRequest,
    Stream,
    UnitPage,
    UsagePage,
)

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
        what = reports.answer_to(reports.USAGE)
        for span in reports.usage_spans(connection, stream.grain, period, keys):
            buckets = rows_of(what, span, reports.USAGE_ROWS, reports.buckets_of)
            yield UsagePage(span.period, watched(buckets, keys), span.requests, span.bucket_count)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        """Web searches stand in the rows of the messages."""
        what = reports.answer_to(reports.USAGE)
        for span in where_present(reports.usage_spans(connection, stream.grain, period, keys)):
            units = rows_of(what, span, reports.USAGE_ROWS, reports.searches_of)
            yield UnitPage(span.period, watched(units, keys), span.requests, span.bucket_count)

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """The priority tier is not among them; the service does not report its cost."""
        what = reports.answer_to(reports.COSTS)
        for span in where_present(reports.cost_spans(connection, period)):
            lines = rows_of(what, span, reports.COST_ROWS, reports.costs_of)
            yield CostPage(span.period, lines, span.requests, span.bucket_count)

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """By the analytics endpoints where the account has them for that time, else as `costs`."""
        read = period.start
        try:
            for page in analytics.cost_pages(connection, period):
                yield page
                read = page.period.end
        except Interrupted:
            return
        except (RefusedRequest, CredentialRefused):
            yield from self.costs(connection, Period(read, period.end))

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return named_keys(connection)

    def check(self, connection: Connection) -> RateLimit | None:
        return reports.prove_access(connection)


ANTHROPIC = Anthropic()
