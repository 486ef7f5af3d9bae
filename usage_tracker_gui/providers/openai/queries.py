"""Asking OpenAI's bucket endpoints: usage/* and costs answer with the same page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Period
from usage_tracker_gui.providers.answers import MISSING_SCOPE, decoded
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.openai.service import DIALECT
from usage_tracker_gui.providers.pages import Ask, Limits, Query, RawPage, Span, read_spans
from usage_tracker_gui.providers.provider import (
    BadAnswer,
    Connection,
    CredentialRefused,
    ProviderError,
    RefusedRequest,
)

Row = TypeVar("Row")
Noun = TypeVar("Noun")

LIMITS = {HOUR: Limits(first=24, most=168), MINUTE: Limits(first=1440, most=1440), DAY: Limits(first=31, most=31)}
COST_LIMITS = Limits(first=31, most=180)
WIDTHS = {MINUTE: "1m", HOUR: "1h", DAY: "1d"}
KEYS_PER_QUERY = 100  # keeps the address of a request under 8 kB
USAGE = "organization/usage/"
COSTS = "organization/costs"

_NOTHING = msgspec.Raw(b"")


class TimeBucket(msgspec.Struct, gc=False):
    """The rows stay undecoded until their turn. Copies of the specification from 2024 call them `result`."""

    start_time: int
    end_time: int
    results: msgspec.Raw = _NOTHING
    result: msgspec.Raw = _NOTHING


class Page(msgspec.Struct):
    data: list[TimeBucket]
    has_more: bool
    next_page: str | None = None


_PAGE = msgspec.json.Decoder(Page)


def prove_access(connection: Connection) -> None:
    """Asks for a day of the past: what it holds does not matter, that it may be read does."""
    params: Params = [("start_time", 1735689600), ("end_time", 1735776000), ("bucket_width", "1d"), ("limit", 1)]
    get_json(connection, DIALECT, USAGE + "completions", params, _PAGE)


def usage_spans(
    connection: Connection, path: str, grain: int, groups: Sequence[str], period: Period, keys: Sequence[str]
) -> Iterator[Span]:
    """`period` in spans of a comfortable size. Long lists of keys are asked in parts: their rows are disjoint."""
    parts = [keys[at : at + KEYS_PER_QUERY] for at in range(0, len(keys), KEYS_PER_QUERY)] or [()]
    fixed: Params = [("bucket_width", WIDTHS[grain]), *(("group_by[]", group) for group in groups)]
    asks = [_ask(connection, path, [*fixed, *(("api_key_ids[]", key) for key in part)]) for part in parts]
    return read_spans(connection, _answer_to(path), asks, period, grain, LIMITS[grain])


def cost_spans(
    connection: Connection, groups: Sequence[str], period: Period, where_refused: Sequence[str] = ()
) -> Iterator[Span]:
    """Spans of day buckets by `groups`; by `where_refused` where the service has `groups` only for later times."""
    fixed: Params = [("bucket_width", "1d")]
    ask_grouped = _ask(connection, COSTS, [*fixed, *(("group_by[]", name) for name in groups)])
    ask_otherwise = _ask(connection, COSTS, [*fixed, *(("group_by[]", name) for name in where_refused)])
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

    return read_spans(connection, _answer_to(COSTS), [ask], period, DAY, COST_LIMITS)


def where_present(spans: Iterator[Span]) -> Iterator[Span]:
    """Nothing where the account has no such endpoint, or may not read it: that says nothing about the others."""
    try:
        yield from spans
    except (CredentialRefused, RefusedRequest) as error:
        if not _is_absent(error):
            raise


def _is_absent(error: ProviderError) -> bool:
    return error.status in (403, 404) or error.code == MISSING_SCOPE


def rows_of(
    path: str, span: Span, rows: msgspec.json.Decoder[list[Row]], translate: Callable[[int, list[Row]], list[Noun]]
) -> list[Noun]:
    """All rows of a span, translated bucket by bucket. Raises BadAnswer, naming the field."""
    what = _answer_to(path)
    found: list[Noun] = []
    for start, raw in span.buckets:
        found += translate(start, decoded(what, raw, rows, f"$.data[start_time={start}].results"))
    return found


def _answer_to(path: str) -> str:
    return f"OpenAI's answer to {path}"


def _ask(connection: Connection, path: str, fixed: Params) -> Ask:
    def ask(query: Query) -> RawPage:
        moving: Params = [("start_time", query.start), ("end_time", query.end), ("limit", query.limit)]
        cursor: Params = [] if query.page is None else [("page", query.page)]
        answer = get_json(connection, DIALECT, path, [*moving, *fixed, *cursor], _PAGE)
        buckets = [(bucket.start_time, bucket.end_time, _rows(path, bucket)) for bucket in answer.content.data]
        return RawPage(buckets, answer.content.has_more, answer.content.next_page, answer.size, answer.requests)

    return ask


def _rows(path: str, bucket: TimeBucket) -> msgspec.Raw:
    rows = bucket.results or bucket.result
    if not rows:
        raise BadAnswer(f"{_answer_to(path)} has no `results` in the bucket of start_time {bucket.start_time}.")
    return rows
