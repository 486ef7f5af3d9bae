"""A world that stands at a Wednesday afternoon, an app over it, and the documents that its answers are held against."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from usage_tracker_gui.simulator.answer import Request
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.world import World

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts"

Ask = Callable[..., Any]


@pytest.fixture
def world() -> World:
    """A year of it."""
    return World(opened=date(2025, 11, 25))


@pytest.fixture
def app(openai: OpenAIApp) -> OpenAIApp:
    """The service that a file's tests ask; some files put another in its place."""
    return openai


@pytest.fixture
def ask(app: OpenAIApp) -> Ask:
    """ask(path, query, status=200, secret=...) -> the decoded body. Query values may be lists."""

    def ask(path: str, query: Any = (), status: int = 200, secret: str = ADMIN_SECRET) -> Any:
        pairs = httpx.QueryParams(query).multi_items()
        answer = app.answer(Request(f"/v1{path}", pairs, {"authorization": f"Bearer {secret}"}))
        assert answer.status == status, answer.body.decode()
        return json.loads(answer.body)

    return ask


@pytest.fixture
def pages(ask: Ask) -> Callable[..., list[Any]]:
    """All buckets of a query, page after page."""

    def pages(path: str, query: dict[str, Any]) -> list[Any]:
        buckets: list[Any] = []
        page = ask(path, query)
        while True:
            buckets += page["data"]
            if not page["has_more"]:
                assert page["next_page"] is None
                return buckets
            page = ask(path, query | {"page": page["next_page"]})

    return pages


@pytest.fixture
def client(base_url: str) -> Iterator[httpx.Client]:
    """A real HTTP client at a real server whose answers can be spoiled."""
    headers = {"Authorization": f"Bearer {ADMIN_SECRET}"}
    with httpx.Client(base_url=base_url, headers=headers, trust_env=False, verify=False, timeout=5) as client:
        yield client


@pytest.fixture(scope="session")
def contracts() -> Path:
    if not CONTRACTS.exists():
        pytest.skip("the API documents lie in ../shared/contracts beside some checkouts only")
    return CONTRACTS
