"""Asking OpenAI's bucket endpoints: usage/* and costs answer with the same page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from usage_tracker_gui.domain.account import RateLimit
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Period
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.openai.service import DIALECT
from usage_tracker_gui.providers.pages import Ask, Limits, Query, RawPage, Span, falling_back, read_spans
from usage_tracker_gui.providers.provider import (
    BadAnswer,
    Connection,
    RefusedRequest,
)

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


def prove_access(connection: Connection) -> RateLimit | None:
    """Asks for a day of the past: what it holds does not matter, that it may be read does."""
    params: Params = [("start_time", 1735689600), ("end_time", 1735776000), ("bucket_width", "1d"), ("limit", 1)]
    return get_json(connection, DIALECT, USAGE + "completions", params, _PAGE).rate_limit


def usage_spans(
    connection: Connection, path: str, grain: int, groups: Sequence[str], period: Period, keys: Sequence[str]
) -> Iterator[Span]:
    """`period` in spans of a comfortable size. Long lists of keys are asked in parts: their rows are disjoint."""
    parts = [keys[at : at + KEYS_PER_QUERY] for at in range(0, len(keys), KEYS_PER_QUERY)] or [()]
    fixed: Params = [("bucket_width", WIDTHS[grain]), *(("group_by[]", group) for group in groups)]
    asks = [_ask(connection, path, [*fixed, *(("api_key_ids[]", key) for key in part)]) for part in parts]
    return read_spans(connection, answer_to(path), asks, period, grain, LIMITS[grain])


def cost_spans(
    connection: Connection, groups: Sequence[str], period: Period, where_refused: Sequence[str] = ()
) -> Iterator[Span]:
    """Spans of day buckets by `groups`; by `where_refused` where the service has `groups` only for later times."""
    fixed: Params = [("bucket_width", "1d")]
    ask = _ask(connection, COSTS, [*fixed, *(("group_by[]", name) for name in groups)])
    if where_refused:
        otherwise = _ask(connection, COSTS, [*fixed, *(("group_by[]", name) for name in where_refused)])
        ask = falling_back(ask, otherwise, _is_too_early)
    return read_spans(connection, answer_to(COSTS), [ask], period, DAY, COST_LIMITS)


def _is_too_early(error: RefusedRequest) -> bool:
    return (error.param, error.code) == ("start_time", "invalid_request_error")


def answer_to(path: str) -> str:
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
        raise BadAnswer(f"{answer_to(path)} has no `results` in the bucket of start_time {bucket.start_time}.")
    return rows
