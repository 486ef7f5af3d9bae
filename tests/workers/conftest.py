"""The desktop's workers on their own threads, against a simulated OpenAI over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.tracking.workspace import Workspace


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


@pytest.fixture
def workspace(tmp_path: Path, base_url: str, keychain: MemoryKeychain) -> Workspace:
    """The credential in the environment, one second between passes."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text("[watching]\ninterval_seconds = 1\n")
    process = {
        "USAGE_TRACKER_DATA_DIR": str(data),
        "OPENAI_ADMIN_KEY": ADMIN_SECRET,
        "OPENAI_BASE_URL": base_url,
    }
    return Workspace.open(process, tmp_path, None, keychain)
