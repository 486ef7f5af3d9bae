"""The services behind `--demo`: a year of history that ends now, and a spike soon after the start and every quarter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from usage_tracker_gui.simulator.anthropic.app import AnthropicApp
from usage_tracker_gui.simulator.anthropic.workload import lighthouse_world
from usage_tracker_gui.simulator.clock import Clock
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.traffic import MINUTE
from usage_tracker_gui.simulator.world import Spike, World

OPENAI_SECRET = "sk-admin-demo-Harbor7Tq2"  # noqa: S105 - opens nothing but the simulator
ANTHROPIC_SECRET = "sk-ant-admin01-demo-Lighthouse4"  # noqa: S105 - nor does this
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


class DemoOrganization(NamedTuple):
    """Where a made-up organization answers, and to whom."""

    service: str
    base_url: str
    secret: str


@contextmanager
def demo_organizations(clock: Clock) -> Iterator[tuple[DemoOrganization, ...]]:
    """One at OpenAI and one at Anthropic, each served over HTTP until the context ends."""
    with (
        Simulator.serving(OpenAIApp(demo_world(clock), clock, [OPENAI_SECRET])) as openai,
        Simulator.serving(AnthropicApp(_calm_world(clock), clock, [ANTHROPIC_SECRET])) as anthropic,
    ):
        yield (
            DemoOrganization("openai", openai, OPENAI_SECRET),
            DemoOrganization("anthropic", anthropic, ANTHROPIC_SECRET),
        )


def demo_world(clock: Clock) -> World:
    """The first spike begins 20 to 80 seconds from now, on a whole minute, so that a calm reading comes before it."""
    now = clock.now()
    world = World(opened=(now - HISTORY).date())
    first = (int(now.timestamp()) + 20) // MINUTE * MINUTE + MINUTE
    world.add_spikes(_spikes(world, first, int(SPIKES_FOR.total_seconds())))
    return world


def _calm_world(clock: Clock) -> World:
    return lighthouse_world(opened=(clock.now() - HISTORY).date())


def _spikes(world: World, first: int, span: int) -> Iterator[Spike]:
    for turn, start in enumerate(range(first, first + span, SPIKE_EVERY)):
        name, model, factor = _WILD[turn % len(_WILD)]
        yield Spike(world.organization.key_named(name).id, model, start, minutes=3, factor=factor)
