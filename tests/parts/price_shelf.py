"""A server on loopback with the public price list on its shelf."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from usage_tracker_gui.settings.prices import load_price_sheet


@dataclass
class Shelf:
    """What the server answers, and what it was asked."""

    body: bytes = b""
    status: int = 200
    etag: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.asked.append(dict(self.headers))
            same = shelf.etag and self.headers.get("If-None-Match") == shelf.etag
            self.send_response(304 if same else shelf.status)
            if shelf.etag:
                self.send_header("ETag", shelf.etag)
            if shelf.status == 302:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            if not same:
                self.wfile.write(shelf.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    shelf.address = f"http://127.0.0.1:{server.server_port}/prices/data.json"
    yield shelf
    server.shutdown()
    thread.join()
    server.server_close()


def public_list(price: str) -> bytes:
    """Every model of the program's sheet, with standard input alone and another price of chatgpt-4o-latest (5)."""
    services: dict[str, list[dict[str, Any]]] = {}
    for row in load_price_sheet(None).rows():
        rate = row.rate("input")
        names = [name for name in row.model.split("|") if "#" not in name and "*" not in name[:-1]]
        if names and rate is not None and row.tier == "standard" and not row.over and row.since.year == 1:
            match = [{"starts_with": name[:-1]} if name.endswith("*") else {"equals": name} for name in names]
            figure = float(price if row.model == "chatgpt-4o-latest" else rate)
            entry = {"id": row.model, "match": {"or": match}, "prices": {"input_mtok": figure}}
            services.setdefault("x-ai" if row.service == "xai" else row.service, []).append(entry)
    return json.dumps([{"id": service, "models": models} for service, models in services.items()]).encode()
