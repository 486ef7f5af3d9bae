"""rest: the processor time of a window that watches an organization at its usual pace, in a minute.

The floor is the same window afterwards, paused. Each window is a process of its own; see `resting_window`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from benchmarks.figure import Figure, Goal, figure
from benchmarks.resting_window import Rested
from benchmarks.surroundings import BENCH_SECRET, SCRIPTS, data_folder, variables
from usage_tracker_gui.simulator.clock import RealClock
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World

COMMAND = [sys.executable, "-m", "benchmarks.resting_window"]
GOAL = Goal("value", "<=", 1200)  # two per cent of one core
HISTORY = timedelta(days=60)


def measure(rounds: int = 3, seconds: float = 60, history: timedelta = HISTORY) -> Iterator[Figure]:
    world = World(opened=(datetime.now(UTC) - history).date())
    with Simulator.serving(OpenAIApp(world, RealClock(), [BENCH_SECRET])) as base_url:
        windows = [_rested(base_url, seconds) for _ in range(rounds)]
    watching, paused = [one.watching for one in windows], [one.paused for one in windows]
    yield figure("rest", f"{len(world.organization.keys)} keys", "ms/min", watching, paused, GOAL)


def _rested(base_url: str, seconds: float) -> Rested:
    with data_folder() as folder:
        ended = subprocess.run(
            [*COMMAND, base_url, str(folder), str(seconds)],
            env=variables(folder),
            cwd=SCRIPTS,
            stdout=subprocess.PIPE,
            check=True,
        )
    return msgspec.json.decode(ended.stdout, type=Rested)
