"""The demo: a year of history, live figures, and a spike within the first two minutes and every quarter of an hour."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import httpx

from usage_tracker_gui.domain.spikes import Cell, Count, RateMeter, SpikeRule, spikes
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.clock import RealClock, SimulatedClock
from usage_tracker_gui.simulator.demo import demo_organizations, demo_world
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.traffic import MINUTE
from usage_tracker_gui.simulator.world import World

MORNING = datetime(2026, 11, 25, 3, 59, 47, tzinfo=UTC)


def reading(world: World, now: datetime) -> dict[Cell, Count]:
    """Minutes of the last hour, as a live view reads them."""
    until = int(now.timestamp())
    counts: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for at in world.family("completions"):
        labels = world.series[at].labels
        for start in range(until // MINUTE * MINUTE - 15 * MINUTE, until, MINUTE):
            seen = world.counts(at, start, MINUTE, until)
            cell = counts[Cell("demo", str(labels["api_key_id"] or ""), str(labels["model"]), start)]
            cell[0] += sum(seen[1:])
            cell[1] += seen[0]
    return {cell: Count(*pair) for cell, pair in counts.items()}


def alarms(world: World, began: datetime, minutes: int) -> list[tuple[int, str]]:
    """(seconds since the start, key) of every alert that a reader would raise who looks each 15 seconds."""
    meter, found, quiet = RateMeter(), [], {}
    for second in range(0, minutes * 60, 15):
        now = began + timedelta(seconds=second)
        for alert in spikes(meter.measure(now, reading(world, now)), SpikeRule(), now, {}):
            if second - quiet.get(alert.subject, -600) >= 600:
                quiet[alert.subject] = second
                found.append((second, alert.key))
    return found


def test_a_spike_comes_within_two_minutes_and_again_every_quarter_of_an_hour() -> None:
    clock = SimulatedClock(MORNING)
    seen = alarms(demo_world(clock), MORNING, minutes=35)
    firsts = sorted({second // 900: second for second, _ in reversed(seen)}.values())
    assert firsts[0] <= 120
    assert len(firsts) == 3
    assert len({key for _, key in seen}) == 3, "the keys take turns, and nobody else is reported"


def test_a_year_of_history_and_a_figure_that_moves_by_itself() -> None:
    clock = SimulatedClock(MORNING)
    world = demo_world(clock)
    year = Period(MORNING - timedelta(days=364), MORNING.replace(hour=0, minute=0, second=0))
    assert expected_usage(world, year.widened_to(86_400), MORNING, by=())[()].requests > 500_000
    minute = Period.of_unix(int(MORNING.timestamp()) // 60 * 60, int(MORNING.timestamp()) // 60 * 60 + 180)
    before = expected_usage(world, minute, clock.now(), by=())
    after = expected_usage(world, minute, clock.advance(timedelta(seconds=90)), by=())
    assert after[()].tokens.total > (before[()].tokens.total if before else 0)


def test_the_demo_runs_over_http() -> None:
    day = int(datetime.now(UTC).timestamp()) - 86_400
    with demo_organizations(RealClock()) as (openai, anthropic):
        headers = {"Authorization": f"Bearer {openai.secret}"}
        query = {"start_time": day, "group_by": "api_key_id"}
        with httpx.Client(base_url=openai.base_url, headers=headers, trust_env=False, verify=False) as client:
            page = client.get("/organization/usage/completions", params=query).json()
        assert len({row["api_key_id"] for row in page["data"][0]["results"]}) >= 6
        headers = {"x-api-key": anthropic.secret, "anthropic-version": "2023-06-01"}
        with httpx.Client(base_url=anthropic.base_url, headers=headers, trust_env=False, verify=False) as client:
            assert len(client.get("/v1/organizations/api_keys").json()["data"]) >= 4


def test_a_clock_can_run_fast_and_be_set_back() -> None:
    clock = SimulatedClock(MORNING)
    assert clock.now() == MORNING
    assert clock.advance(timedelta(hours=-2)) == MORNING - timedelta(hours=2)
    clock.run(rate=1_000_000)
    assert clock.now() > MORNING - timedelta(hours=2)
