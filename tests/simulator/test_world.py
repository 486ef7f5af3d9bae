"""The world's figures agree with themselves at every width, and come out the same every time."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.traffic import DAY, HOUR, MINUTE, Counts, nothing, plus
from usage_tracker_gui.simulator.world import Spike, World

TODAY = 20_782 * DAY  # 2026-11-25
NOW = TODAY + 13 * HOUR + 17 * MINUTE + 33
LATER = NOW + 10 * DAY
WORLD = World(opened=date(2025, 11, 25))


def added_up(world: World, at: int, start: int, end: int, width: int, until: int) -> Counts:
    total = nothing(world.series[at])
    for begin in range(start, end, width):
        total = plus(total, world.counts(at, begin, width, until))
    return total


def key_id(world: World, name: str) -> str:
    return world.organization.key_named(name).id


@given(at=st.integers(0, len(WORLD.series) - 1), ago=st.integers(0, 400), until=st.integers(TODAY - DAY, TODAY + DAY))
def test_minutes_add_up_to_hours_and_hours_to_days_at_any_moment(at: int, ago: int, until: int) -> None:
    day = TODAY - ago * DAY
    whole = WORLD.counts(at, day, DAY, until)
    assert added_up(WORLD, at, day, day + DAY, HOUR, until) == whole
    assert added_up(WORLD, at, day, day + DAY, MINUTE, until) == whole


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    days = [TODAY - ago * DAY for ago in range(20)]
    twin, other = World(opened=date(2025, 11, 25)), World(opened=date(2025, 11, 25), seed=8)
    mine = [WORLD.counts(0, day, DAY, LATER) for day in days]
    assert mine == [twin.counts(0, day, DAY, LATER) for day in days]
    assert mine != [other.counts(0, day, DAY, LATER) for day in days]


def test_nothing_is_known_of_the_future_and_the_open_minute_only_grows() -> None:
    assert not any(WORLD.counts(at, TODAY + DAY, DAY, NOW)[0] for at in range(len(WORLD.series)))
    start = NOW // MINUTE * MINUTE
    for at in range(len(WORLD.series)):
        seen = [WORLD.counts(at, start, MINUTE, start + second) for second in range(61)]
        assert all(all(a <= b for a, b in zip(one, two, strict=True)) for one, two in pairwise(seen))
        assert seen[60] == WORLD.counts(at, start, MINUTE, LATER)


def test_a_slot_without_requests_has_no_tokens() -> None:
    for at in range(len(WORLD.series)):
        for minute in range(TODAY + 9 * HOUR, TODAY + 10 * HOUR, MINUTE):
            counts = WORLD.counts(at, minute, MINUTE, LATER)
            assert counts[0] or not any(counts)


def test_weekends_are_quiet_and_the_year_grows() -> None:
    office = next(at for at in WORLD.family("completions") if WORLD.series[at].name == "Atlas web app/gpt-5.1/default")
    wednesday, sunday = TODAY - 7 * DAY, TODAY - 3 * DAY
    assert WORLD.counts(office, sunday, DAY, LATER)[0] * 3 < WORLD.counts(office, wednesday, DAY, LATER)[0]
    early = added_up(WORLD, office, TODAY - 364 * DAY, TODAY - 336 * DAY, DAY, LATER)
    late = added_up(WORLD, office, TODAY - 28 * DAY, TODAY, DAY, LATER)
    assert early[0] * 13 < late[0] * 10


def test_without_a_spike_no_key_passes_ten_thousand_tokens_a_minute() -> None:
    keys = {series.labels.get("api_key_id") for series in WORLD.series}
    for key in keys:
        mine = [at for at in WORLD.family("completions") if WORLD.series[at].labels["api_key_id"] == key]
        for minute in range(TODAY - DAY, TODAY, MINUTE):
            assert sum(sum(WORLD.counts(at, minute, MINUTE, LATER)[1:]) for at in mine) < 10_000


def test_a_spike_is_seen_in_its_minutes_and_in_every_sum() -> None:
    calm, wild = World(opened=date(2025, 11, 25)), World(opened=date(2025, 11, 25))
    key = key_id(wild, "Atlas web app")
    start = TODAY + 10 * HOUR + 58 * MINUTE
    wild.add_spikes([Spike(key, "gpt-5.1", start, minutes=4, factor=40)])
    at = 0
    assert wild.series[at].labels["api_key_id"] == key
    for width in (MINUTE, HOUR, DAY):
        mine = added_up(wild, at, TODAY, TODAY + DAY, width, LATER)
        usual = added_up(calm, at, TODAY, TODAY + DAY, width, LATER)
        assert sum(mine[1:]) - sum(usual[1:]) > 4 * 10_000
    assert wild.counts(at, start - MINUTE, MINUTE, LATER) == calm.counts(at, start - MINUTE, MINUTE, LATER)
    assert wild.counts(at, start + 4 * MINUTE, MINUTE, LATER) == calm.counts(at, start + 4 * MINUTE, MINUTE, LATER)
    assert added_up(wild, at, TODAY, TODAY + DAY, HOUR, LATER) == wild.counts(at, TODAY, DAY, LATER)


def test_a_spike_of_a_model_that_the_key_does_not_use_is_refused() -> None:
    world = World(opened=date(2025, 11, 25))
    with pytest.raises(ValueError, match="no series"):
        world.add_spikes([Spike(key_id(world, "Atlas web app"), "o3", TODAY, 1, 2)])


def test_late_usage_shows_up_after_its_delay() -> None:
    world = World(opened=date(2025, 11, 25))
    now = datetime.fromtimestamp(NOW, UTC)
    today = Period(now - timedelta(hours=13, minutes=17, seconds=33), now.replace(minute=18, second=0))
    prompt = expected_usage(world, today, now, by=("key",))
    world.delay(3600, key=key_id(world, "Atlas web app"))
    late = expected_usage(world, today, now, by=("key",))
    behind = {key for key in prompt if late[key] != prompt[key]}
    assert behind == {(key_id(world, "Atlas web app"),)}
    assert expected_usage(world, today, now + timedelta(hours=2), by=("key",))[behind.pop()].requests > 0


def test_expected_sums_do_not_depend_on_how_they_are_grouped() -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    period = Period.of_unix(TODAY - 3 * DAY + 17 * MINUTE, TODAY + 13 * HOUR + 18 * MINUTE)
    (whole,) = expected_usage(WORLD, period, now, by=()).values()
    for by in (("key",), ("model", "tier"), ("project", "user", "key", "model", "tier")):
        parts = expected_usage(WORLD, period, now, by=by).values()
        assert sum(part.requests for part in parts) == whole.requests
        assert sum(part.tokens.total for part in parts) == whole.tokens.total
    tiers = {tier for (tier,) in expected_usage(WORLD, period, now, by=("tier",))}
    assert tiers == {"standard", "flex", "priority", "batch"}


def test_a_year_of_hours_takes_a_couple_of_seconds() -> None:
    world = World(opened=date(2025, 11, 25))
    began = time.process_time()
    for at in world.family("completions"):
        added_up(world, at, TODAY - 365 * DAY, TODAY, HOUR, LATER)
    assert time.process_time() - began < 5  # about 1 s on a laptop; the limit is for machines that are busy
