"""Reading a long period as a row of queries, each of whole buckets and about the size of one comfortable page.

Both OpenAI and Anthropic answer usage as `{data: [bucket], has_more, next_page}`. A query names a short span of its
own, so that reading can go on from any of them after an interruption, and its parameters never move while its cursor
is followed. A bucket's rows stay undecoded here (msgspec.Raw): the provider decodes them bucket by bucket, which lets
other threads run in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Bucket, Period, UnitBucket
from usage_tracker_gui.providers.answers import MISSING_SCOPE, decoded
from usage_tracker_gui.providers.provider import (
    AnswerTooLarge,
    BadAnswer,
    Connection,
    CredentialRefused,
    Interrupted,
    RefusedRequest,
)

Row = TypeVar("Row")
Noun = TypeVar("Noun")
Keyed = TypeVar("Keyed", Bucket, UnitBucket)

COMFORTABLE = 4 * 1024 * 1024  # bytes of JSON in one page: reading one keeps Python's lock, and the window, for 15 ms


@dataclass(frozen=True, slots=True)
class RawPage:
    """One answer. `buckets` are (start, end, rows), Unix seconds, in whatever order the service chose."""

    buckets: Sequence[tuple[int, int, msgspec.Raw]]
    has_more: bool
    next_page: str | None
    size: int
    requests: int


@dataclass(frozen=True, slots=True)
class Query:
    """[start, end) in Unix seconds, asked as `limit` buckets; `page` is the cursor, None at first."""

    start: int
    end: int
    limit: int
    page: str | None = None


Ask = Callable[[Query], RawPage]


@dataclass(frozen=True, slots=True)
class Span:
    """Everything that the service has for the whole buckets of `period`, by ascending start."""

    period: Period
    buckets: Sequence[tuple[int, msgspec.Raw]]
    requests: int
    bucket_count: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How many buckets a service takes in one query: at first, when their size is unknown, and at most."""

    first: int
    most: int


def read_spans(
    connection: Connection, what: str, asks: Sequence[Ask], period: Period, grain: int, limits: Limits
) -> Iterator[Span]:
    """Spans in ascending time that cover `period`, widened to whole buckets, without gap or overlap.

    Every one of `asks` is put for each span and brings rows of its own (other keys). Ends quietly when a stop is asked
    for. `what` names the answer in errors.
    """
    whole = period.widened_to(grain)
    start, limit = whole.start_unix, limits.first
    while start < whole.end_unix and not connection.should_stop():
        end = _end_of_query(start, whole.end_unix, grain, limit)
        try:
            span, size = _read_span(what, asks, start, end, grain)
        except Interrupted:
            return
        except AnswerTooLarge:
            if end - start == grain:
                raise
            limit = 1
            continue
        yield span
        most = min(limits.most, 4 * limit)  # busier days may follow quiet ones
        limit = _comfortable_limit(size * grain // (end - start), grain, most)
        start = end


def falling_back(ask: Ask, otherwise: Ask, refuses: Callable[[RefusedRequest], bool]) -> Ask:
    """`ask`, and where that is refused in the way of `refuses`, `otherwise`, which then answers the whole query."""
    refused: set[int] = set()  # starts of queries: further pages must be asked as the first was

    def ask_either(query: Query) -> RawPage:
        if query.start in refused:
            return otherwise(query)
        try:
            return ask(query)
        except RefusedRequest as error:
            if not refuses(error):
                raise
            refused.add(query.start)
            return otherwise(query)

    return ask_either


def where_present(spans: Iterator[Span]) -> Iterator[Span]:
    """Nothing where the account has no such endpoint, or may not read it: that says nothing about the others."""
    try:
        yield from spans
    except (CredentialRefused, RefusedRequest) as error:
        if error.status not in (403, 404) and error.code != MISSING_SCOPE:
            raise


def rows_of(
    what: str, span: Span, rows: msgspec.json.Decoder[list[Row]], translate: Callable[[int, list[Row]], list[Noun]]
) -> list[Noun]:
    """All rows of a span, translated bucket by bucket. Raises BadAnswer, naming the field."""
    found: list[Noun] = []
    for start, raw in span.buckets:
        found += translate(start, decoded(what, raw, rows, f"$.data[start_time={start}].results"))
    return found


def watched(found: list[Keyed], keys: Sequence[str]) -> list[Keyed]:
    """Only what was asked for, should the service answer more: the store would keep it beside what it has."""
    if not keys:
        return found
    wanted = frozenset(keys)
    return [noun for noun in found if noun.key in wanted]


def _end_of_query(start: int, end: int, grain: int, limit: int) -> int:
    """All that is left if it fits, else up to the last midnight or the last multiple of a part of a day."""
    step = limit * grain
    if end - start <= step:
        return end
    edge = min(step, DAY)
    return (start + step) // edge * edge


def _comfortable_limit(bytes_per_bucket: int, grain: int, most: int) -> int:
    """Whole days where they fit, else a part of a day that divides it."""
    fitting = min(most, COMFORTABLE // max(1, bytes_per_bucket))
    per_day = DAY // grain
    if fitting >= per_day:
        return fitting // per_day * per_day
    return next(parts for parts in range(max(1, fitting), 0, -1) if per_day % parts == 0)


def _read_span(what: str, asks: Sequence[Ask], start: int, end: int, grain: int) -> tuple[Span, int]:
    found: list[tuple[int, msgspec.Raw]] = []
    requests = count = size = 0
    for ask in asks:
        pages = list(_follow(what, ask, Query(start, end, (end - start) // grain)))
        requests += sum(page.requests for page in pages)
        count += sum(len(page.buckets) for page in pages)
        size += sum(page.size for page in pages)
        # A bucket that comes twice moved between two pages while they were read: its last state holds.
        rows_of = {begin: rows for page in pages for begin, finish, rows in _checked(what, page, grain)}
        found += [(begin, rows) for begin, rows in rows_of.items() if start <= begin < end]
    found.sort(key=lambda bucket: bucket[0])
    return Span(Period.of_unix(start, end), found, requests, count), size


def _follow(what: str, ask: Ask, query: Query) -> Iterator[RawPage]:
    """The pages of one query, only the cursor moves. Raises BadAnswer rather than turn in circles."""
    seen: set[str | None] = {None}
    while True:
        page = ask(query)
        yield page
        if not page.has_more:
            return
        if not page.next_page:
            raise BadAnswer(f"{what} says has_more but names no next_page, so the rest can't be read.")
        if page.next_page in seen:
            raise BadAnswer(f"{what} names the same next_page again, so the rest can't be read.")
        if len(seen) > query.limit + 1:
            raise BadAnswer(f"{what} has more pages than the {query.limit} buckets that were asked for.")
        seen.add(page.next_page)
        query = Query(query.start, query.end, query.limit, page.next_page)


def _checked(what: str, page: RawPage, grain: int) -> Sequence[tuple[int, int, msgspec.Raw]]:
    for number, (start, end, _rows) in enumerate(page.buckets):
        if start % grain or not start < end <= start + grain:
            raise BadAnswer(
                f"{what} has a bucket that is not {_width(grain)} long or not aligned to UTC,"
                f" at `$.data[{number}].start_time`."
            )
    return page.buckets


def _width(grain: int) -> str:
    return {MINUTE: "a minute", HOUR: "an hour", DAY: "a day"}.get(grain, f"{grain} s")
