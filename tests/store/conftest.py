"""Both databases for every test that asks for a `location`: SQLite in a file, and the run's PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from real_postgresql import PostgresServer
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.store.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return tmp_path / "usage.db"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def store(location: str | Path) -> Iterator[Store]:
    with Store.open(location) as store:
        yield store


@pytest.fixture
def account(store: Store) -> Account:
    return store.add_account("Acme", "openai", "https://api.openai.com/v1")
