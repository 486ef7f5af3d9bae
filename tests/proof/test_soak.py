"""Long runs in simulated time: a day of passes and months of syncs end with the service's own sums."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from usage_tracker_gui.domain.usage import MINUTE
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.passes import Passes

Program = Callable[..., Any]
STEP = timedelta(minutes=5)
DAY_OF_PASSES = timedelta(days=1) // STEP
NEVER = lambda: False  # noqa: E731 - what passes take


@pytest.fixture
def workspace(tmp_path: Path, environment: dict[str, str], keychain: MemoryKeychain) -> Workspace:
    workspace = Workspace.open(environment, tmp_path, None, keychain)
    # A year of older history would take its time and prove nothing more.
    return replace(workspace, preferences=replace(workspace.preferences, minute_hours=6, retention_days=12))


@contextmanager
def running(workspace: Workspace, clock: SimulatedClock) -> Iterator[Passes]:
    passes = Passes(workspace, clock.now)
    try:
        yield passes
    finally:
        passes.close()


def one_round(passes: Passes) -> None:
    for outcome in passes.touch(NEVER).outcomes:
        assert outcome.status == "ok", outcome
    for collection in passes.in_depth(NEVER, NEVER, lambda _progress: None):
        assert [outcome.status for outcome in collection.outcomes] == ["ok"]
    passes.statuses()


def test_a_day_of_passes_is_exact_and_memory_stays_steady(
    workspace: Workspace, usage_tracker: Program, world: World, clock: SimulatedClock
) -> None:
    """Usage arrives late. What is counted are Python's blocks of memory, after a garbage collection."""
    start = clock.now().replace(minute=0, second=0) - timedelta(days=2)
    world.delay(600)
    blocks: list[int] = []
    with running(workspace, clock) as passes:
        for number in range(DAY_OF_PASSES):
            one_round(passes)
            clock.advance(STEP)
            if number % (DAY_OF_PASSES // 8) == 0:
                gc.collect()
                blocks.append(sys.getallocatedblocks())
        world.delay(0)
        one_round(passes)
        with workspace.open_store() as store:
            (account,) = store.all_accounts()
            minutes = {row[3] for row in store.readings((account.id,), MINUTE, start)}
    assert max(blocks[4:]) < 1.05 * max(blocks[2:4]), blocks  # the second half holds no more than the first
    assert len(minutes) < 31 * 60  # a day and what is kept; no minute twice
    assert_report_is_exact(usage_tracker, world, clock.now(), start)


def test_months_of_syncs_double_nothing(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    """A sync every thirty hours for ten weeks, on a network that spoils some answers for good."""
    start = clock.now().replace(minute=0, second=0) - timedelta(days=3)
    assert usage_tracker("sync", "--from", start.isoformat()).code == 0
    service.weather([faults.rate_limited(millis=1), faults.html(), faults.wrong_shape()], percent=2)
    failed = 0
    for _ in range(10 * 7 * 24 // 30):
        clock.advance(timedelta(hours=30))
        failed += usage_tracker("sync").code != 0
    service.clear()
    assert failed > 0
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), start)


def without(key: str) -> Callable[[Request, Callable[[Request], Answer]], Answer]:
    """The service has found that a key's usage never was: its rows are gone, everybody else's buckets go down."""

    def answer(request: Request, respond: Callable[[Request], Answer]) -> Answer:
        import json

        page = json.loads(respond(request).body)
        for bucket in page.get("data", ()):
            bucket["results"] = [row for row in bucket["results"] if row["api_key_id"] != key]
            for row in bucket["results"]:
                row["output_tokens"] = row["output_text_tokens"] = 0
        return respond(request).with_body(json.dumps(page).encode())

    return answer


def test_rows_that_vanish_and_buckets_that_go_down_do_so_here(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty, openai: OpenAIApp
) -> None:
    assert usage_tracker("sync", "--from", "2026-11-24").code == 0
    before = usage_tracker("report", "--format", "json", "--group-by", "key").json
    gone = world.organization.key_named("Atlas web app").id
    assert {row["key"] for row in before["rows"]} >= {"", gone}  # usage without a key is a row of its own
    service.always(without(gone), "*/usage/completions")
    assert usage_tracker("sync").code == 0
    for group_by in ("key", "hour,key", "day,key", "model"):
        after = usage_tracker("report", "--format", "json", "--group-by", group_by).json
        assert after["totals"]["output_tokens"] == 0
        assert after["totals"]["input_tokens"] < before["totals"]["input_tokens"]
    kept = {row["key"]: row["input_tokens"] for row in before["rows"]}
    rows = usage_tracker("report", "--format", "json", "--group-by", "key").json["rows"]
    assert {row["key"]: row["input_tokens"] for row in rows if row["key"] != gone} == {
        key: tokens for key, tokens in kept.items() if key != gone
    }
    service.clear()
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), datetime(2026, 11, 24, tzinfo=UTC))


def test_null_keys_and_projects_are_one_row_however_often_they_are_read(
    usage_tracker: Program, world: World, clock: SimulatedClock
) -> None:
    for _ in range(3):
        assert usage_tracker("sync", "--from", "2026-11-24").code == 0
    rows = usage_tracker("report", "--format", "json", "--group-by", "key,project").json["rows"]
    assert len([row for row in rows if row["key"] == ""]) == 1
    assert_report_is_exact(usage_tracker, world, clock.now(), datetime(2026, 11, 24, tzinfo=UTC))
