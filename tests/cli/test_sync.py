"""`usage-tracker sync`, and that a report then equals the service's own sums."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact, own_sums
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import World

Program = Callable[..., Any]
MONTH_START = datetime(2026, 10, 25, 13, tzinfo=UTC)  # 31 days before the clock, at the start of that hour


def ctrl_c(request: Request, respond: Callable[[Request], Answer]) -> Answer:
    """Somebody presses Ctrl+C while this answer is on its way."""
    os.kill(os.getpid(), signal.SIGINT)
    return respond(request)


def test_a_month_of_usage_equals_the_services_own_sums(
    usage_tracker: Program, world: World, clock: SimulatedClock
) -> None:
    synced = usage_tracker("sync", "--lookback", "31d")
    assert synced.code == 0, synced.err
    assert_report_is_exact(usage_tracker, world, clock.now(), MONTH_START)


def test_faults_on_the_way_change_nothing(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    passing = [
        faults.rate_limited(millis=5),
        faults.server_error(500),
        faults.reset(),
        faults.cut_off(),
        faults.incomplete_json(),
        faults.server_error(503),
    ]
    service.in_turn([fault for each in passing for fault in (None, each)])
    synced = usage_tracker("sync", "--lookback", "31d", "--format", "json")
    assert synced.code == 0, synced.err
    assert synced.json["accounts"][0]["status"] == "ok"
    assert_report_is_exact(usage_tracker, world, clock.now(), MONTH_START)


def test_syncing_twice_doubles_nothing_and_goes_on_from_the_cursor(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    usage_tracker("sync", "--lookback", "31d")
    asked = len(service.requests)
    clock.advance(timedelta(hours=5))
    again = usage_tracker("sync")
    assert again.code == 0, again.err
    assert len(service.requests) - asked < asked
    assert_report_is_exact(usage_tracker, world, clock.now(), MONTH_START)


def test_a_gap_of_days_is_filled(usage_tracker: Program, world: World, clock: SimulatedClock) -> None:
    usage_tracker("sync", "--lookback", "2d")
    clock.advance(timedelta(days=9))
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), datetime(2026, 11, 23, 14, tzinfo=UTC))


def test_what_arrived_before_a_fault_is_kept_and_the_rest_comes_with_the_next_sync(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    service.in_turn([None, None, faults.wrong_shape()], "*/usage/completions")
    broken = usage_tracker("sync", "--lookback", "31d", "--format", "json")
    assert broken.code == 4
    (account,) = broken.json["accounts"]
    assert account["status"] == "partial"
    assert account["error"]["kind"] == "bad_answer"
    assert account["rows_written"] > 0
    assert len([line for line in broken.err.splitlines() if "without a price" not in line]) == 1
    service.clear()
    assert usage_tracker("sync", "--lookback", "31d").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), MONTH_START)


def test_an_interrupted_year_is_finished_by_the_next_sync(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    service.nth(3, ctrl_c, "*/usage/completions")
    stopped = usage_tracker("sync", "--lookback", "90d", "--format", "json")
    assert stopped.code == 4
    assert "Stopped" in stopped.err
    assert usage_tracker("sync").code == 0
    start = datetime(2026, 8, 27, 13, tzinfo=UTC)
    assert_report_is_exact(usage_tracker, world, clock.now(), start)


def test_json_names_span_and_counts(usage_tracker: Program) -> None:
    document = usage_tracker("sync", "--from", "2026-11-20", "--to", "2026-11-21", "--format", "json").json
    assert document["schema_version"] == 1
    assert (document["from"], document["to"]) == ("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")
    assert document["dry_run"] is False
    (account,) = document["accounts"]
    assert account.keys() == {"account", "service", "status", "error", "requests", "buckets", "rows_written"}
    assert (account["account"], account["service"], account["error"]) == ("openai", "openai", None)


def test_a_dry_run_counts_and_writes_nothing(usage_tracker: Program) -> None:
    document = usage_tracker("sync", "--lookback", "3d", "--dry-run", "--format", "json").json
    assert document["dry_run"] is True
    assert document["accounts"][0]["buckets"] > 0
    assert document["accounts"][0]["rows_written"] == 0
    assert usage_tracker("report", "--format", "json").json["rows"] == []


def test_minutes_stay_apart_from_history(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--bucket-width", "1m", "--lookback", "2h").code == 0
    assert usage_tracker("report", "--format", "json").json["rows"] == []


def test_days_are_refused_where_hours_are_to_be_had(usage_tracker: Program) -> None:
    ended = usage_tracker("sync", "--bucket-width", "1d")
    assert ended.code == 2
    assert "hours" in ended.err


def test_a_refused_key_is_exit_code_3_and_is_never_shown(usage_tracker: Program, environment: dict[str, str]) -> None:
    environment["OPENAI_ADMIN_KEY"] = "sk-admin-not-the-right-one-1234"
    ended = usage_tracker("sync")
    assert ended.code == 3
    assert "sk-admin-not" not in ended.out + ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_an_address_where_nobody_answers_is_exit_code_4(usage_tracker: Program, environment: dict[str, str]) -> None:
    environment["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1"
    ended = usage_tracker("sync", "--lookback", "1d")
    assert ended.code == 4
    assert "OpenAI" in ended.err


def test_no_account_at_all_says_what_to_do(usage_tracker: Program, environment: dict[str, str]) -> None:
    del environment["OPENAI_ADMIN_KEY"]
    ended = usage_tracker("sync")
    assert ended.code == 2
    assert "accounts add" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lookback", "soon"),
        ("--from", "2026-13-01"),
        ("--lookback", "3d", "--from", "2026-11-01"),
        ("--from", "2026-11-20", "--to", "2026-11-19"),
        ("--to", "2026-11-19"),
        ("--account", "nobody"),
        ("--bucket-width", "2h"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("sync", *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert ended.out == ""


def test_watching_chosen_keys_reads_only_those(
    usage_tracker: Program, environment: dict[str, str], world: World, clock: SimulatedClock
) -> None:
    key = world.organization.key_named("Atlas web app").id
    environment["OPENAI_API_KEY_ID"] = key
    assert usage_tracker("sync", "--lookback", "3d").code == 0
    rows = usage_tracker("report", "--format", "json", "--group-by", "key").json["rows"]
    assert [row["key"] for row in rows] == [key]


def test_a_key_watched_later_gets_its_history_too(
    usage_tracker: Program, environment: dict[str, str], world: World, clock: SimulatedClock
) -> None:
    first, second = (world.organization.key_named(name).id for name in ("Atlas web app", "Lab notebooks"))
    environment["OPENAI_API_KEY_ID"] = first
    usage_tracker("sync")
    environment["OPENAI_API_KEY_ID"] = f"{first},{second}"
    usage_tracker("sync")
    start = datetime(2026, 10, 26, 14, tzinfo=UTC)
    rows = usage_tracker("report", "--format", "json", "--from", start.isoformat(), "--group-by", "key").json["rows"]
    own = own_sums(world, Period(start, clock.now()), clock.now())
    for key in (first, second):
        expected = sum(counts[0] for group, counts in own.items() if group[0] == key)
        assert [row["input_tokens"] for row in rows if row["key"] == key] == [expected]


def test_the_secret_is_in_no_file_of_the_data_folder(usage_tracker: Program, environment: dict[str, str]) -> None:
    usage_tracker("sync", "--lookback", "2d")
    for file in Path(environment["USAGE_TRACKER_DATA_DIR"]).rglob("*"):
        if file.is_file():
            assert ADMIN_SECRET.encode() not in file.read_bytes(), file


def test_a_model_without_a_price_is_named_by_the_sync_that_brings_it(
    usage_tracker: Program, clock: SimulatedClock
) -> None:
    first = usage_tracker("sync", "--lookback", "5d")
    assert "New and without a price: house-model-x. `usage-tracker prices update`" in first.err
    clock.advance(timedelta(days=1))
    assert "without a price" not in usage_tracker("sync").err
