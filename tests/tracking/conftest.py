"""A store of its own, a price sheet of three lines, and a service that answers from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.domain.usage import HOUR, MINUTE, Bucket, NamedKey, Period
from usage_tracker_gui.providers.provider import Connection, CostPage, ProviderError, Stream, UsagePage
from usage_tracker_gui.store.store import Store

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
OPENAI = Service("openai", "OpenAI", "creation", "https://example.invalid/v1", "OPENAI")
HOURS = Stream("completions", HOUR, timedelta(days=3), timedelta(hours=2), timedelta(0), timedelta(days=7))
MINUTES = Stream("live", MINUTE, timedelta(hours=1), timedelta(hours=1), timedelta(0), timedelta(days=1))


@dataclass
class FakeService:
    """Answers with one request an hour; remembers what it was asked, and fails where it is told to."""

    service: Service = OPENAI
    usage_streams: tuple[Stream, ...] = (HOURS,)
    unit_streams: tuple[Stream, ...] = ()
    live_stream: Stream | None = MINUTES
    cost_stream: Stream | None = None
    asked: list[tuple[str, Period, tuple[str, ...]]] = field(default_factory=list)
    fails_at: datetime | None = None
    error: ProviderError | None = None
    page: timedelta = timedelta(days=1)

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        self.asked.append((stream.name, period, tuple(keys)))
        start = period.start
        while start < period.end:
            end = min(start + self.page, period.end)
            if self.error is not None and (self.fails_at is None or start <= self.fails_at < end):
                raise self.error
            page = Period(start, end)
            yield UsagePage(
                page, list(self._buckets(page, stream, keys)), 1, int(page.length.total_seconds()) // stream.grain
            )
            start = end

    def _buckets(self, page: Period, stream: Stream, keys: Sequence[str]) -> Iterator[Bucket]:
        for start in range(page.start_unix, page.end_unix, stream.grain):
            for key in keys or ("key_1", "key_2"):
                yield Bucket(start, key, "proj_1", "", "gpt-5.1", "standard", 1, 100, 0, 0, 0, 0, 10)

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        return iter(())

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        return (NamedKey("key_1", "one", "proj_1", "Project"), NamedKey("key_2", "two", "proj_1", "Project"))

    def check(self, connection: Connection) -> None:
        if self.error is not None:
            raise self.error


class FakeAsking:
    """Hands out one fake service for every account, or one each."""

    def __init__(self, *services: FakeService) -> None:
        self.services = services
        self._client = httpx.Client()

    def provider(self, account: Account) -> FakeService:
        return self.services[min(account.id, len(self.services)) - 1]

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        return Connection(self._client, account, Secret("sk-admin-fake-0000"), should_stop)

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "history.db") as store:
        yield store


@pytest.fixture
def account(store: Store) -> Account:
    return store.add_account("work", "openai", "https://example.invalid/v1")


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def asking(service: FakeService) -> Iterator[FakeAsking]:
    asking = FakeAsking(service)
    yield asking
    asking.close()
