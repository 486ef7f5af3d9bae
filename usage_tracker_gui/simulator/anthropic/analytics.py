"""The analytics endpoints that replace the legacy reports: flat rows, each with its time, its group and its figures.

A page counts rows and not buckets, empty combinations are left out, requests are counted, costs can be had per API
key, and the default workspace has an ID. Both need the beta header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from usage_tracker_gui.simulator.answer import Answer, Query, Request, json_answer
from usage_tracker_gui.simulator.anthropic.bill import Bill, Charge
from usage_tracker_gui.simulator.anthropic.pages import cents
from usage_tracker_gui.simulator.anthropic.query import (
    WIDTHS,
    bad_request,
    cursor,
    digest_of,
    instant,
    limited,
    position,
    rfc3339,
)
from usage_tracker_gui.simulator.anthropic.workload import DEFAULT_WORKSPACE_ID
from usage_tracker_gui.simulator.traffic import DAY, MINUTE, Counts, Label, Series, plus
from usage_tracker_gui.simulator.world import World

BETA = "analytics-usage-cost-2026-08-24"
EARLIEST = 1_767_225_600  # the first of January 2026
MOST_GROUPS = 5
DIMENSIONS = ("api_key_id", "model", "workspace_id", "service_tier", "context_window", "inference_geo", "speed")
COST_ONLY = ("cost_type", "token_type")  # these do not count for the most groups

Row = dict[str, Any]
Group = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True)
class _Question:
    start: int
    end: int
    width: int | None  # None: one bucket for all of it
    groups: tuple[str, ...]
    single: dict[str, str]
    digest: str

    @property
    def buckets(self) -> Iterator[tuple[int, int]]:
        step = self.width or self.end - self.start
        return ((start, start + step) for start in range(self.start, self.end, step))


def usage(world: World, request: Request, now: int) -> Answer:
    question = _read(request, DIMENSIONS, now)
    rows: list[Row] = []
    for start, end in question.buckets:
        sums: dict[Group, Counts] = {}
        for at in world.family("messages"):
            counts = _counts(world, at, start, end, question.width, now)
            if counts[0]:
                group = _group(world.series[at], question.groups)
                sums[group] = plus(sums[group], counts) if group in sums else counts
        rows += [_row(start, end, group, {"usage": _figures(counts)}) for group, counts in sums.items()]
    return _answer(question, rows, now, "total_tokens", {id(row): row["usage"]["total_tokens"] for row in rows})


def cost(bill: Bill, request: Request, now: int) -> Answer:
    question = _read(request, (*DIMENSIONS, *COST_ONLY), now)
    rows: list[Row] = []
    sizes: dict[int, int] = {}
    for start, end in question.buckets:
        sums: Counter[Group] = Counter()
        width = question.width or DAY
        for begin in range(start, end, width):
            for charge in bill.charges_of(begin, width, now):
                sums[_cost_group(charge, question.groups)] += charge.nanos
        for group, nanos in sums.items():
            amount = {"amount": cents(nanos), "list_amount": cents(nanos), "currency": "USD", "requests": None}
            rows.append(_row(start, end, group, {"cost": amount}))
            sizes[id(rows[-1])] = nanos
    return _answer(question, rows, now, "amount", sizes)


def _counts(world: World, at: int, start: int, end: int, width: int | None, now: int) -> Counts:
    until, step = world.horizon(at, now), width or DAY
    total = world.counts(at, start, step, until)
    for begin in range(start + step, end, step):
        total = plus(total, world.counts(at, begin, step, until))
    return total


def _read(request: Request, groups: tuple[str, ...], now: int) -> _Question:
    if BETA not in request.headers.get("anthropic-beta", ""):
        raise bad_request(f"this endpoint needs the header anthropic-beta: {BETA}")
    single, asked = _sorted_out(request.query, groups)
    name = single.get("time_bucket_width")
    if name is not None and (name not in WIDTHS or "ending_at" not in single):
        raise bad_request("time_bucket_width: Input should be '1m', '1h' or '1d', with ending_at given")
    width = WIDTHS[name] if name else None
    if "starting_at" not in single:
        raise bad_request("starting_at: Field required")
    start = instant("starting_at", single["starting_at"])
    end = instant("ending_at", single["ending_at"]) if "ending_at" in single else now
    _check_span(start, end, width, now)
    step = width or DAY
    return _Question(start // step * step, -(-end // step) * step, width, asked, single, digest_of(request.query))


def _check_span(start: int, end: int, width: int | None, now: int) -> None:
    if start < max(EARLIEST, now - 365 * DAY):
        raise bad_request("starting_at: must be within the last 365 days and not before 2026-01-01")
    longest = DAY if width == MINUTE else 31 * DAY
    if not 0 < end - start <= longest:
        raise bad_request(f"ending_at: must be after starting_at by at most {longest // 3600} hours")


def _sorted_out(query: Query, groups: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    known = ("starting_at", "ending_at", "time_bucket_width", "limit", "order_by", "order", "page")
    asked = tuple(value for name, value in query if name == "group_by[]")
    single = {name: value for name, value in query if name in known}
    for name, value in query:
        if name not in known and (name != "group_by[]" or value not in groups):
            raise bad_request(f"{name}: {value} is not permitted")
    if len([group for group in asked if group not in COST_ONLY]) > MOST_GROUPS:
        raise bad_request(f"group_by: at most {MOST_GROUPS}")
    return single, asked


def _group(series: Series, groups: tuple[str, ...]) -> Group:
    labels = dict(series.labels) | {"workspace_id": series.labels["workspace_id"] or DEFAULT_WORKSPACE_ID}
    return tuple((name, labels[name]) for name in groups)


def _cost_group(charge: Charge, groups: tuple[str, ...]) -> Group:
    details = dict(charge.details)
    of_series = dict(_group(charge.series, DIMENSIONS)) if charge.series else {"workspace_id": DEFAULT_WORKSPACE_ID}
    return tuple((name, details.get(name) if name in COST_ONLY else of_series.get(name)) for name in groups)


def _row(start: int, end: int, group: Group, figures: Row) -> Row:
    return {"starting_at": rfc3339(start), "ending_at": rfc3339(end), "group": dict(group), **figures}


def _figures(counts: Counts) -> Row:
    requests, uncached, output, cached, written_5m, written_1h, searches = counts
    return {
        "uncached_input_tokens": uncached,
        "cache_read_input_tokens": cached,
        "cache_creation": {"ephemeral_5m_input_tokens": written_5m, "ephemeral_1h_input_tokens": written_1h},
        "output_tokens": output,
        "server_tool_use": {"web_search_requests": searches},
        "total_tokens": uncached + output + cached + written_5m + written_1h,
        "requests": requests,
    }


def _answer(question: _Question, rows: list[Row], now: int, size: str, sizes: dict[int, int]) -> Answer:
    order_by = question.single.get("order_by", size)
    if order_by not in (size, "time"):
        raise bad_request(f"order_by: Input should be '{size}' or 'time'")
    if order_by == size:
        rows.sort(key=lambda row: sizes[id(row)], reverse=question.single.get("order", "desc") == "desc")
    elif question.single.get("order", "asc") == "desc":
        rows.reverse()
    limit = limited(question.single.get("limit"), 20, 1000)
    first = position(question.single["page"], question.digest) if "page" in question.single else 0
    more = first + limit < len(rows)
    return json_answer(
        {
            "data": rows[first : first + limit],
            "has_more": more,
            "next_page": cursor(first + limit, question.digest) if more else None,
            "data_refreshed_at": rfc3339(now),
        }
    )
