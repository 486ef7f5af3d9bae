"""The analytics endpoints say the same as the legacy reports, row by row, and more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.answer import Request
from usage_tracker_gui.simulator.anthropic.analytics import BETA, DIMENSIONS
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET, AnthropicApp
from usage_tracker_gui.simulator.anthropic.expected import expected_costs
from usage_tracker_gui.simulator.anthropic.workload import DEFAULT_WORKSPACE_ID, lighthouse_world
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.traffic import DAY
from usage_tracker_gui.simulator.world import World

USAGE, COST = "/v1/organizations/analytics/usage", "/v1/organizations/analytics/cost"
SPAN: dict[str, Any] = {"starting_at": "2026-11-24T00:00:00Z", "ending_at": "2026-11-26T00:00:00Z"}
PERIOD = Period.of_unix(20_781 * DAY, 20_783 * DAY)

Ask = Callable[..., Any]


@pytest.fixture
def world() -> World:
    return lighthouse_world(opened=date(2025, 11, 25))


@pytest.fixture
def ask(world: World, clock: SimulatedClock) -> Ask:
    app = AnthropicApp(world, clock)

    def ask(path: str, query: dict[str, Any], status: int = 200, beta: str = BETA) -> Any:
        headers = {"x-api-key": ADMIN_SECRET, "anthropic-version": "2023-06-01", "anthropic-beta": beta}
        answer = app.answer(Request(path, httpx.QueryParams(query).multi_items(), headers))
        assert answer.status == status, answer.body.decode()
        return json.loads(answer.body)

    return ask


def all_rows(ask: Ask, path: str, query: dict[str, Any]) -> list[Any]:
    page = ask(path, query)
    rows = list(page["data"])
    while page["has_more"]:
        page = ask(path, query | {"page": page["next_page"]})
        rows += page["data"]
    return rows


@pytest.mark.parametrize("width", ["1d", "1h", None])
def test_usage_equals_the_expected_sums_and_counts_requests(
    ask: Ask, world: World, clock: SimulatedClock, width: str | None
) -> None:
    query = SPAN | {"group_by[]": ["api_key_id", "model"], "limit": 7} | ({"time_bucket_width": width} if width else {})
    requests: Counter[tuple[str, str]] = Counter()
    tokens: Counter[tuple[str, str]] = Counter()
    for row in all_rows(ask, USAGE, query):
        group = (row["group"]["api_key_id"] or "", row["group"]["model"])
        requests[group] += row["usage"]["requests"]
        tokens[group] += row["usage"]["total_tokens"]
    wanted = expected_usage(world, PERIOD, clock.now(), by=("key", "model"), family="messages")
    assert requests == {group: usage.requests for group, usage in wanted.items()}
    assert tokens == {group: usage.tokens.total for group, usage in wanted.items()}


def test_costs_per_key_add_up_to_the_legacy_bill(ask: Ask, world: World, clock: SimulatedClock) -> None:
    query = SPAN | {"group_by[]": ["api_key_id", "token_type", "cost_type"], "time_bucket_width": "1d", "limit": 9}
    rows = all_rows(ask, COST, query)
    billed = sum(nanos_of(Decimal(row["cost"]["amount"]) / 100) for row in rows)
    assert {billed} == set(expected_costs(world, PERIOD, clock.now(), by=()).values())
    assert len({row["group"]["api_key_id"] for row in rows}) > 3


def test_rows_come_by_size_or_by_time(ask: Ask) -> None:
    query = SPAN | {"group_by[]": ["model"], "time_bucket_width": "1h", "limit": 1000}
    sizes = [row["usage"]["total_tokens"] for row in ask(USAGE, query)["data"]]
    assert sizes == sorted(sizes, reverse=True)
    times = [row["starting_at"] for row in ask(USAGE, query | {"order_by": "time"})["data"]]
    assert times == sorted(times)
    assert times != sorted(times, reverse=True)


def test_the_default_workspace_has_an_id_here(ask: Ask) -> None:
    rows = ask(USAGE, SPAN | {"group_by[]": "workspace_id"})["data"]
    assert DEFAULT_WORKSPACE_ID in {row["group"]["workspace_id"] for row in rows}


@pytest.mark.parametrize(
    "change",
    [
        {"starting_at": "2025-11-20T00:00:00Z"},
        {"starting_at": "2026-10-01T00:00:00Z"},
        {"time_bucket_width": "1m"},
        {"time_bucket_width": "5m"},
        {"group_by[]": ["dreams"]},
        {"group_by[]": list(DIMENSIONS[:6])},
        {"limit": 1001},
        {"order_by": "mood"},
    ],
)
def test_what_the_service_refuses(ask: Ask, change: dict[str, Any]) -> None:
    ask(USAGE, SPAN | change, status=400)


def test_the_beta_header_is_needed(ask: Ask) -> None:
    ask(USAGE, SPAN, status=400, beta="")
