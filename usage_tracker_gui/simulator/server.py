"""Runs a WSGI app over real HTTP on loopback, in threads, with connections that are kept alive.

wsgiref's own server speaks HTTP/1.0 and closes after each answer; a client that reads a year page after page would
then measure connections. An app that raises ConnectionDropped has
its connection reset.
"""

from __future__ import annotations

import io
import socket
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from usage_tracker_gui.simulator.answer import ConnectionDropped, Environ, StartResponse

App = Callable[[Environ, StartResponse], Iterable[bytes]]


class Simulator:
    """A running server. `start` and `stop` it, or use `serving`, which does both."""

    def __init__(self, app: App, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Exchange)
        self._server.app = app
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="simulator", daemon=True)
        host, port = self._server.server_address[:2]
        self.root = f"http://{host!s}:{port}"
        self.base_url = self.root + getattr(app, "base_path", "")

    @classmethod
    @contextmanager
    def serving(cls, app: App, port: int = 0) -> Iterator[str]:
        """Yields the base URL that a client needs: the app's own `base_path` included."""
        simulator = cls(app, port)
        simulator.start()
        try:
            yield simulator.base_url
        finally:
            simulator.stop()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends open connections too; returns when nothing is left."""
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them, so nothing outlives a stop
    block_on_close = True
    request_queue_size = 64
    app: App

    def __init__(self, address: tuple[str, int], exchange: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self.to_reset: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, exchange)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        if request in self.to_reset:
            self.to_reset.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away in the middle are ordinary here; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    server: _Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        head: list[tuple[str, list[tuple[str, str]]]] = []
        try:
            chunks = self.server.app(self._environ(body), lambda status, headers: head.append((status, headers)))
            payload = b"".join(chunks)
        except ConnectionDropped:
            self._reset()
            return
        self._send(*head[0], payload)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _send(self, status: str, headers: list[tuple[str, str]], payload: bytes) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response_only(int(code), phrase)
        announced = len(payload)
        for name, value in headers:
            self.send_header(name, value)
            if name.lower() == "content-length":
                announced = int(value)
        if announced != len(payload):
            self.close_connection = True
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()

    def _reset(self) -> None:
        """Closing with a linger of zero, and without a shutdown before, sends RST in place of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.to_reset.add(self.connection)
        self.close_connection = True

    def _environ(self, body: bytes) -> Environ:
        url = urlsplit(self.path)
        host, port = self.server.server_address[:2]
        environ: Environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(url.path),
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return environ
