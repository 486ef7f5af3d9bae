"""A loopback server that answers as a test says, time that passes only when slept, and connections that get closed."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.patience import Patience
from usage_tracker_gui.providers.provider import Connection

SECRET = "sk-admin-Tq7Zr2MvK9pXw4Lb8NcYd6Hs"


@dataclass
class Request:
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    raw_path: str

    def one(self, name: str) -> str | None:
        return self.query.get(name, [None])[0]


@dataclass
class Reply:
    """`cut` sends only so many bytes of the body and then drops the connection."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None

    @classmethod
    def of(cls, content: Any, status: int = 200, **headers: str) -> Reply:
        return cls(
            json.dumps(content).encode(), status, {name.replace("_", "-"): text for name, text in headers.items()}
        )


Respond = Callable[[Request], Reply]


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def waited(self) -> float:
        return round(sum(self.slept), 3)


class Loopback:
    """Serves `respond` on 127.0.0.1 and remembers what was asked."""

    def __init__(self, respond: Respond) -> None:
        self.requests: list[Request] = []
        outer = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                headers = {name.lower(): text for name, text in self.headers.items()}
                request = Request(parts.path, parse_qs(parts.query), headers, self.path)
                outer.requests.append(request)
                self._send(respond(request))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, text in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
                if reply.cut is not None:
                    self.wfile.flush()
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: socket.socket, client_address: object) -> None:
                pass  # a client that has read enough hangs up

        self.server = Server(("127.0.0.1", 0), Exchange)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.base_url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def cleanup() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def serve(cleanup: ExitStack) -> Callable[[Respond], Loopback]:
    def start(respond: Respond) -> Loopback:
        server = Loopback(respond)
        cleanup.callback(server.close)
        return server

    return start


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def secret() -> str:
    return SECRET


@pytest.fixture
def connect(cleanup: ExitStack, time: FakeTime) -> Callable[..., Connection]:
    """`connect(base_url, service=, secret=, should_stop=)`: a connection whose waits take no time."""

    def open_connection(
        base_url: str,
        service: str = "openai",
        secret: str = SECRET,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Connection:
        client = cleanup.enter_context(open_client(base_url))
        account = Account(1, "Test", service, base_url)
        patience = Patience(clock=time.clock, sleep=time.sleep)
        return Connection(client, account, Secret(secret), should_stop, patience)

    return open_connection
