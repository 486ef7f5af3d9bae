"""Faults on demand: each is a function that stands between a request and its answer, and spoils it in one way.

Retryable: rate_limited, server_error, timed_out, conflict, reset, cut_off, incomplete_json, slow.
A person must act: quota_exhausted. Wrong for good: html, wrong_shape, wrong_charset, nested_deeply, huge,
not_a_number, absurd, lost_cursor, repeated_cursor, redirect. To be put up with: spelled_result, bare_rows,
unknown_fields, backwards; of costs amounts_as_text and amounts_missing.
Usage that arrives late and spikes belong to the world, not to an answer: see World.delay and World.add_spikes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from usage_tracker_gui.simulator.answer import (
    Answer,
    ConnectionDropped,
    Headers,
    Request,
    anthropic_error,
    openai_error,
)

Respond = Callable[[Request], Answer]
Fault = Callable[[Request, Respond], Answer]
Row = dict[str, Any]

_ANTHROPIC_KINDS = {408: "timeout_error", 429: "rate_limit_error", 529: "overloaded_error"}
_AGAIN = "page_QWdhaW4="
_REQUIRED = {"object", "input_tokens", "output_tokens", "num_model_requests", "amount"}
_LABELS = {"project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "line_item"}


def rate_limited(seconds: int | None = 1, *, millis: int | None = None, until: datetime | None = None) -> Fault:
    """429 with `Retry-After` in seconds or as an HTTP date, or `retry-after-ms`; with None of them, neither."""
    headers: Headers = ()
    if until is not None:
        headers = (("Retry-After", format_datetime(until, usegmt=True)),)
    elif millis is not None:
        headers = (("retry-after-ms", str(millis)),)
    elif seconds is not None:
        headers = (("Retry-After", str(seconds)),)
    message = "Rate limit reached for requests. Please try again later."
    return _error(429, message, "rate_limit_exceeded", "requests", headers)


def quota_exhausted() -> Fault:
    """429 without Retry-After: it needs a person, and asking again is no use."""
    message = "You exceeded your current quota, please check your plan and billing details."
    return _error(429, message, "insufficient_quota", "insufficient_quota")


def server_error(status: int = 500) -> Fault:
    message = "The server had an error while processing your request."
    return _error(status, message, None, "server_error")


def timed_out() -> Fault:
    return _error(408, "Request timed out.", None, "server_error")


def telling_rate_limit(remaining: int, limit: int) -> Fault:
    """No fault at all: the answer, and beside it how many requests are left."""
    told = (("x-ratelimit-remaining-requests", str(remaining)), ("x-ratelimit-limit-requests", str(limit)))
    return _afterwards(lambda answer: replace(answer, headers=(*answer.headers, *told)))


def conflict() -> Fault:
    return _error(409, "The resource is being changed.", None, "server_error")


def reset() -> Fault:
    """The connection is reset and nothing comes."""

    def drop(request: Request, respond: Respond) -> Answer:
        raise ConnectionDropped

    return drop


def cut_off() -> Fault:
    """Half of the body, then the connection ends, though Content-Length announced all of it."""

    def cut(answer: Answer) -> Answer:
        return replace(answer, body=answer.body[: len(answer.body) // 2], announced=len(answer.body))

    return _afterwards(cut)


def incomplete_json() -> Fault:
    """Half of the body, announced as if it were all of it."""
    return _afterwards(lambda answer: answer.with_body(answer.body[: len(answer.body) // 2]))


def slow(seconds: float) -> Fault:
    def wait(request: Request, respond: Respond) -> Answer:
        time.sleep(seconds)
        return respond(request)

    return wait


def html(status: int = 200) -> Fault:
    """A page for people, as a proxy or a captive portal sends it."""
    page = b"<!DOCTYPE html><html><body><h1>Welcome to the hotel network</h1></body></html>"
    return _instead(Answer(status, page, content_type="text/html; charset=utf-8"))


def redirect(location: str, status: int = 302) -> Fault:
    return _instead(Answer(status, b"", content_type="text/plain", headers=(("Location", location),)))


def wrong_shape() -> Fault:
    """Complete JSON that is not what the document promises: `data` is an object."""
    return _rewritten(lambda page: page | {"data": {"buckets": page.get("data")}})


def wrong_charset() -> Fault:
    return _afterwards(lambda answer: answer.with_body(answer.body.decode().encode("utf-16")))


def nested_deeply(levels: int = 100_000) -> Fault:
    """The page with a field that no reader can hold."""
    depths = b'{"depths": ' + b"[" * levels + b"]" * levels + b", "
    return _afterwards(lambda answer: answer.with_body(depths + answer.body.removeprefix(b"{")))


def huge(size: int = 100 * 1024 * 1024) -> Fault:
    """The page with `size` bytes of nothing in it."""
    return _afterwards(
        lambda answer: answer.with_body(b'{"padding": "' + b"a" * size + b'", ' + answer.body.removeprefix(b"{"))
    )


def not_a_number() -> Fault:
    """`NaN` in place of each first figure: Python writes it, JSON knows no such thing."""
    return absurd(float("nan"))


def absurd(figure: object) -> Fault:
    """`figure` in place of each row's first figure, or of its amount."""

    def spoil(row: Row) -> Row:
        if "amount" in row:
            return row | {"amount": {"value": figure, "currency": "usd"}}
        return row | {next(name for name, value in row.items() if isinstance(value, int)): figure}

    return _with_rows(spoil)


