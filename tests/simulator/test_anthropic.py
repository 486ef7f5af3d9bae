"""Anthropic's Admin API: every answer is as its document says, and equals what the world holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET, AnthropicApp
from usage_tracker_gui.simulator.anthropic.expected import expected_costs
from usage_tracker_gui.simulator.anthropic.pages import COST_SHAPE, USAGE_SHAPE
from usage_tracker_gui.simulator.anthropic.query import FAST_MODE
from usage_tracker_gui.simulator.anthropic.workload import LIGHTHOUSE, lighthouse_world, rates, tier_of
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.traffic import DAY
from usage_tracker_gui.simulator.world import World

USAGE = "/v1/organizations/usage_report/messages"
COSTS = "/v1/organizations/cost_report"
CODE = "/v1/organizations/usage_report/claude_code"
KEYS = "/v1/organizations/api_keys"
HEADERS = {"x-api-key": ADMIN_SECRET, "anthropic-version": "2023-06-01", "anthropic-beta": FAST_MODE}
TODAY = 20_782 * DAY
TWO_DAYS = {"starting_at": "2026-11-24T00:00:00Z", "ending_at": "2026-11-26T00:00:00Z"}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def openapi(contracts: Path) -> Any:
    openapi_core = pytest.importorskip("openapi_core", reason="openapi-core is not installed")
    text = (contracts / "anthropic-usage.openapi.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    for name in ("UsageResult", "CostResult", "UsageBucket", "CostBucket", "ApiKey", "MessagesUsageReport"):
        document["components"]["schemas"][name]["additionalProperties"] = False
    return openapi_core.OpenAPI.from_dict(document)


@pytest.fixture
def world() -> World:
    return lighthouse_world(opened=date(2025, 11, 25))


@pytest.fixture
def app(world: World, clock: SimulatedClock) -> AnthropicApp:
    return AnthropicApp(world, clock)


@pytest.fixture
def ask(app: AnthropicApp) -> Ask:
    def ask(path: str, query: Any = (), status: int = 200, service: Any = app, **headers: str) -> Any:
        answer = asked(service, path, query, HEADERS | {name.replace("_", "-"): h for name, h in headers.items()})
        assert answer.status == status, answer.body.decode()
        return json.loads(answer.body)

    return ask


def asked(service: Any, path: str, query: Any, headers: dict[str, str]) -> Answer:
    answer = service.answer(Request(path, httpx.QueryParams(query).multi_items(), headers))
    assert isinstance(answer, Answer)
    return answer


@pytest.fixture
def validate(openapi: Any, app: AnthropicApp) -> Ask:
    """Asks, holds request and answer against the document, and returns the decoded body."""
    from openapi_core.testing import MockRequest, MockResponse

    def validate(path: str, query: Any = (), service: Any = app, headers: dict[str, str] = HEADERS) -> Any:
        answer = asked(service, path, query, headers)
        pairs = httpx.QueryParams(query).multi_items()
        request = MockRequest("https://api.anthropic.com", "get", path, args=pairs, headers=headers)
        if answer.status == 200:
            openapi.validate_request(request)
        response = MockResponse(answer.body, answer.status, dict(answer.headers), answer.content_type)
        openapi.validate_response(request, response)
        return json.loads(answer.body)

    return validate


def all_buckets(ask: Ask, path: str, query: dict[str, Any]) -> list[Any]:
    page = ask(path, query)
    buckets = list(page["data"])
    while page["has_more"]:
        page = ask(path, query | {"page": page["next_page"]})
        buckets += page["data"]
    return buckets


# --- The document ---


@pytest.mark.parametrize("width", ["1m", "1h", "1d"])
def test_usage_of_every_width_and_group_is_as_documented(validate: Ask, width: str) -> None:
    query = {"starting_at": "2026-11-25T10:00:00Z", "bucket_width": width, "limit": 2}
    assert any(bucket["results"] for bucket in validate(USAGE, query)["data"])
    for groups in [*([group] for group in USAGE_SHAPE.groups), list(USAGE_SHAPE.groups)]:
        validate(USAGE, query | {"group_by[]": groups})


@pytest.mark.parametrize("groups", [[], ["workspace_id"], ["description"], list(COST_SHAPE.groups)])
def test_costs_are_as_documented(validate: Ask, groups: list[str]) -> None:
    (first, _) = validate(COSTS, TWO_DAYS | {"group_by[]": groups})["data"]
    for row in first["results"]:
        assert isinstance(row["amount"], str)
        assert (row["description"] is None) == ("description" not in groups)


def test_lists_and_claude_code_are_as_documented(validate: Ask) -> None:
    assert len(validate(KEYS, {"limit": 2})["data"]) == 2
    code = validate(CODE, {"starting_at": "2026-11-24", "limit": 1})
    assert code["has_more"]
    assert validate(CODE, {"starting_at": "2026-11-24", "limit": 1, "page": code["next_page"]})["data"]


def test_errors_are_as_documented(validate: Ask, app: AnthropicApp) -> None:
    limited = Faulty(app)
    limited.always(faults.rate_limited(3))
    for query, headers, service, kind in (
        ({}, HEADERS, app, "invalid_request_error"),
        (TWO_DAYS, HEADERS | {"x-api-key": "sk-ant-admin01-other"}, app, "authentication_error"),
        (TWO_DAYS, HEADERS | {"x-api-key": "sk-ant-api03-workspace"}, app, "permission_error"),
        (TWO_DAYS, HEADERS, limited, "rate_limit_error"),
    ):
        body = validate(USAGE, query, service=service, headers=headers)
        assert (body["type"], body["error"]["type"]) == ("error", kind)


# --- Figures ---


@pytest.mark.parametrize(("width", "limit"), [("1m", 1440), ("1h", 30), ("1d", 1)])
def test_pages_of_every_width_add_up_to_the_expected_sums(
    ask: Ask, world: World, clock: SimulatedClock, width: str, limit: int
) -> None:
    groups = ["api_key_id", "workspace_id", "model", "service_tier", "speed"]
    query = TWO_DAYS | {"bucket_width": width, "limit": limit, "group_by[]": groups}
    sums: dict[tuple[str, ...], Tokens] = {}
    for bucket in all_buckets(ask, USAGE, query):
        for row in bucket["results"]:
            tier = "fast" if row["speed"] == "fast" else row["service_tier"]
            group = (row["api_key_id"] or "", row["workspace_id"] or "", row["model"], tier)
            sums[group] = sums.get(group, Tokens()).plus(
                Tokens(
                    input=row["uncached_input_tokens"],
                    cached_input=row["cache_read_input_tokens"],
                    cache_write=row["cache_creation"]["ephemeral_5m_input_tokens"],
                    cache_write_1h=row["cache_creation"]["ephemeral_1h_input_tokens"],
                    output=row["output_tokens"],
                )
            )
    period = Period.of_unix(TODAY - DAY, TODAY + DAY)
    wanted = expected_usage(world, period, clock.now(), by=("key", "project", "model", "tier"), family="messages")
    assert sums == {group: usage.tokens for group, usage in wanted.items()}
    assert {tier for *_, tier in sums} == {"standard", "batch", "priority", "fast"}
    assert ("", "", "claude-opus-5", "standard") in sums, "the workbench names no key"


def test_costs_equal_the_expected_ones_in_cents_as_text(ask: Ask, world: World, clock: SimulatedClock) -> None:
    sums: Counter[tuple[str, ...]] = Counter()
    for bucket in all_buckets(ask, COSTS, TWO_DAYS | {"limit": 1, "group_by[]": list(COST_SHAPE.groups)}):
        for row in bucket["results"]:
            day = bucket["starting_at"][:10]
            sums[day, row["workspace_id"] or "", row["description"]] += nanos_of(Decimal(row["amount"]) / 100)
    period = Period.of_unix(TODAY - DAY, TODAY + DAY)
    assert dict(sums) == expected_costs(world, period, clock.now(), by=("day", "project", "line_item"))
    assert not any("Priority" in description for *_, description in sums)


def test_rates_are_the_published_ones(world: World) -> None:
    """The long-context series and the preview model aside, which no sum of a report can be priced by."""
    sheet = load_price_sheet(None)
    day = date(2026, 11, 25)
    compared = 0
    for at in world.family("messages"):
        series = world.series[at]
        if series.labels["context_window"] != "0-200k" or tier_of(series) == "priority":
            continue
        fields = ("input", "output", "cached_input", "cache_write", "cache_write_1h")
        for field, rate in zip(fields, rates(series, day), strict=True):
            million = Tokens(**{field: 1_000_000})
            cost = sheet.cost("anthropic", str(series.labels["model"]), tier_of(series), million, day)
            assert cost.usd == (None if series.labels["model"] == "claude-harbor-preview" else Decimal(rate))
            compared += 1
    assert compared


# --- Queries ---


def test_buckets_are_there_when_empty_and_end_by_the_end(ask: Ask) -> None:
    query = {"starting_at": "2025-01-01T07:00:00Z", "ending_at": "2025-01-03T23:00:00+00:00"}
    buckets = all_buckets(ask, USAGE, query)
    assert [bucket["starting_at"] for bucket in buckets] == ["2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"]
    assert all(bucket["results"] == [] for bucket in buckets)


def test_filters_keep_what_they_name(ask: Ask) -> None:
    key = LIGHTHOUSE.key_named("Support bot").id
    query = TWO_DAYS | {"group_by[]": ["api_key_id", "service_tier"]}
    page = ask(USAGE, query | {"api_key_ids[]": [key], "service_tiers[]": ["priority"]})
    assert {(row["api_key_id"], row["service_tier"]) for row in page["data"][0]["results"]} == {(key, "priority")}


@pytest.mark.parametrize(
    "query",
    [
        {"starting_at": "yesterday"},
        TWO_DAYS | {"group_by": "model"},  # arrays need their brackets
        TWO_DAYS | {"group_by[]": "line_item"},
        TWO_DAYS | {"limit": 32},
        TWO_DAYS | {"bucket_width": "5m"},
        TWO_DAYS | {"page": "page_nonsense"},
        {"starting_at": "2026-11-25T00:00:00Z", "ending_at": "2026-11-25T00:00:00Z"},
    ],
)
def test_bad_queries_are_refused(ask: Ask, query: Any) -> None:
    ask(USAGE, query, status=400)


def test_speed_needs_its_beta_header_and_every_request_its_version(ask: Ask, app: AnthropicApp) -> None:
    ask(USAGE, TWO_DAYS | {"group_by[]": "speed"}, status=400, anthropic_beta="")
    assert "speed" not in ask(USAGE, TWO_DAYS)["data"][0]["results"][0]
    assert asked(app, USAGE, TWO_DAYS, {"x-api-key": ADMIN_SECRET}).status == 400
    bearer = {"authorization": f"Bearer {ADMIN_SECRET}", "anthropic-version": "2023-06-01"}
    assert asked(app, USAGE, TWO_DAYS, bearer).status == 200
    assert asked(app, USAGE, TWO_DAYS, {"anthropic-version": "2023-06-01"}).status == 401


def test_a_page_is_bound_to_its_query(ask: Ask) -> None:
    query = TWO_DAYS | {"limit": 1}
    page = ask(USAGE, query)["next_page"]
    ask(USAGE, query | {"page": page, "limit": 2}, status=400)


def test_costs_know_no_keys(ask: Ask) -> None:
    ask(COSTS, TWO_DAYS | {"group_by[]": "api_key_id"}, status=400)
    ask(COSTS, TWO_DAYS | {"bucket_width": "1h"}, status=400)


# --- Names ---


def test_keys_are_listed_with_archived_ones_and_paged_both_ways(ask: Ask) -> None:
    every = [key["id"] for key in ask(KEYS)["data"]]
    assert len(every) == len(LIGHTHOUSE.keys)
    assert [key["name"] for key in ask(KEYS, {"status": "archived"})["data"]] == ["Support bot (old)"]
    first = ask(KEYS, {"limit": 3})
    assert first["has_more"]
    rest = ask(KEYS, {"limit": 3, "after_id": first["last_id"]})
    assert [key["id"] for key in first["data"] + rest["data"]] == every
    back = ask(KEYS, {"limit": 2, "before_id": every[3]})
    assert ([key["id"] for key in back["data"]], back["has_more"]) == (every[1:3], True)
    ask(KEYS, {"after_id": "apikey_unknown"}, status=400)


def test_workspaces_have_names_and_the_default_one_is_null_in_reports(ask: Ask) -> None:
    names = {space["id"]: space["name"] for space in ask("/v1/organizations/workspaces")["data"]}
    assert set(names.values()) == {"Support desk", "Docs pipeline"}
    rows = ask(USAGE, TWO_DAYS | {"group_by[]": "workspace_id"})["data"][0]["results"]
    assert {row["workspace_id"] for row in rows} == {*names, None}


def test_claude_code_shows_what_is_older_than_an_hour(ask: Ask, clock: SimulatedClock) -> None:
    (record, _) = ask(CODE, {"starting_at": "2026-11-24"})["data"]
    assert record["model_breakdown"][0]["estimated_cost"]["amount"] > 0
    assert ask(CODE, {"starting_at": "2026-11-26"})["data"] == []
    ask(CODE, {"starting_at": "2026-11-24T00:00:00Z"}, status=400)


def test_it_runs_over_http(app: AnthropicApp) -> None:
    with Simulator.serving(app) as base_url, httpx.Client(trust_env=False, verify=False, headers=HEADERS) as client:
        assert client.get(f"{base_url}{USAGE}", params=TWO_DAYS).status_code == 200
        assert client.get(f"{base_url}/v1/organizations/nothing").status_code == 404
