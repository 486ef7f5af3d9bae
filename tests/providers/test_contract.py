"""What every provider in PROVIDERS keeps, shown on recorded answers served over HTTP.

A new service brings responses/<id>-usage.json, -costs.json (where it tells costs), -keys.json and -errors.json.
"""

from __future__ import annotations

import itertools
import json
import logging
import re
import traceback
from collections import Counter
from pathlib import Path

import pytest

from usage_tracker_gui.domain.account import Tells
from usage_tracker_gui.domain.collection import FailureKind
from usage_tracker_gui.domain.usage import Bucket, Period, Tokens
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.providers.provider import ProviderError

RESPONSES = Path(__file__).parent / "responses"
ASKING = [provider for provider in PROVIDERS if provider.service.tells]
WITH_COSTS = [provider for provider in ASKING if provider.cost_stream is not None]


def named(provider):
    return provider.service.id


def recorded(provider, case):
    return json.loads((RESPONSES / f"{provider.service.id}-{case}.json").read_text(encoding="utf-8"))


def errors():
    return [
        pytest.param(provider, error, id=f"{provider.service.id}-{error['name'].replace(' ', '-')}")
        for provider in ASKING
        for error in recorded(provider, "errors")["errors"]
    ]


@pytest.fixture
def play(serve, reply):
    """Serves the exchanges of a recording, found by path and cursor."""

    def start(recording):
        def respond(request):
            for exchange in recording["exchanges"]:
                cursors = {"page", "after", "after_id"} & exchange.keys()
                at_cursor = all(request.one(name) == exchange[name] for name in cursors)
                if request.path.endswith(exchange["path"]) and at_cursor:
                    return reply.of(exchange["body"], exchange.get("status", 200))
            return reply.of({"error": {"message": f"Nothing recorded for {request.path}"}}, 404)

        return serve(respond)

    return start


@pytest.fixture
def read_usage(play, connect):
    def read(provider, keys=()):
        recording = recorded(provider, "usage")
        server = play(recording)
        connection = connect(server.base_url, provider.service.id)
        period = Period.of_unix(recording["from"], recording["to"])
        return list(provider.usage(connection, provider.usage_streams[0], period, keys)), period, recording["expect"]

    return read


@pytest.mark.parametrize("provider", PROVIDERS, ids=named)
def test_a_service_describes_itself(provider):
    service = provider.service
    assert re.fullmatch(r"[a-z][a-z0-9-]*", service.id)
    assert service.name
    assert service.icon
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", service.variable)
    assert service.base_url.startswith("https://")
    assert not service.tells or service.help
    assert all(not prefix.startswith(service.secret_prefix or "?") for prefix in service.wrong_secret_prefixes)