def lost_cursor() -> Fault:
    """`has_more` is true and `next_page` null."""
    return _rewritten(lambda page: page | {"has_more": True, "next_page": None})


def repeated_cursor() -> Fault:
    """Every page names the same next one."""

    def again(request: Request, respond: Respond) -> Answer:
        asked = [(name, value) for name, value in request.query if (name, value) != ("page", _AGAIN)]
        answer = respond(replace(request, query=asked))
        return answer.with_body(_dumped(json.loads(answer.body) | {"has_more": True, "next_page": _AGAIN}))

    return again


def spelled_result() -> Fault:
    """The array of rows is called `result`, as in older copies of the document."""

    def spell(page: Row) -> Row:
        buckets = [{_older(name): value for name, value in bucket.items()} for bucket in page["data"]]
        return page | {"data": buckets}

    return _rewritten(spell)


def amounts_as_text() -> Fault:
    """`"12.5"` in place of `12.5`, tiny ones in exponent form."""
    return _with_rows(lambda row: row | {"amount": row["amount"] | {"value": str(row["amount"]["value"])}})


def amounts_missing() -> Fault:
    """`amount` is null: unknown, which is not 0."""
    return _with_rows(lambda row: row | {"amount": None})


def bare_rows() -> Fault:
    """Only the required figures and the group fields."""
    kept = _REQUIRED | _LABELS
    return _with_rows(lambda row: {name: value for name, value in row.items() if name in kept})


def unknown_fields() -> Fault:
    """Fields that no document names, some of them seen in the wild."""
    return _with_rows(lambda row: row | {"organization_id": "org-harbor", "user_email": None, "extra": {"a": [1]}})


def backwards() -> Fault:
    """Buckets newest first: no document promises an order."""
    return _rewritten(lambda page: page | {"data": page["data"][::-1]})


def _error(status: int, message: str, code: str | None, type: str, headers: Headers = ()) -> Fault:
    """In the words of the service that the client takes us for: only Anthropic's clients send its version."""

    def fail(request: Request, respond: Respond) -> Answer:
        if "anthropic-version" in request.headers:
            return anthropic_error(status, _ANTHROPIC_KINDS.get(status, "api_error"), message, headers)
        return openai_error(status, message, code, type=type, headers=headers)

    return fail


def _instead(answer: Answer) -> Fault:
    return lambda request, respond: answer


def _afterwards(spoil: Callable[[Answer], Answer]) -> Fault:
    return lambda request, respond: spoil(respond(request))


def _rewritten(change: Callable[[Row], Row]) -> Fault:
    """Changes the content of good answers; errors stay as they are."""

    def spoil(answer: Answer) -> Answer:
        if answer.status != 200:
            return answer
        return answer.with_body(_dumped(change(json.loads(answer.body))))

    return _afterwards(spoil)


def _with_rows(change: Callable[[Row], Row]) -> Fault:
    def spoil(page: Row) -> Row:
        buckets = [bucket | {"results": list(map(change, bucket["results"]))} for bucket in page["data"]]
        return page | {"data": buckets}

    return _rewritten(spoil)


def _older(name: str) -> str:
    return "result" if name == "results" else name


def _dumped(content: object) -> bytes:
    return json.dumps(content).encode()
