"""OpenAI's organization API as a provider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import msgspec

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, BilledCost, Bucket, NamedKey, Period
from usage_tracker_gui.providers.answers import MISSING_SCOPE, decoded
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.openai import completions, costs
from usage_tracker_gui.providers.openai.names import named_keys
from usage_tracker_gui.providers.openai.service import DIALECT, SERVICE
from usage_tracker_gui.providers.pages import Ask, Limits, Query, RawPage, Span, read_spans
from usage_tracker_gui.providers.provider import (
    BadAnswer,
    Connection,
    CostPage,
    CredentialRefused,
    ProviderError,
    RefusedRequest,
    Stream,
    UnitPage,
    UsagePage,
)

COMPLETIONS = Stream(
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
COSTS = Stream(
    name="costs",
    grain=DAY,
    lag=timedelta(days=3),
    touch=timedelta(days=1),
    every=timedelta(minutes=30),
    chunk=timedelta(days=180),
)

LIMITS = {HOUR: Limits(first=24, most=168), MINUTE: Limits(first=1440, most=1440), DAY: Limits(first=31, most=31)}
COST_LIMITS = Limits(first=31, most=180)
WIDTHS = {MINUTE: "1m", HOUR: "1h", DAY: "1d"}
KEYS_PER_QUERY = 100  # keeps the address of a request under 8 kB


_NONE = msgspec.Raw(b"")


class TimeBucket(msgspec.Struct, gc=False):
    """The rows stay undecoded until their turn. Copies of the specification before 2025 call them `result`."""

    start_time: int
    end_time: int
    results: msgspec.Raw = _NONE
    result: msgspec.Raw = _NONE


class Page(msgspec.Struct):
    data: list[TimeBucket]
    has_more: bool
    next_page: str | None = None


_PAGE = msgspec.json.Decoder(Page)


class OpenAI:
    """The organization API; see `provider.Provider`."""

    service: Service = SERVICE
    usage_streams: tuple[Stream, ...] = (COMPLETIONS,)
    unit_streams: tuple[Stream, ...] = ()
    live_stream: Stream | None = LIVE
    cost_stream: Stream | None = COSTS

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        path = "organization/usage/completions"
        wanted = frozenset(keys)
        for span in _usage_spans(connection, path, stream.grain, completions.GROUPS, period, keys):
            buckets: list[Bucket] = []
            for start, raw in span.buckets:
                rows = decoded(_answer_to(path), raw, completions.ROWS, _root(start))
                buckets += completions.buckets_of(start, rows)
            if wanted:
                buckets = [bucket for bucket in buckets if bucket.key in wanted]
            yield UsagePage(span.period, buckets, span.requests, span.bucket_count)

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        return iter(())

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        return _cost_pages(_cost_spans(connection, ("line_item", "project_id"), period))

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """OpenAI refuses keys for old times (before December 2025): those spans come without."""
        by_key = ("line_item", "project_id", "api_key_id")
        spans = _cost_spans(connection, by_key, period, where_refused=("line_item", "project_id"))
        return _cost_pages(spans)

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return named_keys(connection, DIALECT)

    def check(self, connection: Connection) -> None:
        """One day of the past: what it holds does not matter, that it may be read does."""
        params: Params = [("start_time", 1735689600), ("end_time", 1735776000), ("bucket_width", "1d"), ("limit", 1)]
        get_json(connection, DIALECT, "organization/usage/completions", params, _PAGE)


OPENAI = OpenAI()


def _answer_to(path: str) -> str:
    return f"OpenAI's answer to {path}"


def _root(start: int) -> str:
    return f"$.data[start_time={start}].results"


def _usage_spans(
    connection: Connection, path: str, grain: int, groups: Sequence[str], period: Period, keys: Sequence[str]
) -> Iterator[Span]:
    """Long lists of keys are asked in parts: their rows are disjoint."""
    parts = [keys[at : at + KEYS_PER_QUERY] for at in range(0, len(keys), KEYS_PER_QUERY)] or [()]
    fixed: Params = [("bucket_width", WIDTHS[grain]), *(("group_by[]", group) for group in groups)]
    asks = [_ask(connection, path, [*fixed, *(("api_key_ids[]", key) for key in part)]) for part in parts]
    return read_spans(connection, _answer_to(path), asks, period, grain, LIMITS[grain])


def _cost_spans(
    connection: Connection, groups: Sequence[str], period: Period, where_refused: Sequence[str] = ()
) -> Iterator[Span]:
    path = "organization/costs"

    fixed: Params = [("bucket_width", "1d")]
    ask_grouped = _ask(connection, path, [*fixed, *(("group_by[]", name) for name in groups)])
    ask_otherwise = _ask(connection, path, [*fixed, *(("group_by[]", name) for name in where_refused)])
    refused: set[int] = set()  # starts of queries; their further pages must be asked as the first was

    def ask(query: Query) -> RawPage:
        if query.start in refused:
            return ask_otherwise(query)
        try:
            return ask_grouped(query)
        except RefusedRequest as error:
            if not where_refused or (error.param, error.code) != ("start_time", "invalid_request_error"):
                raise
            refused.add(query.start)
            return ask_otherwise(query)

    try:
        yield from read_spans(connection, _answer_to(path), [ask], period, DAY, COST_LIMITS)
    except (CredentialRefused, RefusedRequest) as error:
        if not _is_absent(error):
            raise


def _is_absent(error: ProviderError) -> bool:
    """Whether this part of the API is not there for the account, which says nothing about the rest of it."""
    return error.status in (403, 404) or error.code == MISSING_SCOPE


def _cost_pages(spans: Iterator[Span]) -> Iterator[CostPage]:
    what = _answer_to("organization/costs")
    for span in spans:
        found: list[BilledCost] = []
        for start, raw in span.buckets:
            found += costs.costs_of(start, decoded(what, raw, costs.ROWS, _root(start)))
        yield CostPage(span.period, found, span.requests, span.bucket_count)


def _ask(connection: Connection, path: str, fixed: Params) -> Ask:
    def ask(query: Query) -> RawPage:
        params: list[tuple[str, str | int]] = [
            ("start_time", query.start),
            ("end_time", query.end),
            ("limit", query.limit),
            *fixed,
        ]
        if query.page is not None:
            params.append(("page", query.page))
        answer = get_json(connection, DIALECT, path, params, _PAGE)
        buckets = [(bucket.start_time, bucket.end_time, _rows(path, bucket)) for bucket in answer.content.data]
        return RawPage(buckets, answer.content.has_more, answer.content.next_page, answer.size, answer.requests)

    return ask


def _rows(path: str, bucket: TimeBucket) -> msgspec.Raw:
    rows = bucket.results or bucket.result
    if not rows:
        raise BadAnswer(f"{_answer_to(path)} has no `results` in the bucket of start_time {bucket.start_time}.")
    return rows