def test_no_two_services_share_an_id_a_name_or_a_variable():
    for field in ("id", "name", "variable"):
        counted = Counter(getattr(provider.service, field) for provider in PROVIDERS)
        assert set(counted.values()) == {1}


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_streams_have_names_of_their_own(provider):
    streams = [*provider.usage_streams, *provider.unit_streams, provider.live_stream, provider.cost_stream]
    names = Counter(stream.name for stream in streams if stream is not None)
    assert set(names.values()) == {1}


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_pages_are_half_open_utc_periods_that_cover_what_was_asked(provider, read_usage):
    pages, period, _expected = read_usage(provider)
    assert pages[0].period.start == period.start
    assert pages[-1].period.end == period.end
    assert all(page.period.end == after.period.start for page, after in itertools.pairwise(pages))
    grain = provider.usage_streams[0].grain
    for page in pages:
        assert page.period.start.utcoffset().total_seconds() == 0
        assert all(page.period.start_unix <= bucket.start < page.period.end_unix for bucket in page.buckets)
        assert all(type(bucket) is Bucket and bucket.start % grain == 0 for bucket in page.buckets)


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_no_key_of_a_bucket_comes_twice(provider, read_usage):
    pages, _period, _expected = read_usage(provider)
    keys = [bucket[:6] for page in pages for bucket in page.buckets]
    assert len(keys) == len(set(keys))
    assert all(isinstance(part, str) for key in keys for part in key[1:])


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_totals_are_those_of_the_service(provider, read_usage):
    pages, _period, expected = read_usage(provider)
    buckets = [bucket for page in pages for bucket in page.buckets]
    total = Tokens(*(sum(counts) for counts in zip(*(bucket.tokens for bucket in buckets), strict=True)))
    assert total == Tokens(**expected["tokens"])
    assert sum(bucket.requests for bucket in buckets) == expected["requests"]
    rows = sorted([b.start, b.key, b.project, b.model, b.tier, b.tokens.total] for b in buckets)
    assert rows == sorted(expected["rows"])


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_only_watched_keys_come_even_if_the_service_answers_more(provider, read_usage):
    everything, _period, expected = read_usage(provider)
    key = next(row[1] for row in expected["rows"] if row[1])
    watched, _period, _expected = read_usage(provider, [key])
    wanted = [bucket for page in everything for bucket in page.buckets if bucket.key == key]
    assert [bucket for page in watched for bucket in page.buckets] == wanted
    assert wanted


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_requests_are_counted(provider, play, connect):
    recording = recorded(provider, "usage")
    server = play(recording)
    period = Period.of_unix(recording["from"], recording["to"])
    pages = provider.usage(connect(server.base_url, provider.service.id), provider.usage_streams[0], period, ())
    assert sum(page.requests for page in pages) == len(server.requests)


@pytest.mark.parametrize("provider", WITH_COSTS, ids=named)
def test_costs_are_exact_and_unknown_amounts_are_left_out(provider, play, connect):
    assert Tells.COST in provider.service.tells
    recording = recorded(provider, "costs")
    period = Period.of_unix(recording["from"], recording["to"])
    pages = list(provider.costs(connect(play(recording).base_url, provider.service.id), period))
    lines = [cost for page in pages for cost in page.costs]
    assert sum(line.usd_nanos for line in lines) == recording["expect"]["usd_nanos"]
    assert sorted([c.start, c.project, c.line_item, c.usd_nanos] for c in lines) == recording["expect"]["lines"]
    assert (pages[0].period.start, pages[-1].period.end) == (period.start, period.end)


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_keys_are_named_those_of_archived_places_included(provider, play, connect):
    recording = recorded(provider, "keys")
    keys = provider.keys(connect(play(recording).base_url, provider.service.id))
    found = sorted([key.id, key.name, key.project, key.project_name, key.active] for key in keys)
    assert found == recording["expect"]["keys"]


@pytest.mark.parametrize(("provider", "error"), errors())
def test_errors_are_mapped_and_never_show_the_secret(provider, error, serve, connect, reply, secret, caplog):
    caplog.set_level(logging.DEBUG)
    body = error["text"].encode() if "text" in error else json.dumps(error["body"]).encode()
    server = serve(lambda request: reply(body, error["status"], error.get("headers", {})))
    with pytest.raises(ProviderError) as caught:
        provider.check(connect(server.base_url, provider.service.id))
    failure = caught.value.failure
    assert failure.kind == FailureKind(error["kind"])
    assert provider.service.name in failure.message
    assert "\n" not in failure.message
    assert any(secret in text for text in server.requests[0].headers.values())
    assert secret not in "".join(traceback.format_exception(caught.value)) + caplog.text
    retried = failure.kind in (FailureKind.RATE_LIMITED, FailureKind.UNREACHABLE)
    assert (len(server.requests) == 5) is retried


@pytest.mark.parametrize("provider", ASKING, ids=named)
def test_a_good_answer_passes_the_check(provider, play, connect):
    server = play(recorded(provider, "usage"))
    provider.check(connect(server.base_url, provider.service.id))
    assert len(server.requests) == 1
