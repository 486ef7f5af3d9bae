"""Anthropic's usage and cost reports: rows in buckets of time. Its kinds of tokens are disjoint already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from usage_tracker_gui.domain.account import RateLimit
from usage_tracker_gui.domain.context_window import BilledAs
from usage_tracker_gui.domain.usage import (
    BATCH,
    DAY,
    FAST,
    FLEX,
    HOUR,
    MINUTE,
    PRIORITY,
    STANDARD,
    BilledCost,
    Bucket,
    Period,
    UnitBucket,
)
from usage_tracker_gui.providers.answers import Dialect
from usage_tracker_gui.providers.anthropic.service import DIALECT, WITH_SPEED, path_of
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.pages import Ask, Limits, Query, RawPage, Span, falling_back, read_spans
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.providers.rows import Count, dollars_to_nanos, merged, merged_costs, merged_units

USAGE = "usage_report/messages"
COSTS = "cost_report"
GROUPS = ("api_key_id", "model", "service_tier", "context_window", "workspace_id")
LIMITS = {HOUR: Limits(first=24, most=168), MINUTE: Limits(first=1440, most=1440), DAY: Limits(first=31, most=31)}
WIDTHS = {MINUTE: "1m", HOUR: "1h", DAY: "1d"}
KEYS_PER_QUERY = 100  # keeps the address of a request under 8 kB

_TIERS = {
    None: STANDARD,
    "": STANDARD,
    "standard": STANDARD,
    "batch": BATCH,
    "flex": FLEX,
    "flex_discount": FLEX,
    "priority": PRIORITY,
    "priority_on_demand": PRIORITY,
}


class CacheCreation(msgspec.Struct, gc=False):
    ephemeral_5m_input_tokens: Count | None = None
    ephemeral_1h_input_tokens: Count | None = None


class ServerTools(msgspec.Struct, gc=False):
    web_search_requests: Count | None = None


class UsageRow(msgspec.Struct, gc=False):
    uncached_input_tokens: Count
    output_tokens: Count
    cache_read_input_tokens: Count | None = None
    cache_creation: CacheCreation | None = None
    server_tool_use: ServerTools | None = None
    api_key_id: str | None = None
    workspace_id: str | None = None
    model: str | None = None
    service_tier: str | None = None
    context_window: str | None = None
    speed: str | None = None
    requests: Count | None = None  # told by the analytics alone


class CostRow(msgspec.Struct):
    """`amount` is in CENTS, with fractions."""

    amount: Decimal | None = None
    currency: str | None = None
    description: str | None = None
    cost_type: str | None = None
    workspace_id: str | None = None


Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class TimeBucket(msgspec.Struct, gc=False):
    starting_at: Moment
    ending_at: Moment
    results: msgspec.Raw


class Page(msgspec.Struct):
    data: list[TimeBucket]
    has_more: bool
    next_page: str | None = None


USAGE_ROWS = msgspec.json.Decoder(list[UsageRow])
COST_ROWS = msgspec.json.Decoder(list[CostRow])
_PAGE = msgspec.json.Decoder(Page)


def answer_to(name: str) -> str:
    return f"Anthropic's answer to {name}"


def usage_spans(connection: Connection, grain: int, period: Period, keys: Sequence[str]) -> Iterator[Span]:
    """By key, model, tier, context window, workspace and, where the account may see it, speed."""
    parts = [keys[at : at + KEYS_PER_QUERY] for at in range(0, len(keys), KEYS_PER_QUERY)] or [()]
    asks = [_ask_usage(connection, grain, part) for part in parts]
    return read_spans(connection, answer_to(USAGE), asks, period, grain, LIMITS[grain])


def _ask_usage(connection: Connection, grain: int, keys: Sequence[str]) -> Ask:
    fixed: Params = [
        ("bucket_width", WIDTHS[grain]),
        *(("group_by[]", group) for group in GROUPS),
        *(("api_key_ids[]", key) for key in keys),
    ]
    with_speed = _ask(connection, WITH_SPEED, USAGE, [*fixed, ("group_by[]", "speed")])
    without = _ask(connection, DIALECT, USAGE, fixed)
    return falling_back(with_speed, without, lambda error: error.status == 400)


def cost_spans(connection: Connection, period: Period) -> Iterator[Span]:
    fixed: Params = [("bucket_width", "1d"), ("group_by[]", "description"), ("group_by[]", "workspace_id")]
    ask = _ask(connection, DIALECT, COSTS, fixed)
    return read_spans(connection, answer_to(COSTS), [ask], period, DAY, LIMITS[DAY])


def prove_access(connection: Connection) -> RateLimit | None:
    """Asks for a day of the past: what it holds does not matter, that it may be read does."""
    params: Params = [("starting_at", "2026-01-01T00:00:00Z"), ("ending_at", "2026-01-02T00:00:01Z"), ("limit", 1)]
    return get_json(connection, DIALECT, path_of(connection, USAGE), params, _PAGE).rate_limit


def _ask(connection: Connection, dialect: Dialect, name: str, fixed: Params) -> Ask:
    path = path_of(connection, name)

    def ask(query: Query) -> RawPage:
        moving: Params = [
            ("starting_at", _moment(query.start)),
            # Documented as buckets that end BEFORE it: a second more, lest the last one be left out.
            ("ending_at", _moment(query.end + 1)),
            ("limit", query.limit),
        ]
        cursor: Params = [] if query.page is None else [("page", query.page)]
        answer = get_json(connection, dialect, path, [*moving, *fixed, *cursor], _PAGE)
        buckets = [
            (int(bucket.starting_at.timestamp()), int(bucket.ending_at.timestamp()), bucket.results)
            for bucket in answer.content.data
        ]
        return RawPage(buckets, answer.content.has_more, answer.content.next_page, answer.size, answer.requests)

    return ask


def _moment(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tier_of(service_tier: str | None, speed: str | None) -> str:
    """Fast mode has prices of its own, but for batches. A tier that we don't know is kept."""
    name = service_tier.strip().lower() if service_tier else None
    tier = _TIERS.get(name, name or STANDARD)
    return FAST if tier == STANDARD and speed == "fast" else tier


