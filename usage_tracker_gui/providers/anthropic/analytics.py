"""Anthropic's analytics (beta): usage with requests, and costs by key. Flat rows, paged by row, never empty ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

import msgspec

from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, BilledCost, Period
from usage_tracker_gui.providers.anthropic.names import homes_of_keys
from usage_tracker_gui.providers.anthropic.reports import WIDTHS, CacheCreation, ServerTools, UsageRow
from usage_tracker_gui.providers.anthropic.service import WITH_ANALYTICS, path_of
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.provider import BadAnswer, Connection, CostPage
from usage_tracker_gui.providers.rows import Count, dollars_to_nanos, merged_costs

USAGE = "analytics/usage"
COSTS = "analytics/cost"
LONGEST = timedelta(days=31)  # one query
COMFORTABLE = {HOUR: timedelta(days=7), MINUTE: timedelta(hours=6)}  # a row for each key, model, tier, window, speed
ROWS_PER_PAGE = 1000
MOST_PAGES = 1000
USAGE_GROUPS = ("api_key_id", "model", "service_tier", "context_window", "speed")  # five at most: no workspace
COST_GROUPS = ("api_key_id", "workspace_id", "model", "cost_type", "token_type")

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
R = TypeVar("R")


class Group(msgspec.Struct):
    api_key_id: str | None = None
    workspace_id: str | None = None
    model: str | None = None
    service_tier: str | None = None
    context_window: str | None = None
    speed: str | None = None
    cost_type: str | None = None
    token_type: str | None = None


class Counts(msgspec.Struct):
    uncached_input_tokens: Count
    output_tokens: Count
    cache_read_input_tokens: Count | None = None
    cache_creation: CacheCreation | None = None
    server_tool_use: ServerTools | None = None
    requests: Count | None = None


class Used(msgspec.Struct):
    starting_at: Moment
    usage: Counts
    group: Group = msgspec.field(default_factory=Group)


class Money(msgspec.Struct):
    """`amount` is in CENTS, with fractions, after discounts and before credits."""

    amount: Decimal | None = None
    currency: str | None = None


class Billed(msgspec.Struct):
    starting_at: Moment
    cost: Money
    group: Group = msgspec.field(default_factory=Group)


class Page(msgspec.Struct, Generic[R]):
    data: list[R]
    has_more: bool
    next_page: str | None = None
    data_refreshed_at: Moment | None = None


_USED = msgspec.json.Decoder(Page[Used])
_BILLED = msgspec.json.Decoder(Page[Billed])


@dataclass(frozen=True, slots=True)
class UsageSpan:
    """Rows by the start of their bucket, in Unix seconds."""

    period: Period
    rows: Mapping[int, list[UsageRow]]
    requests: int
    bucket_count: int


def usage_spans(connection: Connection, period: Period, grain: int) -> Iterator[UsageSpan]:
    """Whole buckets of hours or minutes. Where the analytics lag behind, they end with the last whole one that is told.

    Raises RefusedRequest or CredentialRefused where the account has no analytics or not for that time.
    """
    homes: Mapping[str, str] | None = None
    for span in _spans(connection, period.widened_to(grain), COMFORTABLE[grain]):
        told = _follow(connection, USAGE, span, WIDTHS[grain], USAGE_GROUPS, _USED)
        if told.rows and homes is None:
            homes = homes_of_keys(connection)
        end = _told_until(span, grain, told.refreshed)
        rows: dict[int, list[UsageRow]] = {}
        for row in told.rows:
            start = int(row.starting_at.timestamp())
            if start % grain:
                raise BadAnswer(f"{_answer_to(USAGE)} has a row that is not aligned to UTC, at `$.data.starting_at`.")
            if span.start_unix <= start < end:
                rows.setdefault(start, []).append(_usage_row(row, homes or {}))
        if end > span.start_unix:
            yield UsageSpan(Period.of_unix(span.start_unix, end), rows, told.requests, (end - span.start_unix) // grain)
        if end < span.end_unix:
            return


def _told_until(span: Period, grain: int, refreshed: datetime | None) -> int:
    """A bucket that had not begun at the last refresh is not told yet; then that of the refresh is told in part."""
    if refreshed is None or refreshed.timestamp() > span.end_unix - grain:
        return span.end_unix
    return max(span.start_unix, int(refreshed.timestamp()) // grain * grain)


def _usage_row(row: Used, homes: Mapping[str, str]) -> UsageRow:
    group, counts = row.group, row.usage
    return UsageRow(
        uncached_input_tokens=counts.uncached_input_tokens,
        output_tokens=counts.output_tokens,
        cache_read_input_tokens=counts.cache_read_input_tokens,
        cache_creation=counts.cache_creation,
        server_tool_use=counts.server_tool_use,
        api_key_id=group.api_key_id,
        workspace_id=homes.get(group.api_key_id or ""),
        model=group.model,
        service_tier=group.service_tier,
        context_window=group.context_window,
        speed=group.speed,
        requests=counts.requests,
    )


def cost_pages(connection: Connection, period: Period) -> Iterator[CostPage]:
    """Raises RefusedRequest or CredentialRefused where the account has no analytics or not for that time."""
    for span in _spans(connection, period.widened_to(DAY), LONGEST):
        told = _follow(connection, COSTS, span, "1d", COST_GROUPS, _BILLED)
        costs = [_cost(row, row.cost.amount) for row in told.rows if row.cost.amount is not None]
        inside = (cost for cost in costs if span.start_unix <= cost.start < span.end_unix)
        yield CostPage(span, merged_costs(inside), told.requests, int(span.length.total_seconds()) // DAY)


def _cost(row: Billed, cents: Decimal) -> BilledCost:
    group = row.group
    kind = group.token_type or group.cost_type or ""
    return BilledCost(
        start=int(row.starting_at.timestamp()) // DAY * DAY,
        project=group.workspace_id or "",
        line_item=", ".join(part for part in (group.model, kind) if part),
        usd_nanos=dollars_to_nanos(_answer_to(COSTS), cents / 100, row.cost.currency),
        key=group.api_key_id or "",
    )


def _spans(connection: Connection, whole: Period, longest: timedelta) -> Iterator[Period]:
    start = whole.start
    while start < whole.end and not connection.should_stop():
        end = min(start + longest, whole.end)
        yield Period(start, end)
        start = end


@dataclass(frozen=True, slots=True)
class _Told(Generic[R]):
    rows: list[R]
    requests: int
    refreshed: datetime | None


def _follow(
    connection: Connection,
    name: str,
    span: Period,
    width: str,
    groups: Sequence[str],
    decoder: msgspec.json.Decoder[Page[R]],
) -> _Told[R]:
    """All pages of one question: only the cursor moves. Raises BadAnswer rather than turn in circles."""
    fixed: Params = [
        ("starting_at", _moment(span.start)),
        ("ending_at", _moment(span.end)),
        ("time_bucket_width", width),
        *(("group_by[]", group) for group in groups),
        ("order_by", "time"),
        ("limit", ROWS_PER_PAGE),
    ]
    rows: list[R] = []
    requests = 0
    cursor: Params = []
    seen: set[str] = set()
    while True:
        answer = get_json(connection, WITH_ANALYTICS, path_of(connection, name), [*fixed, *cursor], decoder)
        requests += answer.requests
        rows += answer.content.data
        if not answer.content.has_more:
            return _Told(rows, requests, answer.content.data_refreshed_at)
        page = answer.content.next_page
        if not page or page in seen or len(seen) > MOST_PAGES:
            raise BadAnswer(f"{_answer_to(name)} says has_more and goes no further.")
        seen.add(page)
        cursor = [("page", page)]


def _answer_to(name: str) -> str:
    return f"Anthropic's answer to {name}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
