"""Once a day the desktop lets go of old minutes, of history that nobody wants to keep, and of the room they took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from real_postgresql import PostgresServer
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE, Bucket, Period
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.upkeep import Upkeep
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.passes import Passes

NOW = datetime(2026, 11, 25, 13, 17, tzinfo=UTC)
EVER = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Sixty days with a row an hour for each of thirty models, and three days of minutes."""
    location: str | Path = tmp_path / "usage.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        location = server.new_database()
    with Store.open(location) as store:
        account = store.add_account("work", "openai", "https://api.openai.com/v1")
        for stream, grain, days, models in (("completions", HOUR, 60, 30), ("live", MINUTE, 3, 1)):
            period = Period(NOW - timedelta(days=days), NOW).widened_to(DAY)
            rows = [
                Bucket(start, "key_a", "", "", f"model-{model}", "standard", 1, 7)
                for start in range(period.start_unix, period.end_unix, grain)
                for model in range(models)
            ]
            store.save_usage(account.id, stream, grain, period, rows, (), {"": period})
        yield store


def days_of(store: Store) -> list[str]:
    return [one.step for one in store.sums(SumQuery(EVER, step="day", dims=()))]


def minutes_of(store: Store) -> int:
    (account,) = store.accounts()
    return len(store.readings((account.id,), MINUTE, EVER.start))


def test_minutes_of_two_days_are_kept_and_history_for_good(store: Store) -> None:
    Upkeep(store, Preferences()).look_after(NOW)
    kept = Period(NOW - timedelta(hours=48), NOW.replace(hour=0, minute=0) + timedelta(days=1))
    assert minutes_of(store) == kept.length // timedelta(minutes=1)
    assert len(days_of(store)) == 61


def test_history_is_kept_as_long_as_a_person_wants_it_and_a_team_s_for_good(store: Store) -> None:
    before = store.stats().bytes
    Upkeep(store, Preferences(retention_days=10)).look_after(NOW)
    if store.is_shared:
        assert len(days_of(store)) == 61
        return
    assert days_of(store)[0] == "2026-11-15"
    whole_days = 11 * 24 * 30
    for query in (SumQuery(EVER), SumQuery(EVER, dims=("key",)), SumQuery(EVER, step="hour", dims=())):
        assert sum(one.requests for one in store.sums(query)) == whole_days
    assert store.stats().bytes < before / 2  # the room is the disk's again
    assert store.integrity_problem() is None
    (account,) = store.accounts()
    assert store.coverage(account.id, "completions", ("",))[""].start < NOW - timedelta(days=59)  # not read again


def test_it_is_due_once_a_day_also_when_the_clock_was_set_back(store: Store) -> None:
    upkeep = Upkeep(store, Preferences())
    assert upkeep.is_due(NOW)
    upkeep.look_after(NOW)
    due = {hours: upkeep.is_due(NOW + timedelta(hours=hours)) for hours in (0, 23, 24, -1)}
    assert due == {0: False, 23: False, 24: True, -1: True}


def test_the_poller_looks_after_its_history_and_reads_no_more_than_is_kept(
    tmp_path: Path,
    environment: dict[str, str],
    keychain: MemoryKeychain,
    world: World,
    clock: SimulatedClock,
    service: Faulty,
    usage_tracker: Callable[..., Any],
) -> None:
    assert usage_tracker("sync", "--from", "2026-11-05").code == 0
    workspace = Workspace.open(environment, tmp_path, None, keychain)
    workspace = replace(workspace, preferences=replace(workspace.preferences, retention_days=5, minute_hours=1))
    passes = Passes(workspace, clock.now)
    try:
        passes.touch(lambda: False)
        list(passes.in_depth(lambda: False, lambda: False, lambda _progress: None))
        with workspace.open_store() as store:
            first = store.first_usage()
            assert first is not None
            assert first.date().isoformat() == "2026-11-20"
        service.requests.clear()
        list(passes.in_depth(lambda: False, lambda: False, lambda _progress: None))
        assert service.requests == []
    finally:
        passes.close()
    assert_report_is_exact(usage_tracker, world, clock.now(), datetime(2026, 11, 20, tzinfo=UTC))