def buckets_of(start: int, rows: list[UsageRow]) -> list[Bucket]:
    """Requests that are not told stay 0, and `Service.tells` lacks them."""
    found = []
    for row in rows:
        written = row.cache_creation or CacheCreation()
        found.append(
            Bucket(
                start=start,
                key=row.api_key_id or "",
                project=row.workspace_id or "",
                user="",
                model=row.model or "",
                tier=BilledAs(tier_of(row.service_tier, row.speed), row.context_window or "").text,
                requests=row.requests or 0,
                input=row.uncached_input_tokens,
                cached_input=row.cache_read_input_tokens or 0,
                cache_write=written.ephemeral_5m_input_tokens or 0,
                cache_write_1h=written.ephemeral_1h_input_tokens or 0,
                output=row.output_tokens,
            )
        )
    return merged(found)


def searches_of(start: int, rows: list[UsageRow]) -> list[UnitBucket]:
    return merged_units(
        UnitBucket(
            start=start,
            key=row.api_key_id or "",
            project=row.workspace_id or "",
            user="",
            model=row.model or "",
            unit="web_search",
            quantity=row.server_tool_use.web_search_requests,
        )
        for row in rows
        if row.server_tool_use is not None and row.server_tool_use.web_search_requests
    )


def costs_of(start: int, rows: list[CostRow]) -> list[BilledCost]:
    """Rows without an amount are left out: unknown is not 0. The priority tier's cost is never among them."""
    return merged_costs(
        BilledCost(
            start=start,
            project=row.workspace_id or "",
            line_item=row.description or row.cost_type or "",
            usd_nanos=dollars_to_nanos(answer_to(COSTS), row.amount / 100, row.currency),
        )
        for row in rows
        if row.amount is not None
    )
