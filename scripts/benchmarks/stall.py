"""stall: how long the window's thread is kept from its events while 90 days of hours are read.

The floor is the same window afterwards, paused. Each window is a process of its own; see `watched_window`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence

import msgspec

from benchmarks.figure import Figure, Goal, figure
from benchmarks.organization import Workload, serving
from benchmarks.reasons import tell
from benchmarks.surroundings import SCRIPTS, data_folder, variables
from benchmarks.watched_window import Watched

COMMAND = [sys.executable, "-m", "benchmarks.watched_window"]
GOALS = {"p99": Goal("value", "<=", 16), "worst": Goal("value", "<=", 50)}


def measure(rounds: int = 5, workload: Workload | None = None, idle_seconds: float = 10) -> Iterator[Figure]:
    workload = workload or Workload()
    with serving(workload) as served:
        windows = [_watched(served.base_url, idle_seconds) for _ in range(rounds)]
        for window in windows:
            if window.rows != workload.rows:
                raise RuntimeError(f"{window.rows:,} rows were stored in place of {workload.rows:,}")
        found = [_figure(which, workload, windows) for which in GOALS]
        if not all(one.met for one in found):
            tell("stall", _watched(served.base_url, idle_seconds, "traced").stacks)
    yield from found


def _figure(which: str, workload: Workload, windows: Sequence[Watched]) -> Figure:
    values = [getattr(window.syncing, which) for window in windows]
    floors = [getattr(window.idle, which) for window in windows]
    return figure(f"stall {which}", str(workload), "ms", values, floors, GOALS[which])


def _watched(base_url: str, idle_seconds: float, *more: str) -> Watched:
    with data_folder() as folder:
        ended = subprocess.run(
            [*COMMAND, base_url, str(folder), str(idle_seconds), *more],
            env=variables(folder),
            cwd=SCRIPTS,
            stdout=subprocess.PIPE,
            check=True,
        )
    return msgspec.json.decode(ended.stdout, type=Watched)
