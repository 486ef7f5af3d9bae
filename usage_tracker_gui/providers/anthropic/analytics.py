"""Anthropic's analytics cost (beta): it knows what each key was billed. Flat rows, paged by row, never empty ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import msgspec

from usage_tracker_gui.domain.usage import DAY, BilledCost, Period
from usage_tracker_gui.providers.anthropic.service import WITH_ANALYTICS, path_of
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.provider import BadAnswer, Connection, CostPage
from usage_tracker_gui.providers.rows import dollars_to_nanos, merged_costs

COSTS = "analytics/cost"
LONGEST = timedelta(days=31)  # one query
ROWS_PER_PAGE = 1000
MOST_PAGES = 1000
GROUPS = ("api_key_id", "workspace_id", "model", "cost_type", "token_type")

_WHAT = f"Anthropic's answer to {COSTS}"

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Group(msgspec.Struct):
    api_key_id: str | None = None
    workspace_id: str | None = None
    model: str | None = None
    cost_type: str | None = None
    token_type: str | None = None


class Money(msgspec.Struct):
    """`amount` is in CENTS, with fractions, after discounts and before credits."""

    amount: Decimal | None = None
    currency: str | None = None


class Row(msgspec.Struct):
    starting_at: Moment
    cost: Money
    group: Group = msgspec.field(default_factory=Group)


class Page(msgspec.Struct):
    data: list[Row]
    has_more: bool
    next_page: str | None = None


_PAGE = msgspec.json.Decoder(Page)


def cost_pages(connection: Connection, period: Period) -> Iterator[CostPage]:
    """Raises RefusedRequest or CredentialRefused where the account has no analytics or not for that time."""
    whole = period.widened_to(DAY)
    start = whole.start
    while start < whole.end and not connection.should_stop():
        end = min(start + LONGEST, whole.end)
        yield _cost_page(connection, Period(start, end))
        start = end


def _cost_page(connection: Connection, span: Period) -> CostPage:
    fixed: Params = [
        ("starting_at", _moment(span.start)),
        ("ending_at", _moment(span.end)),
        ("time_bucket_width", "1d"),
        *(("group_by[]", group) for group in GROUPS),
        ("order_by", "time"),
        ("limit", ROWS_PER_PAGE),
    ]
    costs: list[BilledCost] = []
    requests = 0
    cursor: Params = []
    seen: set[str] = set()
    while True:
        answer = get_json(connection, WITH_ANALYTICS, path_of(connection, COSTS), [*fixed, *cursor], _PAGE)
        requests += answer.requests
        costs += [_cost(row, row.cost.amount) for row in answer.content.data if row.cost.amount is not None]
        if not answer.content.has_more:
            inside = (cost for cost in costs if span.start_unix <= cost.start < span.end_unix)
            return CostPage(span, merged_costs(inside), requests, int(span.length.total_seconds()) // DAY)
        page = answer.content.next_page
        if not page or page in seen or len(seen) > MOST_PAGES:
            raise BadAnswer(f"{_WHAT} says has_more and goes no further.")
        seen.add(page)
        cursor = [("page", page)]


def _cost(row: Row, cents: Decimal) -> BilledCost:
    group = row.group
    kind = group.token_type or group.cost_type or ""
    return BilledCost(
        start=int(row.starting_at.timestamp()) // DAY * DAY,
        project=group.workspace_id or "",
        line_item=", ".join(part for part in (group.model, kind) if part),
        usd_nanos=dollars_to_nanos(_WHAT, cents / 100, row.cost.currency),
        key=group.api_key_id or "",
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
