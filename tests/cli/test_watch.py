"""`usage-tracker watch`: events, alerts, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import Spike, World

Program = Callable[..., Any]


def test_a_refresh_is_one_line_with_rows_totals_and_rates(usage_tracker: Program) -> None:
    ended = usage_tracker("watch", "--refreshes", "1", "--format", "json")
    assert ended.code == 0, ended.err
    (event,) = ended.lines
    assert event.keys() == {
        "schema_version",
        "event",
        "at",
        "rows",
        "totals",
        "token_rate_per_minute",
        "request_rate_per_minute",
    }
    assert event["event"] == "refresh"
    assert event["at"] == "2026-11-25T13:17:33Z"
    assert {"key", "key_name", "model", "tier", "input_tokens", "cost_usd"} <= event["rows"][0].keys()
    assert event["token_rate_per_minute"] == 0


def test_a_spike_is_one_alert_event(
    usage_tracker: Program, world: World, clock: SimulatedClock, environment: dict[str, str]
) -> None:
    key = world.organization.key_named("Atlas web app").id
    start = int(clock.now().timestamp()) // 60 * 60 + 60
    world.add_spikes([Spike(key, "gpt-5.1", start, minutes=3, factor=400)])
    clock.run(rate=120.0)  # two minutes a second
    ended = usage_tracker("watch", "--refreshes", "4", "--interval", "1", "--bucket-width", "1m", "--format", "json")
    alerts = [event for event in ended.lines if event["event"] == "alert" and event["key"] == key]
    assert [alert["kind"] for alert in alerts].count("token_spike") == 1
    (alert,) = [alert for alert in alerts if alert["kind"] == "token_spike"]
    assert alert["model"] == "gpt-5.1"
    assert alert["value"] > alert["threshold"] == 10_000
    for word in ("gpt-5.1", "Atlas web app", "10 k"):
        assert word in alert["message"]


def test_a_cost_threshold_is_told_at_the_second_refresh(usage_tracker: Program) -> None:
    ended = usage_tracker("watch", "--refreshes", "3", "--interval", "1", "--threshold", "0.0001", "--format", "json")
    kinds = [event.get("kind", event["event"]) for event in ended.lines]
    assert kinds == ["refresh", "refresh", "cost_threshold", "refresh"]


def test_watch_stores_what_it_reads(usage_tracker: Program) -> None:
    usage_tracker("watch", "--refreshes", "1", "--lookback-hours", "3", "--format", "json")
    document = usage_tracker("report", "--format", "json", "--group-by", "hour").json
    assert len({row["hour"] for row in document["rows"]}) == 4


def test_only_the_chosen_key_is_watched(usage_tracker: Program, world: World) -> None:
    key = world.organization.key_named("Lab notebooks").id
    (event,) = usage_tracker("watch", "--refreshes", "1", "--api-key-id", key, "--format", "json").lines
    assert {row["key"] for row in event["rows"]} == {key}


def test_the_admin_key_can_come_from_standard_input(usage_tracker: Program, environment: dict[str, str]) -> None:
    del environment["OPENAI_ADMIN_KEY"]
    ended = usage_tracker(
        "watch", "--refreshes", "1", "--admin-key", "-", "--format", "json", stdin=ADMIN_SECRET + "\n"
    )
    assert ended.code == 0, ended.err
    assert len(ended.lines) == 1


def test_a_secret_as_an_argument_works_and_earns_a_warning(usage_tracker: Program, environment: dict[str, str]) -> None:
    del environment["OPENAI_ADMIN_KEY"]
    ended = usage_tracker("watch", "--refreshes", "1", "--admin-key", ADMIN_SECRET)
    assert ended.code == 0
    assert "--admin-key -" in ended.err
    assert ADMIN_SECRET not in ended.out + ended.err


def test_a_refused_key_ends_it_with_3(usage_tracker: Program, environment: dict[str, str]) -> None:
    environment["OPENAI_ADMIN_KEY"] = "sk-admin-wrong-wrong-9999"
    assert usage_tracker("watch", "--interval", "1").code == 3


def test_a_fault_in_between_is_told_and_the_watch_goes_on(
    usage_tracker: Program, service: Faulty, clock: SimulatedClock
) -> None:
    service.nth(2, faults.wrong_shape(), "*/usage/completions")
    ended = usage_tracker("watch", "--refreshes", "3", "--interval", "1", "--format", "json")
    assert ended.code == 0
    assert len([event for event in ended.lines if event["event"] == "refresh"]) == 3
    assert "OpenAI" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [("--interval", "0"), ("--interval", "601"), ("--lookback-hours", "0"), ("--threshold", "x"), ("--tier", "free")],
)
def test_wrong_usage_is_exit_code_2(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("watch", *arguments)
    assert (ended.code, len(ended.err.strip().splitlines())) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent another way on Windows")
def test_ctrl_c_ends_it_with_a_summary(environment: dict[str, str], tmp_path: Path, clock: SimulatedClock) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from usage_tracker_gui.cli import main; main()", "watch", "--interval", "1"],
        env={**os.environ, **environment},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert "tokens" in first
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    rest, _said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Refreshed" in rest.splitlines()[-1]


def test_events_are_flushed_one_by_one(environment: dict[str, str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [
            *(sys.executable, "-c", "from usage_tracker_gui.cli import main; main()"),
            *("watch", "--interval", "30", "--refreshes", "2", "--format", "json"),
        ],
        env={**os.environ, **environment},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "refresh"  # the next one is half a minute away
        process.kill()
