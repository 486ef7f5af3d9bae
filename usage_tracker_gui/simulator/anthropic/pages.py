"""Pages of Anthropic's reports, written as JSON text."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from usage_tracker_gui.simulator.anthropic.bill import Bill, Charge
from usage_tracker_gui.simulator.anthropic.query import (
    COST_LIMITS,
    FAST_MODE,
    USAGE_LIMITS,
    ReportQuery,
    Shape,
    rfc3339,
)
from usage_tracker_gui.simulator.traffic import DAY, Counts, Label, plus
from usage_tracker_gui.simulator.world import World

USAGE_SHAPE = Shape(
    USAGE_LIMITS,
    (
        "account_id", "api_key_id", "context_window", "inference_geo", "model", "service_account_id", "service_tier",
        "speed", "workspace_id",
    ),
    {
        "account_ids[]": "account_id",
        "api_key_ids[]": "api_key_id",
        "context_window[]": "context_window",
        "inference_geos[]": "inference_geo",
        "models[]": "model",
        "service_account_ids[]": "service_account_id",
        "service_tiers[]": "service_tier",
        "speeds[]": "speed",
        "workspace_ids[]": "workspace_id",
    },
    {"speed": FAST_MODE},
)  # fmt: skip
COST_SHAPE = Shape(COST_LIMITS, ("description", "workspace_id"), {}, {})

_NANOS_PER_CENT = 10_000_000
_DETAILS = ("cost_type", "model", "service_tier", "token_type", "context_window", "inference_geo")

Group = tuple[list[int], str]


def usage_page(world: World, query: ReportQuery, now: int) -> bytes:
    groups = _groups(world, query)
    return _page(query, (_usage_rows(world, groups, start, query.width, now) for start in query.buckets))


def cost_page(bill: Bill, query: ReportQuery, now: int) -> bytes:
    return _page(query, (_cost_rows(bill, query, start // DAY, now) for start in query.buckets))


def cents(nanos: int) -> str:
    """Dollars' hundredths as the reports write them: text with fractions."""
    return f"{Decimal(nanos) / _NANOS_PER_CENT:.7f}"


def _groups(world: World, query: ReportQuery) -> list[Group]:
    members: dict[tuple[Label, ...], list[int]] = defaultdict(list)
    for at in world.family("messages"):
        labels = world.series[at].labels
        if all(labels[name] in allowed for name, allowed in query.filters.items()):
            members[tuple(labels[name] if name in query.group_by else None for name in USAGE_SHAPE.groups)].append(at)
    return [(series, _template(values, query)) for values, series in members.items()]


def _template(values: tuple[Label, ...], query: ReportQuery) -> str:
    """`speed` is there only when asked for."""
    labels = "".join(
        f',"{name}":{json.dumps(value)}'
        for name, value in zip(USAGE_SHAPE.groups, values, strict=True)
        if name != "speed" or "speed" in query.group_by
    )
    return (
        '{"uncached_input_tokens":%d,"output_tokens":%d,"cache_read_input_tokens":%d,'
        '"cache_creation":{"ephemeral_5m_input_tokens":%d,"ephemeral_1h_input_tokens":%d},'
        '"server_tool_use":{"web_search_requests":%d}' + labels.replace("%", "%%") + "}"
    )


def _usage_rows(world: World, groups: list[Group], start: int, width: int, now: int) -> Iterator[str]:
    if start >= now:
        return
    for members, template in groups:
        counts: Counts = world.counts(members[0], start, width, world.horizon(members[0], now))
        for at in members[1:]:
            counts = plus(counts, world.counts(at, start, width, world.horizon(at, now)))
        if counts[0]:
            yield template % counts[1:]


def _cost_rows(bill: Bill, query: ReportQuery, day: int, now: int) -> Iterator[str]:
    if day * DAY >= now:
        return
    sums: Counter[tuple[tuple[str, Label], ...]] = Counter()
    for charge in bill.charges(day, now):
        sums[_fields(charge, query)] += charge.nanos
    for fields, nanos in sums.items():
        yield json.dumps({"amount": cents(nanos), "currency": "USD", **dict(fields)})


def _fields(charge: Charge, query: ReportQuery) -> tuple[tuple[str, Label], ...]:
    described = "description" in query.group_by
    details = dict(charge.details) if described else {}
    return (
        ("description", charge.description if described else None),
        *((name, details.get(name)) for name in _DETAILS),
        ("workspace_id", charge.workspace if "workspace_id" in query.group_by else None),
    )


def _bucket(start: int, width: int, rows: Iterable[str]) -> str:
    times = f'"starting_at":"{rfc3339(start)}","ending_at":"{rfc3339(start + width)}"'
    return f'{{{times},"results":[{",".join(rows)}]}}'


def _page(query: ReportQuery, buckets: Iterable[Iterator[str]]) -> bytes:
    data = (_bucket(start, query.width, rows) for start, rows in zip(query.buckets, buckets, strict=True))
    cursor = query.next_page
    more = "false" if cursor is None else "true"
    return f'{{"data":[{",".join(data)}],"has_more":{more},"next_page":{json.dumps(cursor)}}}'.encode()
