"""What a service tells of its rate limit beside its answers reaches the status of the account and stays there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from usage_tracker_gui.domain.account import Account, RateLimit, Secret
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.openai import OPENAI, OpenAI
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.orders import Reread
from usage_tracker_gui.tracking.status import Health

NOW = datetime(2026, 11, 25, 13, 17, tzinfo=UTC)
HOUR = Period(NOW - timedelta(hours=1), NOW)


class Asking:
    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def provider(self, account: Account) -> OpenAI:
        return OPENAI

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        return Connection(self._client, account, Secret(ADMIN_SECRET), should_stop)


@pytest.fixture
def service() -> Faulty:
    return Faulty(OpenAIApp(World(opened=date(2026, 11, 1)), SimulatedClock(NOW)))


@pytest.fixture
def account(service: Faulty, store: Store) -> Iterator[Account]:
    with Simulator.serving(service) as url:
        yield store.add_account("work", "openai", url)


def test_a_rate_limit_is_unknown_until_the_service_tells_it(service: Faulty, account: Account, store: Store) -> None:
    health = Health()
    client = open_client(account.base_url)

    def limit_after_a_pass() -> RateLimit | None:
        health.remember(collect((account,), Asking(client), store, Reread(NOW, HOUR, bills=False)))
        (status,) = health.statuses((account,), {"openai": OPENAI.service}, NOW, timedelta(minutes=5))
        return status.rate_limit

    assert limit_after_a_pass() is None
    service.always(faults.telling_rate_limit(58, 60))
    assert limit_after_a_pass() == RateLimit(58, 60)
    service.clear()
    assert limit_after_a_pass() == RateLimit(58, 60)
    client.close()
