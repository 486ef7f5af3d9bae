"""PostgreSQL: the same figures as SQLite, one program per account at a time, and a server that goes away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from command_line import assert_report_is_exact
from real_postgresql import PostgresServer
from usage_tracker_gui.domain.account import Account, Freshness
from usage_tracker_gui.domain.collection import Skipped
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.tracking.leases import LEASE
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.passes import Passes

Program = Callable[..., Any]
START = datetime(2026, 11, 20, 14, tzinfo=UTC)
NEVER = lambda: False  # noqa: E731 - what passes take


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, environment: dict[str, str]) -> None:
    """The test runs on both databases."""
    if request.param == "postgresql":
        environment["USAGE_TRACKER_DATABASE_URL"] = request.getfixturevalue("postgres_url")


@pytest.fixture
def shared(environment: dict[str, str], postgres_url: str) -> str:
    environment["USAGE_TRACKER_DATABASE_URL"] = postgres_url
    return postgres_url


@pytest.fixture
def workspace(tmp_path: Path, environment: dict[str, str], keychain: MemoryKeychain) -> Workspace:
    workspace = Workspace.open(environment, tmp_path, None, keychain)
    # A year of older history would take its time and prove nothing more.
    return replace(workspace, preferences=replace(workspace.preferences, interval_seconds=1, retention_days=12))


@pytest.fixture
def passes(workspace: Workspace, clock: SimulatedClock) -> Iterator[Passes]:
    passes = Passes(workspace, clock.now)
    yield passes
    passes.close()


# Both databases


@pytest.mark.usefixtures("either")
def test_sync_is_exact_through_faults_twice_and_after_a_gap(
    usage_tracker: Program, world: World, clock: SimulatedClock, service: Faulty
) -> None:
    service.in_turn([None, faults.rate_limited(millis=2), None, faults.cut_off(), faults.rate_limited(millis=2)])
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), START)
    for later in (timedelta(hours=5), timedelta(days=6)):
        clock.advance(later)
        assert usage_tracker("sync").code == 0
        assert_report_is_exact(usage_tracker, world, clock.now(), START)


@pytest.mark.usefixtures("either")
def test_reports_group_filter_and_judge(usage_tracker: Program, world: World, clock: SimulatedClock) -> None:
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0
    whole = usage_tracker("report", "--format", "json").json["totals"]
    assert whole["input_tokens"] > 0
    for group_by in ("hour", "day", "month", "project", "service,account", "tier,model"):
        document = usage_tracker("report", "--format", "json", "--group-by", group_by, "--timezone", "Asia/Tokyo").json
        assert document["totals"] == whole
    one = usage_tracker("report", "--format", "json", "--channel", "Atlas web app", "--group-by", "key").json
    assert [row["key_name"] for row in one["rows"]] == ["Atlas web app"]
    assert usage_tracker("report", "--fail-over", "0.01").code == 5


@pytest.mark.usefixtures("either")
def test_watch_stores_what_it_shows(usage_tracker: Program) -> None:
    ended = usage_tracker("watch", "--refreshes", "1", "--format", "json")
    assert ended.code == 0, ended.err
    shown = ended.lines[0]["totals"]
    stored = usage_tracker("report", "--format", "json", "--from", "6h").json["totals"]
    assert stored["requests"] <= shown["requests"]
    assert stored["requests"] > 0


@pytest.mark.usefixtures("either")
def test_accounts_are_added_and_removed_with_all_of_their_history(
    usage_tracker: Program, environment: dict[str, str], base_url: str
) -> None:
    del environment["OPENAI_ADMIN_KEY"], environment["OPENAI_BASE_URL"]
    add = ("accounts", "add", "work", "--service", "openai", "--base-url", base_url)
    assert usage_tracker(*add, stdin=ADMIN_SECRET + "\n").code == 0
    assert usage_tracker("sync", "--lookback", "2d").code == 0
    assert usage_tracker("report", "--format", "json").json["rows"]
    assert usage_tracker("accounts", "remove", "work", "--yes").code == 0
    assert usage_tracker("report", "--format", "json").json["rows"] == []


@pytest.mark.usefixtures("either")
def test_the_desktop_s_passes_are_exact(
    passes: Passes, usage_tracker: Program, world: World, clock: SimulatedClock
) -> None:
    for _ in range(3):
        assert [outcome.status for outcome in passes.touch(NEVER).outcomes] == ["ok"]
        for collection in passes.in_depth(NEVER, NEVER, lambda _progress: None):
            assert [outcome.status for outcome in collection.outcomes] == ["ok"]
        clock.advance(timedelta(minutes=40))
    passes.touch(NEVER)
    end = clock.now().replace(minute=0, second=0)
    usage_tracker("sync")  # streams that a touch leaves for later; it waits for nobody, being the same process
    assert_report_is_exact(usage_tracker, world, end, START, "--to", end.isoformat())


# Leases


def account_of(workspace: Workspace) -> Account:
    with workspace.open_store() as store:
        return workspace.accounts(store)[0]


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_a_desktop_leaves_an_account_to_the_program_that_reads_it_and_takes_over_when_that_is_gone(
    workspace: Workspace, clock: SimulatedClock, service: Faulty
) -> None:
    account = account_of(workspace)
    with workspace.open_store() as other:
        assert other.leases.take(account.id, "another:1", clock.now(), LEASE)
        with closing(Passes(workspace, clock.now)) as passes:
            (outcome,) = passes.touch(NEVER).outcomes
            assert isinstance(outcome, Skipped)
            assert list(passes.in_depth(NEVER, NEVER, lambda _progress: None)) == []
            assert service.requests == []
            (status,) = passes.statuses()
            assert status.freshness is Freshness.WAITING
            assert "Another program is reading this account" in status.message
            clock.advance(LEASE)  # it was killed, or its computer sleeps
            (outcome,) = passes.touch(NEVER).outcomes
            assert outcome.status == "ok"
            assert service.requests
            assert not other.leases.take(account.id, "another:1", clock.now(), LEASE)
        assert other.leases.take(account.id, "another:1", clock.now(), LEASE)  # given back at the end, not waited for


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_a_long_reading_keeps_its_account(
    passes: Passes, workspace: Workspace, clock: SimulatedClock, service: Faulty
) -> None:
    def slowly(request: Request, respond: Callable[[Request], Answer]) -> Answer:
        clock.advance(timedelta(minutes=2))
        return respond(request)

    passes.touch(NEVER)
    service.always(slowly)
    list(passes.in_depth(NEVER, NEVER, lambda _progress: None))
    with workspace.open_store() as other:
        assert not other.leases.take(account_of(workspace).id, "another:1", clock.now(), LEASE)


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_of_two_watches_one_reads_and_both_show_and_end_well(
    processes: Any, usage_tracker: Program, service: Faulty
) -> None:
    usage_tracker("report")  # makes the tables
    watch = ("watch", "--interval", "1", "--format", "json", "--refreshes")
    assert processes.cli(*watch, "1")[0] == 0
    asked_for_one_refresh = len(service.requests)
    service.requests.clear()
    both = [processes.start_cli(*watch, "3") for _ in range(2)]
    told = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert len([err for _out, err in told if "Another program is reading" in err]) == 1
    for out, _err in told:
        assert len([line for line in out.splitlines() if json.loads(line)["event"] == "refresh"]) == 3
    # Three refreshes of one, of which the first reads names; the other may have a turn at the end. Two would ask more.
    assert len(service.requests) < 2.5 * asked_for_one_refresh


# The server goes away


@pytest.fixture
def stopped_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A server that the test stops; it runs again at the end, whatever happened."""
    running = [True]
    stop, start = postgres_server.stop, postgres_server.start

    def change(to: bool) -> None:
        if running[0] != to:
            running[0] = to
            (start if to else stop)()

    class Server:
        def stop(self) -> None:
            change(False)

        def start(self) -> None:
            change(True)

    yield Server()  # type: ignore[misc]
    change(True)


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
def test_a_server_that_is_away_is_one_sentence_and_exit_code_4_before_and_in_the_middle_of_a_sync(
    usage_tracker: Program, service: Faulty, stopped_server: PostgresServer, world: World, clock: SimulatedClock
) -> None:
    assert usage_tracker("sync", "--from", START.isoformat()).code == 0

    def vanish(request: Request, respond: Callable[[Request], Answer]) -> Answer:
        stopped_server.stop()
        return respond(request)

    service.nth(2, vanish, "*/usage/completions")
    for _ in range(2):
        ended = usage_tracker("sync", "--from", START.isoformat())
        assert ended.code == 4, ended.err
        (sentence,) = ended.err.strip().splitlines()
        assert "does not answer" in sentence
        assert "app@" not in sentence
    service.clear()
    stopped_server.start()
    assert usage_tracker("sync").code == 0
    assert_report_is_exact(usage_tracker, world, clock.now(), START)


