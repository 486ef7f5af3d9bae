"""Fixtures for everybody: a simulated OpenAI over real HTTP, with a clock that stands still until it is moved."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC))


@pytest.fixture
def world() -> World:
    return World(opened=date(2026, 11, 1))


@pytest.fixture
def openai(world: World, clock: SimulatedClock) -> OpenAIApp:
    return OpenAIApp(world, clock)


@pytest.fixture
def service(openai: OpenAIApp) -> Faulty:
    return Faulty(openai)


@pytest.fixture
def base_url(service: Faulty) -> Iterator[str]:
    with Simulator.serving(service) as url:
        yield url


@pytest.fixture
def keychain() -> MemoryKeychain:
    return MemoryKeychain()
