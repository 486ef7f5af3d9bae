"""What Anthropic is asked, and how its odd answers are taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usage_tracker_gui.domain.account import Tells
from usage_tracker_gui.domain.usage import DAY, HOUR, Period, UnitBucket
from usage_tracker_gui.providers.anthropic import ANTHROPIC
from usage_tracker_gui.providers.anthropic.reports import tier_of
from usage_tracker_gui.providers.provider import BadAnswer, CredentialRefused

START = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
SIX_HOURS = Period.of_unix(START, START + 6 * HOUR)
TWO_DAYS = Period.of_unix(START, START + 2 * DAY)
HISTORY = ANTHROPIC.usage_streams[0]


def iso(unix):
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page(*buckets, **more):
    return {"data": list(buckets), "has_more": False, "next_page": None, **more}


def bucket(start, *rows, width=HOUR):
    return {"starting_at": iso(start), "ending_at": iso(start + width), "results": list(rows)}


def usage(**fields):
    return {"uncached_input_tokens": 10, "output_tokens": 2, "model": "claude-opus-5", **fields}


def refusal(kind, message):
    return {"type": "error", "error": {"type": kind, "message": message}}


@pytest.fixture
def answering(serve, connect, reply):
    """The same answer to everything, or what a function says; the usage of analytics is refused."""

    def start(content, status=200, secret="sk-ant-admin01-Zq7Tr2MvK9"):
        def respond(request):
            if request.path.endswith("analytics/usage"):
                return reply.of(refusal("not_found_error", "Not Found"), 404)
            return content(request) if callable(content) else reply.of(content, status)

        server = serve(respond)
        return connect(server.base_url.removesuffix("/v1"), "anthropic", secret), server

    return start


def test_usage_is_asked_by_key_model_tier_window_workspace_and_speed(answering):
    connection, server = answering(page())
    (only,) = ANTHROPIC.usage(connection, HISTORY, SIX_HOURS, ["apikey_a"])
    _refused, request = server.requests
    assert only.requests == 2
    assert request.path == "/v1/organizations/usage_report/messages"
    assert request.query == {
        "starting_at": [iso(START)],
        "ending_at": [iso(START + 6 * HOUR + 1)],
        "bucket_width": ["1h"],
        "limit": ["6"],
        "group_by[]": ["api_key_id", "model", "service_tier", "context_window", "workspace_id", "speed"],
        "api_key_ids[]": ["apikey_a"],
    }
    assert request.headers["x-api-key"].startswith("sk-ant-admin01-")
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert request.headers["anthropic-beta"] == "fast-mode-2026-02-01"
    assert "authorization" not in request.headers


def test_a_base_url_may_end_in_the_version_or_not(serve, connect, reply):
    server = serve(lambda request: reply.of(page()))
    for base_url in (server.base_url, server.base_url.removesuffix("/v1"), server.base_url + "/"):
        ANTHROPIC.check(connect(base_url, "anthropic"))
    assert {request.path for request in server.requests} == {"/v1/organizations/usage_report/messages"}


def test_without_the_beta_usage_comes_without_speed(answering, reply):
    def respond(request):
        if "anthropic-beta" in request.headers:
            return reply.of(refusal("invalid_request_error", "Unknown beta."), 400)
        return reply.of(page(bucket(START, usage())))

    connection, _server = answering(respond)
    (only,) = ANTHROPIC.usage(connection, HISTORY, SIX_HOURS, ())
    assert [(found.tier, found.input) for found in only.buckets] == [("standard", 10)]


@pytest.mark.parametrize(
    ("window", "tier"),
    [("0-200k", "standard/0-200k"), ("200k-1M", "standard/200k-1M"), (None, "standard"), ("endless", "standard")],
)
def test_the_context_window_stands_behind_the_tier(answering, window, tier):
    connection, _server = answering(page(bucket(START, usage(context_window=window))))
    (only,) = ANTHROPIC.usage(connection, HISTORY, SIX_HOURS, ())
    assert [found.tier for found in only.buckets] == [tier]


def test_requests_are_not_told_and_the_service_says_so(answering):
    connection, _server = answering(page(bucket(START, usage())))
    (only,) = ANTHROPIC.usage(connection, HISTORY, SIX_HOURS, ())
    assert [found.requests for found in only.buckets] == [0]
    assert Tells.REQUESTS not in ANTHROPIC.service.tells


@pytest.mark.parametrize(
    ("service_tier", "speed", "tier"),
    [
        (None, None, "standard"),
        ("standard", "standard", "standard"),
        ("standard", "fast", "fast"),
        ("batch", "fast", "batch"),
        ("flex", None, "flex"),
        ("flex_discount", None, "flex"),
        ("priority", None, "priority"),
        ("priority_on_demand", None, "priority"),
        ("Lunar", None, "lunar"),
    ],
)
def test_tiers_have_our_names(service_tier, speed, tier):
    assert tier_of(service_tier, speed) == tier


def test_web_searches_are_units_with_the_name_of_their_fee(answering):
    row = usage(server_tool_use={"web_search_requests": 4}, api_key_id="apikey_a")
    connection, _server = answering(page(bucket(START, row, row, usage())))
    (only,) = ANTHROPIC.units(connection, ANTHROPIC.unit_streams[0], SIX_HOURS, ())
    assert only.units == [UnitBucket(START, "apikey_a", "", "", "claude-opus-5", "web_search", 8)]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (page(bucket(START, usage(output_tokens=-1))), r"results\[0\]\.output_tokens"),
        (page(bucket(START) | {"starting_at": "2026-11-01T00:00:00"}), r"\$\.data\[0\]\.starting_at"),
        (page(bucket(START, usage(cache_creation={"ephemeral_5m_input_tokens": 0.5}))), "ephemeral_5m_input_tokens"),
        (page(bucket(START, {"output_tokens": 1})), "uncached_input_tokens"),
    ],
)
def test_a_wrong_shape_names_the_service_and_the_field(answering, content, field):
    connection, _server = answering(content)
    with pytest.raises(BadAnswer, match=rf"^Anthropic's answer to .*{field}"):
        list(ANTHROPIC.usage(connection, HISTORY, SIX_HOURS, ()))


def test_an_ordinary_key_is_recognised(answering):
    secret = "sk-ant-api03-abcdefghijk"
    connection, _server = answering(refusal("authentication_error", "invalid x-api-key"), 401, secret)
    with pytest.raises(CredentialRefused, match="ordinary API key") as caught:
        ANTHROPIC.check(connection)
    assert secret not in str(caught.value)


def analytics_row(cents, start=START, **group):
    return {
        "starting_at": iso(start),
        "ending_at": iso(start + DAY),
        "group": {"api_key_id": "apikey_a", "model": "claude-opus-5", "cost_type": "tokens", **group},
        "cost": {"amount": cents, "list_amount": "999", "currency": "USD", "requests": 3},
    }


def test_costs_by_key_come_from_analytics_page_by_page(answering, reply):
    def respond(request):
        if request.one("page") is None:
            first = analytics_row("150.5", token_type="output_tokens")
            return reply.of(page(first, first, has_more=True, next_page="page_2"))
        return reply.of(page(analytics_row(None), analytics_row("1", START + DAY)))

    connection, server = answering(respond)
    (only,) = ANTHROPIC.costs_by_key(connection, TWO_DAYS)
    assert [(line.start, line.key, line.line_item, line.usd_nanos) for line in only.costs] == [
        (START, "apikey_a", "claude-opus-5, output_tokens", 3_010_000_000),
        (START + DAY, "apikey_a", "claude-opus-5, tokens", 10_000_000),
    ]
    assert server.requests[0].path == "/v1/organizations/analytics/cost"
    assert server.requests[0].headers["anthropic-beta"] == "analytics-usage-cost-2026-08-24"
    assert [request.query | {"page": []} for request in server.requests] == [
        server.requests[0].query | {"page": []}
    ] * 2
    assert only.requests == 2


def test_a_long_time_of_costs_by_key_is_asked_a_month_at_a_time(answering):
    connection, server = answering(page())
    period = Period.of_unix(START, START + 70 * DAY)
    pages = list(ANTHROPIC.costs_by_key(connection, period))
    assert [found.period.length.days for found in pages] == [31, 31, 8]
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 403, 404])
def test_costs_by_key_fall_back_where_the_account_has_no_analytics(answering, reply, status):
    def respond(request):
        if request.path.endswith("analytics/cost"):
            return reply.of(refusal("not_found_error", "No."), status)
        row = {"amount": "250", "currency": "USD", "description": "Input"}
        return reply.of(page(bucket(START, row, width=DAY)))

    connection, _server = answering(respond)
    (only,) = ANTHROPIC.costs_by_key(connection, TWO_DAYS)
    assert [(line.key, line.usd_nanos) for line in only.costs] == [("", 2_500_000_000)]


def test_analytics_that_turn_in_circles_give_way_to_the_reports(answering, reply):
    def respond(request):
        if request.path.endswith("analytics/cost"):
            return reply.of(page(has_more=True, next_page="x"))
        return reply.of(page(bucket(START, {"amount": "250", "currency": "USD"}, width=DAY)))

    connection, _server = answering(respond)
    (only,) = ANTHROPIC.costs_by_key(connection, TWO_DAYS)
    assert [line.usd_nanos for line in only.costs] == [2_500_000_000]


def test_the_default_workspace_has_no_id_where_workspaces_can_be_listed(answering, reply):
    def respond(request):
        if request.path.endswith("workspaces"):
            return reply.of(page({"id": "wrkspc_1", "name": "One"}))
        keys = [
            {"id": f"apikey_{name}", "scope": {"type": "workspace", "workspace_id": f"wrkspc_{name}"}} for name in "01"
        ]
        return reply.of(page(*keys))

    connection, _server = answering(respond)
    assert [(key.project, key.project_name) for key in ANTHROPIC.keys(connection)] == [("", ""), ("wrkspc_1", "One")]


def test_keys_are_listed_without_workspaces_that_may_not_be_read(answering, reply):
    def respond(request):
        if request.path.endswith("workspaces"):
            return reply.of(refusal("permission_error", "No."), 403)
        return reply.of(page({"id": "apikey_a", "name": "A", "status": "inactive", "workspace_id": "wrkspc_1"}))

    connection, _server = answering(respond)
    (key,) = ANTHROPIC.keys(connection)
    assert (key.id, key.project, key.project_name, key.active) == ("apikey_a", "wrkspc_1", "", False)
