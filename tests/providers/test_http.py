"""How a request is asked: when it is tried again, how long it waits, and what it never lets out."""

from __future__ import annotations

import itertools
import logging
import traceback
from dataclasses import replace

import msgspec
import pytest

from usage_tracker_gui.domain.account import RateLimit
from usage_tracker_gui.domain.collection import FailureKind
from usage_tracker_gui.providers import http as http_room
from usage_tracker_gui.providers.answers import Dialect
from usage_tracker_gui.providers.http import get_json, open_client
from usage_tracker_gui.providers.patience import Patience, retry_after
from usage_tracker_gui.providers.provider import (
    AnswerTooLarge,
    BadAnswer,
    CredentialRefused,
    Interrupted,
    Misconfigured,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RefusedRequest,
    Unreachable,
)


class Thing(msgspec.Struct):
    count: int


THING = msgspec.json.Decoder(Thing)
DIALECT = Dialect(
    service="Acme",
    headers=lambda secret: {"Authorization": f"Bearer {secret.reveal()}"},
    refusal=lambda secret, complaint: f"Acme refused the key. {complaint.message}",
    quota_codes=frozenset({"insufficient_quota"}),
)


def ask(connection):
    return get_json(connection, DIALECT, "things", [("limit", 5)], THING)


def in_turn(*replies):
    """Answers with each reply in turn, then with the last for ever."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


@pytest.fixture
def good(reply):
    return reply.of({"count": 3})


def test_a_good_answer_is_decoded_and_counted(serve, connect, good):
    server = serve(in_turn(good))
    answer = ask(connect(server.base_url))
    assert (answer.content.count, answer.requests, answer.size) == (3, 1, len(good.body))
    assert server.requests[0].path == "/v1/things"
    assert server.requests[0].headers["user-agent"].startswith("UsageTracker/")


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_a_passing_fault_is_tried_again(serve, connect, reply, good, status):
    server = serve(in_turn(reply.of({}, status), reply.of({}, status), good))
    assert ask(connect(server.base_url)).requests == 3


@pytest.mark.parametrize("body", [b'{"count": 3', b"", b'{"cou'], ids=["no end", "empty", "within a name"])
def test_incomplete_json_is_tried_again(serve, connect, reply, good, body):
    server = serve(in_turn(reply(body), good))
    assert ask(connect(server.base_url)).requests == 2


def test_a_dropped_connection_is_tried_again(serve, connect, reply, good):
    server = serve(in_turn(reply(good.body, cut=4), good))
    assert ask(connect(server.base_url)).requests == 2


def test_five_tries_are_the_most(serve, connect, reply, time):
    server = serve(in_turn(reply.of({}, 500)))
    with pytest.raises(Unreachable) as caught:
        ask(connect(server.base_url))
    assert len(server.requests) == 5
    assert 7.5 <= time.waited <= 30
    assert caught.value.failure.kind is FailureKind.UNREACHABLE


def test_thirty_seconds_are_the_most(serve, connect, reply, time):
    server = serve(in_turn(reply.of({}, 429, Retry_After="12")))
    with pytest.raises(RateLimited):
        ask(connect(server.base_url))
    assert len(server.requests) == 3
    assert time.waited == 24


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry_After": "7"}, 7), ({"retry_after_ms": "1500", "Retry_After": "9"}, 1.5)],
    ids=["seconds", "milliseconds first"],
)
def test_the_wait_that_the_service_names_is_kept(serve, connect, reply, good, time, headers, seconds):
    server = serve(in_turn(reply.of({}, 429, **headers), good))
    assert ask(connect(server.base_url)).requests == 2
    assert time.waited == pytest.approx(seconds)


def test_a_date_is_waited_for_by_the_clock_of_the_service():
    sent, due = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:04 GMT"
    assert retry_after({"date": sent, "retry-after": due}) == 4
    assert retry_after({"date": due, "retry-after": sent}) == 0


@pytest.mark.parametrize("text", ["soon", "-5", "nan", "1e999", "Sun, 99 Foo"])
def test_a_wait_that_can_not_be_read_is_no_wait(text):
    assert retry_after({"date": "Sun, 01 Mar 2026 12:00:00 GMT", "retry-after": text}) is None


def test_a_wait_that_is_too_long_is_not_waited_for(serve, connect, reply, time):
    server = serve(in_turn(reply.of({}, 429, Retry_After="3600")))
    with pytest.raises(RateLimited) as caught:
        ask(connect(server.base_url))
    assert (len(server.requests), time.waited, caught.value.retry_after) == (1, 0, 3600)


@pytest.mark.parametrize(
    "error",
    [
        {"code": "insufficient_quota", "message": "No more."},
        {"type": "insufficient_quota", "message": "No more."},
        {"message": "You exceeded your current quota, please check your plan and billing details."},
    ],
    ids=["code", "type", "words"],
)
def test_a_429_that_a_person_must_end_is_not_tried_again(serve, connect, reply, error):
    server = serve(in_turn(reply.of({"error": error}, 429)))
    with pytest.raises(QuotaExhausted, match="billing or quota"):
        ask(connect(server.base_url))
    assert len(server.requests) == 1


def test_a_429_with_retry_after_is_tried_again_whatever_it_says(serve, connect, reply, good):
    busy = reply.of({"error": {"message": "Rate limit of your quota tier."}}, 429, Retry_After="1")
    assert ask(connect(serve(in_turn(busy, good)).base_url)).requests == 2


def test_the_service_can_say_whether_to_try_again(serve, connect, reply, good):
    yes = serve(in_turn(reply.of({}, 400, x_should_retry="true"), good))
    assert ask(connect(yes.base_url)).requests == 2
    no = serve(in_turn(reply.of({}, 500, x_should_retry="false"), good))
    with pytest.raises(Unreachable):
        ask(connect(no.base_url))
    assert len(no.requests) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_credential_is_not_tried_again(serve, connect, reply, status):
    server = serve(in_turn(reply.of({"error": {"message": "No."}}, status)))
    with pytest.raises(CredentialRefused, match=r"Acme refused the key\. No\."):
        ask(connect(server.base_url))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_refused_request_says_what_the_service_says(serve, connect, reply, status):
    error = {"message": "Bad limit.", "param": "limit", "code": "invalid_type"}
    with pytest.raises(RefusedRequest, match="Bad limit") as caught:
        ask(connect(serve(in_turn(reply.of({"error": error}, status))).base_url))
    assert (caught.value.status, caught.value.param, caught.value.code) == (status, "limit", "invalid_type")


def test_a_redirect_is_not_followed_and_its_host_is_named(serve, connect, reply, good):
    other = serve(in_turn(good))
    server = serve(in_turn(reply(status=302, headers={"Location": "https://evil.example/v1/things"})))
    with pytest.raises(BadAnswer, match=r"redirect to evil\.example"):
        ask(connect(server.base_url))
    same = serve(in_turn(reply(status=307, headers={"Location": other.base_url + "/things"})))
    with pytest.raises(BadAnswer, match=r"redirect to 127\.0\.0\.1"):
        ask(connect(same.base_url))
    assert other.requests == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><title>Portal</title>", "web page"),
        (b'{"count": "many"}', r"Expected `int`, got `str` - at `\$\.count`"),
        (b'{"other": 1}', "missing required field `count`"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"count": NaN}', "near field 'count'"),
        (b'{"count": 1} {}', "not valid JSON"),
        ('{"count": 3}'.encode("utf-16"), "not valid JSON"),
        (b'{"x": ' + b"[" * 50_000 + b"]" * 50_000 + b', "count": 1}', "nested too deeply"),
    ],
    ids=["html", "type", "missing", "array", "nan", "trailing", "utf-16", "deep"],
)
def test_a_complete_answer_of_the_wrong_shape_is_an_error_at_once(serve, connect, reply, body, words):
    server = serve(in_turn(reply(body)))
    with pytest.raises(BadAnswer, match=words) as caught:
        ask(connect(server.base_url))
    assert str(caught.value).startswith("Acme's answer to things")
    assert len(server.requests) == 1


def test_a_byte_order_mark_does_no_harm(serve, connect, reply):
    assert ask(connect(serve(in_turn(reply(b'\xef\xbb\xbf{"count": 3}'))).base_url)).content.count == 3


def test_an_answer_of_a_hundred_megabytes_is_refused(serve, connect, reply):
    huge = reply(b'{"count": 1, "x": "' + b"a" * (http_room.LARGEST_ANSWER + 1000) + b'"}')
    server = serve(in_turn(huge))
    with pytest.raises(AnswerTooLarge, match="larger than 64 MB"):
        ask(connect(server.base_url))
    assert len(server.requests) == 1


def test_a_stop_ends_a_wait_within_a_fifth_of_a_second(serve, connect, reply, time):
    server = serve(in_turn(reply.of({}, 429, Retry_After="20")))
    connection = connect(server.base_url, should_stop=lambda: time.now >= 1001)
    with pytest.raises(Interrupted):
        ask(connection)
    assert 1 <= time.waited <= 1.2


def test_a_stop_before_the_first_try_sends_nothing(serve, connect, good):
    server = serve(in_turn(good))
    with pytest.raises(Interrupted):
        ask(connect(server.base_url, should_stop=lambda: True))
    assert server.requests == []


def test_an_answer_that_trickles_in_for_half_a_minute_is_given_up(serve, connect, reply):
    server = serve(in_turn(reply(b'{"count": 1, "x": "' + b"a" * 1_000_000 + b'"}')))
    fives = itertools.count(step=5.0)
    hasty = Patience(clock=lambda: next(fives), sleep=lambda seconds: None)
    with pytest.raises(Unreachable, match="took longer than 30 s"):
        ask(replace(connect(server.base_url), patience=hasty))


def test_what_is_left_of_the_rate_limit_is_told_where_the_headers_tell_it(serve, connect, reply, good):
    told = reply.of({"count": 1}, x_ratelimit_remaining_requests="58", x_ratelimit_limit_requests="60")
    assert ask(connect(serve(in_turn(told)).base_url)).rate_limit == RateLimit(58, 60)
    assert ask(connect(serve(in_turn(good)).base_url)).rate_limit is None


def test_nobody_there_is_unreachable(serve, connect, good):
    server = serve(in_turn(good))
    server.server.server_close()
    with pytest.raises(Unreachable, match=r"Acme at 127\.0\.0\.1 can't be reached"):
        ask(connect(server.base_url))


@pytest.mark.parametrize(
    ("status", "error"), [(400, RefusedRequest), (401, CredentialRefused), (429, RateLimited), (500, Unreachable)]
)
def test_the_secret_is_in_no_message_traceback_or_log(serve, connect, reply, secret, caplog, status, error):
    caplog.set_level(logging.DEBUG)
    said = {"error": {"message": f"Incorrect API key provided: {secret} (sk-proj-other1234567890)."}}
    server = serve(in_turn(reply.of(said, status)))
    with pytest.raises(error) as caught:
        ask(connect(server.base_url))
    assert server.requests[0].headers["authorization"] == f"Bearer {secret}"
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert secret not in shown
    assert "other1234567890" not in shown


@pytest.mark.parametrize("text", ["", "sk-admin-\nline", "sk-admin-ключ", "two words"])
def test_a_secret_that_no_header_can_carry_is_refused_without_being_shown(serve, connect, good, text):
    server = serve(in_turn(good))
    with pytest.raises(CredentialRefused, match="enter it again") as caught:
        ask(connect(server.base_url, secret=text))
    assert server.requests == []
    assert not text or text not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("http://api.example/v1", "must begin with https"),
        ("http://127.0.0.1.example/v1", "must begin with https"),
        ("http://localhost.example/v1", "must begin with https"),
        ("ftp://api.example", "needs https"),
        ("api.example/v1", "needs https"),
        ("", "needs https"),
        ("https://user:pa55word@api.example/v1", "no user, password"),
        ("https://api.example/v1?key=1", "query"),
        ("https://exa mple:port", "can't be read"),
    ],
)
def test_a_base_url_that_would_leak_or_fail_is_refused(base_url, words):
    with pytest.raises(Misconfigured, match=words) as caught:
        open_client(base_url)
    assert caught.value.failure.kind is FailureKind.CONFIGURATION
    assert "pa55word" not in str(caught.value)


@pytest.mark.parametrize("base_url", ["http://localhost:1/v1", "http://127.0.0.1:1", "http://[::1]:1/v1"])
def test_plain_http_is_allowed_on_loopback(base_url):
    with open_client(base_url) as client:
        assert client.base_url.scheme == "http"


def test_loopback_bypasses_the_proxy_of_the_environment(serve, connect, good, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(connect(serve(in_turn(good)).base_url)).requests == 1


def test_a_proxy_that_can_not_be_used_is_a_matter_of_configuration(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:pa55word@proxy.example")
    with pytest.raises(Misconfigured, match="proxy of the environment") as caught:
        open_client("https://api.example/v1")
    assert "pa55word" not in str(caught.value)


def test_provider_errors_are_told_by_kind():
    assert {error.kind for error in ProviderError.__subclasses__()} >= {
        FailureKind.CREDENTIAL,
        FailureKind.QUOTA,
        FailureKind.RATE_LIMITED,
        FailureKind.UNREACHABLE,
        FailureKind.BAD_ANSWER,
        FailureKind.REFUSED_REQUEST,
        FailureKind.CONFIGURATION,
    }
