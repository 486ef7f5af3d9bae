"""OpenAI's organization API as a provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from usage_tracker_gui.domain.account import RateLimit, Service
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, NamedKey, Period
from usage_tracker_gui.providers.openai import completions, costs, families
from usage_tracker_gui.providers.openai.names import named_keys
from usage_tracker_gui.providers.openai.queries import (
    COSTS,
    USAGE,
    answer_to,
    cost_spans,
    prove_access,
    usage_spans,
)
from usage_tracker_gui.providers.openai.service import SERVICE
from usage_tracker_gui.providers.pages import Span, rows_of, watched, where_present
from usage_tracker_gui.providers.provider import Connection, CostPage, Stream, UnitPage, UsagePage

HISTORY = Stream(
    name="completions",
    grain=HOUR,
    lag=timedelta(days=3),
    touch=timedelta(hours=2),
    every=timedelta(minutes=5),
    chunk=timedelta(days=30),
)
LIVE = Stream(
    name="live",
    grain=MINUTE,
    lag=timedelta(hours=6),
    touch=timedelta(minutes=15),
    every=timedelta(seconds=15),
    chunk=timedelta(hours=24),
)
BILLED = Stream(
    name="costs",
    grain=DAY,
    lag=timedelta(days=3),
    touch=timedelta(days=1),
    every=timedelta(minutes=30),
    chunk=timedelta(days=180),
)

BY_LINE = ("line_item", "project_id")
BY_LINE_AND_KEY = (*BY_LINE, "api_key_id")


class OpenAI:
    """See `provider.Provider`. Chat Completions, Responses and Realtime text are all one family, completions."""

    service: Service = SERVICE
    usage_streams: tuple[Stream, ...] = (HISTORY, families.EMBEDDINGS, families.MODERATIONS)
    unit_streams: tuple[Stream, ...] = tuple(family.stream for family in families.UNIT_FAMILIES.values())
    live_stream: Stream | None = LIVE
    cost_stream: Stream | None = BILLED

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        if stream.name in (families.EMBEDDINGS.name, families.MODERATIONS.name):
            return _input_pages(connection, stream, period, keys)
        return _completion_pages(connection, stream, period, keys)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        """Families that are told per project alone are left out where keys are watched: they'd be everybody's."""
        family = families.UNIT_FAMILIES[stream.name]
        if keys and "api_key_id" not in family.groups:
            return
        path = USAGE + stream.name
        for span in where_present(usage_spans(connection, path, stream.grain, family.groups, period, keys)):
            units = rows_of(answer_to(path), span, family.rows, family.units_of)
            yield UnitPage(span.period, watched(units, keys), span.requests, span.bucket_count)

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        return _cost_pages(cost_spans(connection, BY_LINE, period))

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """OpenAI refuses keys for times before December 2025: the spans there come without."""
        return _cost_pages(cost_spans(connection, BY_LINE_AND_KEY, period, where_refused=BY_LINE))

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return named_keys(connection)

    def check(self, connection: Connection) -> RateLimit | None:
        return prove_access(connection)


OPENAI = OpenAI()


def _completion_pages(
    connection: Connection, stream: Stream, period: Period, keys: Sequence[str]
) -> Iterator[UsagePage]:
    path = USAGE + "completions"
    for span in usage_spans(connection, path, stream.grain, completions.GROUPS, period, keys):
        buckets = rows_of(answer_to(path), span, completions.ROWS, completions.buckets_of)
        yield UsagePage(span.period, watched(buckets, keys), span.requests, span.bucket_count)


def _input_pages(connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
    path = USAGE + stream.name
    for span in where_present(usage_spans(connection, path, stream.grain, families.BY_MODEL, period, keys)):
        buckets = rows_of(answer_to(path), span, families.TOKEN_ROWS, families.input_buckets)
        yield UsagePage(span.period, watched(buckets, keys), span.requests, span.bucket_count)


def _cost_pages(spans: Iterator[Span]) -> Iterator[CostPage]:
    for span in where_present(spans):
        lines = rows_of(answer_to(COSTS), span, costs.ROWS, costs.costs_of)
        yield CostPage(span.period, lines, span.requests, span.bucket_count)
