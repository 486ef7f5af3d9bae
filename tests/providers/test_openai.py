"""What OpenAI is asked, and how its odd answers are taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usage_tracker_gui.domain.usage import DAY, HOUR, Period, UnitBucket
from usage_tracker_gui.providers.openai import OPENAI
from usage_tracker_gui.providers.openai.families import UNIT_FAMILIES
from usage_tracker_gui.providers.provider import BadAnswer, CredentialRefused, RefusedRequest

START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
SIX_HOURS = Period.of_unix(START, START + 6 * HOUR)
TWO_DAYS = Period.of_unix(START, START + 2 * DAY)
HISTORY = OPENAI.usage_streams[0]


def page(*buckets, **more):
    return {"object": "page", "data": list(buckets), "has_more": False, "next_page": None, **more}


def bucket(start, *rows, width=HOUR, name="results"):
    return {"object": "bucket", "start_time": start, "end_time": start + width, name: list(rows)}


def tokens(**fields):
    return {"object": "x", "input_tokens": 10, "output_tokens": 2, "num_model_requests": 1, **fields}


def cost(value, **fields):
    return {"object": "organization.costs.result", "amount": {"value": value, "currency": "usd"}, **fields}


@pytest.fixture
def answering(serve, connect, reply):
    """`answering(content)`: a connection to a server with one answer, and the server."""

    def start(content, status=200, secret=None):
        server = serve(content if callable(content) else lambda request: reply.of(content, status))
        return connect(server.base_url, **({"secret": secret} if secret else {})), server

    return start


def error(message, **fields):
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **fields}}


def test_usage_is_asked_by_key_model_tier_batch_and_project_with_brackets(answering):
    connection, server = answering(page())
    list(OPENAI.usage(connection, HISTORY, SIX_HOURS, ["key_a", "key_b"]))
    (request,) = server.requests
    assert request.path == "/v1/organization/usage/completions"
    assert request.query == {
        "start_time": [str(START)],
        "end_time": [str(START + 6 * HOUR)],
        "bucket_width": ["1h"],
        "limit": ["6"],
        "group_by[]": ["project_id", "api_key_id", "model", "batch", "service_tier"],
        "api_key_ids[]": ["key_a", "key_b"],
    }


def test_the_live_stream_asks_for_minutes(answering):
    connection, server = answering(page())
    list(OPENAI.usage(connection, OPENAI.live_stream, SIX_HOURS, ()))
    assert [(r.one("bucket_width"), r.one("limit")) for r in server.requests] == [("1m", "360")]


def test_a_long_list_of_keys_is_asked_in_parts_and_answered_as_one_page(answering, reply):
    keys = [f"key_{number:04}" for number in range(250)]

    def respond(request):
        asked = request.query["api_key_ids[]"]
        return reply.of(page(bucket(START, *(tokens(api_key_id=key) for key in asked))))

    connection, server = answering(respond)
    (only,) = OPENAI.usage(connection, HISTORY, SIX_HOURS, keys)
    assert [len(request.query["api_key_ids[]"]) for request in server.requests] == [100, 100, 50]
    assert max(len(request.raw_path) for request in server.requests) < 8000
    assert sorted(found.key for found in only.buckets) == keys
    assert only.requests == 3


def test_the_older_name_of_the_rows_is_understood(answering):
    connection, _server = answering(page(bucket(START, tokens(), name="result")))
    (only,) = OPENAI.usage(connection, HISTORY, SIX_HOURS, ())
    assert [found.input for found in only.buckets] == [10]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (page({"object": "bucket", "start_time": START, "end_time": START + HOUR}), "results"),
        (page(bucket(START) | {"results": None}), r"results"),
        (page(bucket(START) | {"start_time": "noon"}), r"\$\.data\[0\]\.start_time"),
        (page(bucket(START, tokens(input_tokens=-1))), r"\$\.data\[start_time=\d+\]\.results\[0\]\.input_tokens"),
        (page(bucket(START, tokens(model=7))), r"results\[0\]\.model"),
        ({"object": "page", "data": []}, "has_more"),
        (page(data=None), r"\$\.data"),
        (page(has_more=True), "next_page"),
    ],
)
def test_a_wrong_shape_names_the_service_and_the_field(answering, content, field):
    connection, _server = answering(content)
    with pytest.raises(BadAnswer, match=rf"^OpenAI's answer to organization/usage/completions .*{field}"):
        list(OPENAI.usage(connection, HISTORY, SIX_HOURS, ()))


def test_pages_before_a_bad_one_are_kept(answering, reply):
    def respond(request):
        good = int(request.one("start_time")) < START + DAY
        return reply.of(page(bucket(int(request.one("start_time")), tokens(input_tokens=1 if good else -1))))

    connection, _server = answering(respond)
    pages = OPENAI.usage(connection, HISTORY, TWO_DAYS, ())
    assert next(pages).buckets
    with pytest.raises(BadAnswer):
        next(pages)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("secret", ["sk-proj-abcdefghijklmnop", "sk-svcacct-abcdefghijklmnop", "sk-abcdefghijklmnop"])
def test_an_ordinary_key_is_recognised_and_the_way_to_an_admin_key_is_told(answering, status, secret):
    words = "You have insufficient permissions for this operation. Missing scopes: api.usage.read."
    connection, _server = answering(error(words), status, secret)
    with pytest.raises(CredentialRefused, match="ordinary project key") as caught:
        OPENAI.check(connection)
    assert "https://platform.openai.com/settings/organization/admin-keys" in str(caught.value)
    assert "owner" in str(caught.value)
    assert secret not in str(caught.value)


def test_a_wrong_admin_key_is_not_called_ordinary(answering):
    connection, _server = answering(error("Incorrect API key provided.", code="invalid_api_key"), 401)
    with pytest.raises(CredentialRefused, match=r"refused the admin key.*Incorrect API key provided"):
        OPENAI.check(connection)


def test_costs_are_asked_per_day_line_and_project(answering):
    connection, server = answering(page())
    (only,) = OPENAI.costs(connection, TWO_DAYS)
    assert server.requests[0].path == "/v1/organization/costs"
    assert server.requests[0].query["group_by[]"] == ["line_item", "project_id"]
    assert server.requests[0].query["bucket_width"] == ["1d"]
    assert (only.period, list(only.costs)) == (TWO_DAYS, [])


def test_a_half_year_of_costs_stays_within_the_limit_of_buckets(answering):
    connection, server = answering(page())
    list(OPENAI.costs(connection, Period.of_unix(START, START + 400 * DAY)))
    assert [int(request.one("limit")) for request in server.requests] == [31, 124, 180, 65]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30", "many"])
def test_an_amount_that_can_not_be_is_an_error(answering, value):
    connection, _server = answering(page(bucket(START, cost(value), width=DAY)))
    with pytest.raises(BadAnswer, match="amount"):
        list(OPENAI.costs(connection, TWO_DAYS))


def test_other_money_than_dollars_is_an_error(answering):
    other = {"amount": {"value": 1, "currency": "eur"}}
    connection, _server = answering(page(bucket(START, other, width=DAY)))
    with pytest.raises(BadAnswer, match=r"'eur' instead of dollars"):
        list(OPENAI.costs(connection, TWO_DAYS))


def test_parts_of_one_line_are_added_up(answering):
    rows = [cost("0.1", line_item="a", quantity=2, quantity_unit="tokens")] * 2 + [cost(1), cost(2, quantity=1)]
    connection, _server = answering(page(bucket(START, *rows, width=DAY)))
    (only,) = OPENAI.costs(connection, TWO_DAYS)
    assert [(line.line_item, line.usd_nanos, line.quantity, line.unit) for line in only.costs] == [
        ("a", 200_000_000, "4", "tokens"),
        ("", 3_000_000_000, "", ""),
    ]


def test_costs_by_key_fall_back_where_the_service_has_no_keys_for_that_time(answering, reply):
    floor = START + 31 * DAY
    refusal = error("Not available for this time range.", param="start_time", code="invalid_request_error")

    def respond(request):
        by_key = "api_key_id" in request.query["group_by[]"]
        start = int(request.one("start_time"))
        if by_key and start < floor:
            return reply.of(refusal, 400)
        first = request.one("page") is None
        day = start if first else start + DAY
        row = cost(1, api_key_id="key_a" if by_key else None)
        return reply.of(page(bucket(day, row, width=DAY), has_more=first, next_page="page_2" if first else None))

    connection, _server = answering(respond)
    pages = list(OPENAI.costs_by_key(connection, Period.of_unix(START, START + 60 * DAY)))
    assert [[line.key for line in found.costs] for found in pages] == [["", ""], ["key_a", "key_a"]]


def test_another_refusal_of_costs_by_key_is_an_error(answering):
    connection, _server = answering(error("Bad.", param="limit", code="invalid_request_error"), 400)
    with pytest.raises(RefusedRequest):
        list(OPENAI.costs_by_key(connection, TWO_DAYS))


def unit_row(name):
    quantity = {
        "images": "images",
        "audio_speeches": "characters",
        "audio_transcriptions": "seconds",
        "web_search_calls": "num_requests",
        "file_search_calls": "num_requests",
        "code_interpreter_sessions": "num_sessions",
        "vector_stores": "usage_bytes",
    }[name]
    return {"object": "x", quantity: 3, "num_model_requests": 1, "project_id": "proj_a", "api_key_id": None}


@pytest.mark.parametrize("stream", OPENAI.unit_streams, ids=lambda stream: stream.name)
def test_a_family_is_read_in_its_own_unit(answering, stream):
    rows = [unit_row(stream.name), unit_row(stream.name)]
    connection, server = answering(page(bucket(START, *rows, width=stream.grain)))
    (only,) = OPENAI.units(connection, stream, Period.of_unix(START, START + stream.grain), ())
    unit = UNIT_FAMILIES[stream.name].unit
    assert only.units == [UnitBucket(START, "", "proj_a", "", "", unit, 6)]
    assert server.requests[0].path == f"/v1/organization/usage/{stream.name}"


@pytest.mark.parametrize("stream", OPENAI.usage_streams[1:], ids=lambda stream: stream.name)
def test_embeddings_and_moderations_are_input_tokens(answering, stream):
    rows = [{"object": "x", "input_tokens": 5, "num_model_requests": 2, "model": "m", "api_key_id": "key_a"}] * 2
    connection, server = answering(page(bucket(START, *rows)))
    (only,) = OPENAI.usage(connection, stream, SIX_HOURS, ())
    assert [(found.key, found.model, found.input, found.requests) for found in only.buckets] == [("key_a", "m", 10, 4)]
    assert server.requests[0].query["group_by[]"] == ["project_id", "api_key_id", "model"]


@pytest.mark.parametrize(
    ("status", "message"), [(404, "Unknown path."), (403, "No."), (401, "Missing scopes: api.usage.read")]
)
def test_a_family_that_the_account_can_not_read_is_absent(answering, status, message):
    connection, _server = answering(error(message), status)
    assert list(OPENAI.units(connection, OPENAI.unit_streams[0], SIX_HOURS, ())) == []
    assert list(OPENAI.usage(connection, OPENAI.usage_streams[1], SIX_HOURS, ())) == []
    assert list(OPENAI.costs(connection, TWO_DAYS)) == []


def test_usage_itself_is_never_absent(answering):
    connection, _server = answering(error("No."), 403)
    with pytest.raises(CredentialRefused):
        list(OPENAI.usage(connection, HISTORY, SIX_HOURS, ()))


def test_what_is_told_per_project_alone_is_left_out_where_keys_are_watched(answering):
    connection, server = answering(page())
    stores = next(stream for stream in OPENAI.unit_streams if stream.name == "vector_stores")
    assert list(OPENAI.units(connection, stores, TWO_DAYS, ["key_a"])) == []
    assert server.requests == []


def test_a_list_of_keys_that_turns_in_circles_is_an_error(answering):
    connection, _server = answering({"data": [{"id": "proj_a"}], "has_more": True})
    with pytest.raises(BadAnswer, match="goes no further"):
        OPENAI.keys(connection)
