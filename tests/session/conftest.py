"""A model service on loopback that answers as it is told, and prices that are easy to check."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import openai
import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.session import SessionTracker
from usage_tracker_gui.settings.prices import load_price_sheet

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reply:
    """Parts of a body are sent one after the other. `cut_off` ends the connection in the middle of it."""

    parts: tuple[bytes, ...]
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_off: bool = False
    waits_for: Event | None = None  # before the last part


class Service:
    """Gives its replies in their order, the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self._replies: deque[Reply] = deque()
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Exchange)
        self._server.service = self
        self.root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{self.root}/v1"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def will_answer(self, payload: Any, status: int = 200, **more: Any) -> None:
        self._replies.append(Reply((json.dumps(payload).encode(),), status, **more))

    def will_answer_packed(self, payload: Any) -> None:
        body = gzip.compress(json.dumps(payload).encode())
        self._replies.append(Reply((body,), headers={"Content-Encoding": "gzip"}))

    def will_send(self, *parts: bytes, **more: Any) -> None:
        self._replies.append(Reply(parts, **more))

    def will_stream_chat(self, *chunks: Any, **more: Any) -> None:
        parts = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks]
        self._replies.append(Reply((*parts, b"data: [DONE]\n\n"), kind="text/event-stream", **more))

    def will_stream(self, *events: dict[str, Any], **more: Any) -> None:
        parts = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
        self._replies.append(Reply(tuple(parts), kind="text/event-stream; charset=utf-8", **more))

    def forget(self) -> None:
        """Whatever it was told to reply until now."""
        self._replies.clear()

    def reply_to(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            self.asked.append((path, body, headers))
            return self._replies.popleft() if len(self._replies) > 1 else self._replies[0]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    service: Service

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(text) if text[:1] == b"{" else {}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.service.reply_to(self.path.partition("?")[0], body, headers))

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.cut_off:
            self.close_connection = True
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number, part in enumerate(reply.parts, start=1):
            if number == len(reply.parts) and reply.waits_for is not None:
                reply.waits_for.wait(10)
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.flush()
        if not reply.cut_off:
            self.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def prices() -> PriceSheet:
    return load_price_sheet(None)


@pytest.fixture
def tracker(prices: PriceSheet) -> Iterator[SessionTracker]:
    with SessionTracker(prices=prices) as tracker:
        yield tracker


@pytest.fixture
def client(service: Service, tracker: SessionTracker) -> Iterator[openai.OpenAI]:
    """OpenAI's own, wrapped."""
    with openai.OpenAI(base_url=service.url, api_key="sk-test", max_retries=0) as client:
        yield tracker.wrap(client)


@pytest.fixture
def program(service: Service, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a Python program of somebody's; SERVICE in its text is the service's URL."""

    def start(text: str, **environment: str) -> subprocess.Popen[str]:
        file = tmp_path / "my_program.py"
        file.write_text(text.replace("SERVICE", service.url), encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-u", str(file)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-test", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
