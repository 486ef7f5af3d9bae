"""An HTTP answer as a value: what apps return, faults spoil, and the server sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from http.client import responses
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Query = list[tuple[str, str]]
Headers = tuple[tuple[str, str], ...]

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    query: Query
    headers: dict[str, str]  # names in lower case
    method: str = "GET"

    @property
    def target(self) -> str:
        """Path and query as one text; no header, so no secret."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @classmethod
    def of(cls, environ: Environ) -> Request:
        headers = {
            name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        return cls(environ.get("PATH_INFO", ""), query, headers, environ.get("REQUEST_METHOD", "GET"))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = JSON
    headers: Headers = ()
    announced: int | None = None  # a Content-Length that is not the body's: the connection closes after the body

    def with_body(self, body: bytes) -> Answer:
        return replace(self, body=body)

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """As WSGI wants it."""
        length = len(self.body) if self.announced is None else self.announced
        start_response(
            f"{self.status} {responses.get(self.status, 'Unknown')}",
            [("Content-Type", self.content_type), ("Content-Length", str(length)), *self.headers],
        )
        return [self.body]


def json_answer(content: object, status: int = 200, headers: Headers = ()) -> Answer:
    return Answer(status, json.dumps(content, ensure_ascii=False).encode(), headers=headers)


def openai_error(
    status: int,
    message: str,
    code: str | None,
    param: str | None = None,
    type: str = "invalid_request_error",
    headers: Headers = (),
) -> Answer:
    """The body that every OpenAI error has: message, type, param and code, all four."""
    body = {"error": {"message": message, "type": type, "param": param, "code": code}}
    return json_answer(body, status, headers)


def anthropic_error(status: int, kind: str, message: str, headers: Headers = ()) -> Answer:
    """The body that every Anthropic error has: a type of its own, a message, and the request's ID."""
    request_id = "req_" + sha256(message.encode()).hexdigest()[:20]
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": request_id}
    return json_answer(body, status, headers)


class ConnectionDropped(Exception):
    """Raised in place of an answer: the server resets the connection."""


class Refused(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer


class Service(Protocol):
    """A simulated service: a WSGI app whose answers can be had as values, and so be spoiled."""

    base_path: str  # what a base URL ends in

    def answer(self, request: Request) -> Answer: ...

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]: ...