@pytest.mark.postgres
@pytest.mark.usefixtures("shared")
@pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")
def test_a_desktop_keeps_showing_says_so_and_goes_on_when_the_server_is_back(
    qapp: QApplication,
    qtbot: QtBot,
    workspace: Workspace,
    clock: SimulatedClock,
    stopped_server: PostgresServer,
) -> None:
    from usage_tracker_gui.app.arguments import Arguments
    from usage_tracker_gui.app.desktop import Desktop
    from usage_tracker_gui.ui.look.theme import apply_theme

    desktop = Desktop(workspace, Arguments(), apply_theme(qapp, "light"), clock.now)
    shown: list[int] = []
    desktop.reported.connect(lambda report: shown.append(report.today.total_tokens))

    def problem() -> str:
        bar = desktop.window.problems
        return bar.text.text() if bar is not None and bar.isVisibleTo(desktop.window) else ""

    try:
        desktop.show()
        with qtbot.waitSignal(desktop.settled, timeout=30_000):
            desktop.begin()
        qtbot.waitUntil(lambda: bool(shown) and shown[-1] > 0, timeout=10_000)
        before = shown[-1]
        stopped_server.stop()
        qtbot.waitUntil(lambda: "does not answer" in problem(), timeout=20_000)
        assert shown[-1] == before
        assert desktop.window.isVisible()
        stopped_server.start()
        clock.advance(timedelta(hours=1))
        qtbot.waitUntil(lambda: problem() == "" and shown[-1] > before, timeout=20_000)
    finally:
        desktop.threads.stop()
        desktop.log.close()
        desktop.window.hide()
        desktop.window.deleteLater()
        desktop.deleteLater()
