"""Our clock jumps, the service's does not: nothing is lost, nothing doubled, nobody is told of a spike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.passes import Passes

Program = Callable[..., Any]
START = datetime(2026, 11, 20, 14, tzinfo=UTC)
NEVER = lambda: False  # noqa: E731 - what passes take


@pytest.fixture
def true_clock(clock: SimulatedClock) -> SimulatedClock:
    """The service's; `clock` is the one of this computer."""
    return SimulatedClock(clock.now())


@pytest.fixture
def openai(world: World, true_clock: SimulatedClock) -> OpenAIApp:
    return OpenAIApp(world, true_clock)


@pytest.mark.parametrize("jump", [timedelta(days=20), timedelta(hours=30), timedelta(hours=-30), timedelta(days=-4)])
def test_a_clock_that_was_wrong_for_a_while_leaves_no_gap(
    usage_tracker: Program, world: World, clock: SimulatedClock, true_clock: SimulatedClock, jump: timedelta
) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20T14:00Z").code == 0
    clock.advance(jump)
    usage_tracker("sync")
    clock.advance(-jump)
    for both in (clock, true_clock):
        both.advance(timedelta(hours=5))
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), START)
    for both in (clock, true_clock):
        both.advance(timedelta(days=9))  # the computer was off; that lies within the twenty days
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), START)


def test_a_clock_without_a_battery_begins_before_everything_and_harms_nothing(
    usage_tracker: Program, world: World, clock: SimulatedClock
) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20T14:00Z").code == 0
    now = clock.now()
    clock.advance(datetime(1990, 1, 1, tzinfo=UTC) - now)
    ended = usage_tracker("sync")
    assert ended.code in (0, 4), ended.err
    assert "fault of ours" not in ended.err
    clock.advance(now - clock.now())
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, now, START)


def test_jumps_between_passes_raise_no_alert(
    tmp_path: Path,
    base_url: str,
    environment: dict[str, str],
    keychain: MemoryKeychain,
    world: World,
    clock: SimulatedClock,
    true_clock: SimulatedClock,
    usage_tracker: Program,
) -> None:
    workspace = Workspace.open(environment, tmp_path, None, keychain)
    workspace = replace(workspace, preferences=replace(workspace.preferences, retention_days=12))
    passes = Passes(workspace, clock.now)
    try:
        for jump in (0, 15, 3 * 3600, 15, -3 * 3600, 15, -7200, 15, 7200, 86_400, -86_400, 60):
            clock.advance(timedelta(seconds=jump))
            collection = passes.touch(NEVER)
            assert [outcome.status for outcome in collection.outcomes] == ["ok"]
            assert collection.alerts == ()
        true_clock.advance(clock.now() - true_clock.now())
        for _collection in passes.in_depth(NEVER, NEVER, lambda _progress: None):
            pass
    finally:
        passes.close()
    assert_report_is_exact(usage_tracker, world, clock.now(), START)
