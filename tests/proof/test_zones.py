"""Days in zones off the full hour are exact to the minute, and where they can't be, a report says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from command_line import TOKEN_FAMILIES
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.answer import Answer, Request, json_answer, openai_error
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.world import World

Program = Callable[..., Any]
Days = dict[str, tuple[int, int]]


def live_in(environment: dict[str, str], zone: str) -> None:
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir(exist_ok=True)
    (data / "settings.toml").write_text(f'[watching]\ntimezone = "{zone}"\n')


def true_days(world: World, zone: str, first: date, now: datetime) -> Days:
    """Tokens and requests of each local day, from the world's minutes."""
    found: Days = {}
    day = first
    while (start := midnight(day, zone)) < now:
        period = Period(start, min(midnight(day + timedelta(days=1), zone), now)).widened_to(60)
        parts = [
            usage for family in TOKEN_FAMILIES for usage in expected_usage(world, period, now, (), family).values()
        ]
        found[day.isoformat()] = (sum(part.tokens.total for part in parts), sum(part.requests for part in parts))
        day += timedelta(days=1)
    return found


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def said_of_days(ended: Any) -> list[str]:
    """What standard error says beside the models that have no price."""
    return [line for line in ended.err.splitlines() if "have no price" not in line]


def reported_days(ended: Any) -> Days:
    assert ended.code == 0, ended.err
    return {row["day"]: (row["input_tokens"] + row["output_tokens"], row["requests"]) for row in ended.json["rows"]}


def by_day(usage_tracker: Program, zone: str, first: date, *more: str) -> Any:
    return usage_tracker(
        "report", "--group-by", "day", "--timezone", zone, "--from", first.isoformat(), "--format", "json", *more
    )


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "America/St_Johns"])
def test_days_equal_the_services_own_minutes(
    usage_tracker: Program, environment: dict[str, str], world: World, clock: SimulatedClock, zone: str
) -> None:
    live_in(environment, zone)
    assert usage_tracker("sync", "--from", "2026-11-17").code == 0
    first = date(2026, 11, 18)
    ended = by_day(usage_tracker, zone, first)
    assert reported_days(ended) == true_days(world, zone, first, clock.now())
    assert said_of_days(ended) == []


def test_days_are_exact_across_a_change_of_the_clock_too(
    usage_tracker: Program, environment: dict[str, str], clock: SimulatedClock, world: World
) -> None:
    """Adelaide turns its clocks on 4 October 2026, from 9:30 to 10:30 ahead of UTC."""
    world.series = tuple(replace_born(series) for series in world.series)
    zone = "Australia/Adelaide"
    clock.advance(datetime(2026, 10, 7, 4, 5, tzinfo=UTC) - clock.now())
    live_in(environment, zone)
    assert usage_tracker("sync", "--from", "2026-09-30").code == 0
    first = date(2026, 10, 1)
    ended = by_day(usage_tracker, zone, first)
    days = true_days(world, zone, first, clock.now())
    assert len(days) == 7
    assert reported_days(ended) == days


def replace_born(series: Any) -> Any:
    from dataclasses import replace

    return replace(series, born=0)


def test_today_begins_at_the_local_midnight_within_the_open_hour(
    usage_tracker: Program, environment: dict[str, str], world: World, clock: SimulatedClock
) -> None:
    """18:30 UTC is midnight in India: at 18:41 the day is eleven minutes old."""
    clock.advance(datetime(2026, 11, 25, 18, 41, tzinfo=UTC) - clock.now())
    live_in(environment, "Asia/Kolkata")
    assert usage_tracker("sync", "--lookback", "2d").code == 0
    first = date(2026, 11, 25)
    days = reported_days(by_day(usage_tracker, "Asia/Kolkata", first))
    assert days == true_days(world, "Asia/Kolkata", first, clock.now())
    assert set(days) == {"2026-11-25", "2026-11-26"}


def test_late_usage_moves_into_the_right_day(
    usage_tracker: Program, environment: dict[str, str], world: World, clock: SimulatedClock
) -> None:
    live_in(environment, "Asia/Kolkata")
    clock.advance(datetime(2026, 11, 25, 19, 10, tzinfo=UTC) - clock.now())
    world.delay(1800)  # the last twenty minutes of the cut hour can't be seen yet
    assert usage_tracker("sync", "--lookback", "3d").code == 0
    clock.advance(timedelta(hours=5))
    assert usage_tracker("sync").code == 0
    first = date(2026, 11, 24)
    settled = ("--to", "2026-11-25T23:00Z")
    days = reported_days(by_day(usage_tracker, "Asia/Kolkata", first, *settled))
    world.delay(0)
    assert days == true_days(world, "Asia/Kolkata", first, datetime(2026, 11, 25, 23, tzinfo=UTC))


def refuse_minutes(request: Request, respond: Callable[[Request], Answer]) -> Answer:
    if ("bucket_width", "1m") in request.query:
        return openai_error(400, "Minutes are kept for a while only.", "invalid_request_error", "start_time")
    return respond(request)


def forget_minutes(request: Request, respond: Callable[[Request], Answer]) -> Answer:
    if ("bucket_width", "1m") in request.query:
        return json_answer({"object": "page", "data": [], "has_more": False, "next_page": None})
    return respond(request)


@pytest.mark.parametrize("service_without_minutes", [refuse_minutes, forget_minutes])
def test_where_the_service_has_no_minutes_sums_are_whole_and_the_report_says_what_is_not_cut(
    usage_tracker: Program,
    environment: dict[str, str],
    service: Faulty,
    world: World,
    clock: SimulatedClock,
    service_without_minutes: Any,
) -> None:
    live_in(environment, "Asia/Kolkata")
    service.always(service_without_minutes)
    assert usage_tracker("sync", "--from", "2026-11-19").code == 0
    first = date(2026, 11, 20)
    ended = by_day(usage_tracker, "Asia/Kolkata", first)
    (sentence,) = said_of_days(ended)
    assert "Midnight in Asia/Kolkata cuts 6 hours that are stored whole" in sentence
    assert "sync --from 2026-11-19" in sentence
    service.clear()
    assert usage_tracker("sync", "--from", "2026-11-19").code == 0
    healed = by_day(usage_tracker, "Asia/Kolkata", first)
    assert reported_days(healed) == true_days(world, "Asia/Kolkata", first, clock.now())
    assert said_of_days(healed) == []


def test_another_zone_than_the_one_lived_in_says_what_to_do(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20").code == 0
    ended = by_day(usage_tracker, "Asia/Kathmandu", date(2026, 11, 22))
    assert 'timezone = "Asia/Kathmandu"' in ended.err
    assert said_of_days(by_day(usage_tracker, "Europe/Berlin", date(2026, 11, 22))) == []


def test_who_lives_on_the_full_hour_reads_no_minutes(usage_tracker: Program, service: Faulty) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20").code == 0
    assert not [target for target in service.requests if "bucket_width=1m" in target]
