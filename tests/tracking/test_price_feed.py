"""The public price list is fetched over HTTP, from a server on loopback here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.providers.provider import AnswerTooLarge, BadAnswer, Unreachable
from usage_tracker_gui.settings.price_updates import LARGEST
from usage_tracker_gui.settings.prices import load_price_sheet, updates_in
from usage_tracker_gui.tracking.price_feed import update_prices

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


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


def price(data_folder: Path) -> Decimal | None:
    sheet = load_price_sheet(data_folder)
    return sheet.cost("openai", "chatgpt-4o-latest", "standard", Tokens(input=1_000_000), NOW.date()).usd


def test_a_list_is_fetched_and_used(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = public_list("4")
    update = update_prices(tmp_path, NOW, shelf.address)
    assert update is not None
    assert price(tmp_path) == Decimal(4)
    assert "Authorization" not in shelf.asked[0]


def test_a_list_that_has_not_changed_is_not_fetched_twice(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body, shelf.etag = public_list("4"), '"one"'
    assert update_prices(tmp_path, NOW, shelf.address) is not None
    assert update_prices(tmp_path, NOW, shelf.address) is None
    assert shelf.asked[1]["If-None-Match"] == '"one"'
    shelf.body, shelf.etag = public_list("3"), '"two"'
    assert update_prices(tmp_path, NOW.replace(hour=13), shelf.address) is not None
    assert price(tmp_path) == Decimal(3)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_other_answer_changes_nothing(shelf: Shelf, tmp_path: Path, status: int) -> None:
    shelf.status = status
    with pytest.raises(Unreachable, match=f"answered {status}; the prices stay as they are"):
        update_prices(tmp_path, NOW, shelf.address)
    assert len(shelf.asked) == 1


def test_a_huge_list_is_given_up(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = b" " * (LARGEST + 1)
    with pytest.raises(AnswerTooLarge, match="larger than 16 MB"):
        update_prices(tmp_path, NOW, shelf.address)


@pytest.mark.parametrize("body", [b"<html></html>", public_list("51"), public_list("0.1")])
def test_what_can_not_be_right_changes_nothing(shelf: Shelf, tmp_path: Path, body: bytes) -> None:
    shelf.body = body
    with pytest.raises(BadAnswer, match=r"(?i)nothing was changed"):
        update_prices(tmp_path, NOW, shelf.address)
    assert updates_in(tmp_path) == []
    assert price(tmp_path) == Decimal(5)


def test_a_server_that_is_away_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"The price list at 127\.0\.0\.1 can't be reached"):
        update_prices(tmp_path, NOW, "http://127.0.0.1:9/data.json")
