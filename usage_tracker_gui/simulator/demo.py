"""The world behind `--demo`: a year of history that ends now, and a spike soon after the start and again and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from usage_tracker_gui.simulator.clock import Clock
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.traffic import MINUTE
from usage_tracker_gui.simulator.world import Spike, World

DEMO_SECRET = "sk-admin-demo-Harbor7Tq2"  # noqa: S105 - opens nothing but the simulator
HISTORY = timedelta(days=365)
SPIKE_EVERY = 15 * MINUTE
SPIKES_FOR = timedelta(days=2)  # a demo that runs longer stays calm

# Key name, model, factor: who runs wild, in turn.
_WILD = (
    ("Atlas web app", "gpt-5.1", 100),
    ("Orchid public API", "gpt-5-mini", 120),
    ("Lab notebooks", "gpt-6-sol", 300),
    ("Atlas mobile app", "gpt-5-mini", 150),
)


def start_demo(clock: Clock) -> tuple[str, str, Simulator]:
    """Base URL, admin secret, and the running server, which the caller stops."""
    simulator = Simulator(OpenAIApp(demo_world(clock), clock, [DEMO_SECRET]))
    simulator.start()
    return simulator.base_url, DEMO_SECRET, simulator


def demo_world(clock: Clock) -> World:
    """The first spike begins 20 to 80 seconds from now, on a whole minute, so that a calm reading comes before it."""
    now = clock.now()
    world = World(opened=(now - HISTORY).date())
    first = (int(now.timestamp()) + 20) // MINUTE * MINUTE + MINUTE
    world.add_spikes(_spikes(world, first, int(SPIKES_FOR.total_seconds())))
    return world


def _spikes(world: World, first: int, span: int) -> Iterator[Spike]:
    for turn, start in enumerate(range(first, first + span, SPIKE_EVERY)):
        name, model, factor = _WILD[turn % len(_WILD)]
        yield Spike(world.organization.key_named(name).id, model, start, minutes=3, factor=factor)
