"""Kill -9 of the real programs at any moment: rows and cursor move together, and the next start makes all right."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import RealClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery

Program = Callable[..., Any]
DAYS = timedelta(days=12)
OTHERS = ("text-embedding-3-large", "omni-moderation-latest")  # models of other streams, with cursors of their own


@pytest.fixture
def clock() -> RealClock:
    """Programs of their own go by the real one."""
    return RealClock()


@pytest.fixture
def opened() -> date:
    return (datetime.now(UTC) - timedelta(days=20)).date()


@pytest.fixture
def hour() -> datetime:
    """What was used before this hour is settled, however long the test takes."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def assert_cursor_and_rows_agree(file: Path, world: World, hour: datetime) -> timedelta:
    """Everything that counts as read is there, exactly; how much that is."""
    with Store.open(file) as store:
        assert store.integrity_problem() is None
        account = store.account("openai")
        span = None if account is None else store.coverage(account.id, "completions", ("",)).get("")
        if span is None:
            return timedelta(0)
        settled = Period(span.start, max(span.start, min(span.end, hour)))
        parts = store.sums(SumQuery(settled, dims=("key", "model", "tier")))
        stored = {(one.key, one.model, one.tier): (one.requests, one.tokens) for one in parts}
    true = {group: tuple(usage) for group, usage in expected_usage(world, settled, hour).items()}
    assert {group: usage for group, usage in stored.items() if group in true or group[1] not in OTHERS} == true
    return settled.length


@pytest.mark.parametrize("seed", [1, 2])
def test_sync_may_be_killed_at_any_moment(
    processes: Any,
    environment: dict[str, str],
    usage_tracker: Program,
    service: Faulty,
    world: World,
    hour: datetime,
    seed: int,
) -> None:
    moments = random.Random(seed)
    file = Path(environment["USAGE_TRACKER_DATA_DIR"]) / "history.db"
    service.always(faults.slow(0.01))  # a sync of two seconds, most of it under way
    arguments = ("sync", "--from", (hour - DAYS).isoformat())
    for _ in range(5):
        killed = processes.start_cli(*arguments)
        asked = len(service.requests)
        time.sleep(moments.uniform(0.1, 1.4))
        while len(service.requests) == asked and killed.poll() is None and moments.random() < 0.97:
            time.sleep(0.03)  # mostly not before it has begun to read
        time.sleep(moments.uniform(0, 0.4))
        killed.kill()
        killed.wait()
        assert_cursor_and_rows_agree(file, world, hour)
    service.clear()
    assert usage_tracker(*arguments).code == 0
    assert_report_is_exact(usage_tracker, world, hour, hour - DAYS, "--to", hour.isoformat())


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.015, 0.04])
def test_the_very_first_start_may_be_killed_while_it_makes_the_database(
    processes: Any,
    environment: dict[str, str],
    usage_tracker: Program,
    world: World,
    hour: datetime,
    wait: float,
) -> None:
    file = Path(environment["USAGE_TRACKER_DATA_DIR"]) / "history.db"
    killed = processes.start_cli("sync", "--lookback", "1d")
    while not file.exists():
        assert killed.poll() is None
        time.sleep(0.001)
    time.sleep(wait)
    killed.kill()
    killed.wait()
    start = hour - timedelta(days=2)
    assert usage_tracker("sync", "--from", start.isoformat()).code == 0
    assert_report_is_exact(usage_tracker, world, hour, start, "--to", hour.isoformat())


def test_the_desktop_may_be_killed_at_any_moment(
    processes: Any,
    environment: dict[str, str],
    usage_tracker: Program,
    service: Faulty,
    world: World,
    hour: datetime,
) -> None:
    moments = random.Random(3)
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir()
    (data / "settings.toml").write_text("[watching]\ninterval_seconds = 1\n")
    covered = timedelta(0)
    for _ in range(4):
        asked = len(service.requests)
        desktop = processes.start_desktop(QT_QPA_PLATFORM="offscreen")
        ends = time.monotonic() + 60
        while len(service.requests) == asked:  # also after a kill the next start is a first window and reads
            assert desktop.poll() is None, desktop.communicate()[1]
            assert time.monotonic() < ends
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 1.2))
        desktop.kill()
        desktop.wait()
        now_covered = assert_cursor_and_rows_agree(data / "history.db", world, hour)
        assert now_covered >= covered
        covered = now_covered
    assert covered > timedelta(0)
    start = hour - DAYS
    assert usage_tracker("sync", "--from", start.isoformat()).code == 0
    assert_report_is_exact(usage_tracker, world, hour, start, "--to", hour.isoformat())
