"""The poller on its thread: passes, refused keys, rotation, pauses, and an end in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import Account, Freshness, Secret
from usage_tracker_gui.domain.collection import Collection, Failed
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import Spike, World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.poller import Poller
from usage_tracker_gui.workers.thread import WorkerThread


class Person(QObject):
    """Asks and hears the poller on the main thread, as the window does. (A test's own waiting slots are no QObject's,
    so they would run on the poller's thread.)"""

    refresh = Signal()
    pause = Signal(bool)
    settings = Signal(object)
    collected = Signal(object)
    accounts_read = Signal(object)
    settled = Signal()

    @Slot(object)
    def hear_collected(self, collection: Collection) -> None:
        self.collected.emit(collection)

    @Slot(object)
    def hear_accounts(self, statuses: object) -> None:
        self.accounts_read.emit(statuses)

    @Slot()
    def hear_settled(self) -> None:
        self.settled.emit()


class Running:
    """A poller on its thread, and the person who talks to it."""

    def __init__(self, workspace: Workspace, clock: SimulatedClock) -> None:
        self.poller = Poller(workspace, clock.now)
        self.thread = WorkerThread(self.poller, "poller")
        self.person = Person()
        self.person.refresh.connect(self.poller.poll_at_once)
        self.person.pause.connect(self.poller.pause)
        self.person.settings.connect(self.poller.work_in)
        self.poller.collected.connect(self.person.hear_collected)
        self.poller.accounts_read.connect(self.person.hear_accounts)
        self.poller.settled.connect(self.person.hear_settled)

    def stop(self) -> None:
        self.thread.interrupt()
        assert self.thread.wait()


@pytest.fixture
def running(workspace: Workspace, clock: SimulatedClock, qtbot: QtBot) -> Iterator[Running]:
    running = Running(workspace, clock)
    yield running
    running.stop()


def first_collection(qtbot: QtBot, running: Running, timeout: int = 15_000) -> Collection:
    with qtbot.waitSignal(running.person.collected, timeout=timeout) as told:
        running.thread.start()
    collection: Collection = told.args[0]
    return collection


def next_collection(qtbot: QtBot, running: Running, wanted: Any = lambda _collection: True) -> Collection:
    with qtbot.waitSignal(running.person.collected, timeout=15_000, check_params_cb=wanted) as told:
        pass
    collection: Collection = told.args[0]
    return collection


def test_a_pass_fetches_and_is_told_on_the_main_thread(qtbot: QtBot, running: Running) -> None:
    assert QThread.currentThread() is QCoreApplication.instance().thread()  # type: ignore[union-attr]
    collection = first_collection(qtbot, running)
    (outcome,) = collection.outcomes
    assert outcome.status == "ok"
    assert outcome.tally.rows_written > 0


def test_it_goes_on_by_itself(qtbot: QtBot, running: Running, clock: SimulatedClock) -> None:
    first = first_collection(qtbot, running)
    clock.advance(timedelta(minutes=1))
    second = next_collection(qtbot, running, lambda collection: collection.at > first.at)
    assert second.outcomes[0].status == "ok"


def test_older_history_comes_behind_the_first_look(qtbot: QtBot, running: Running, workspace: Workspace) -> None:
    with qtbot.waitSignal(running.person.settled, timeout=30_000):
        running.thread.start()
    with workspace.open_store() as store:
        first = store.first_usage()
        assert first is not None
        assert first.date().isoformat() == "2026-11-01"


def test_a_refused_key_stops_its_account_and_a_rotated_one_takes_effect_without_a_restart(
    qtbot: QtBot, running: Running, service: Faulty, openai: Any
) -> None:
    openai.secrets = ["sk-admin-another-one-0000"]
    (refused,) = first_collection(qtbot, running).outcomes
    assert isinstance(refused, Failed)
    assert refused.failure.kind == "credential"
    with qtbot.waitSignal(
        running.person.accounts_read,
        timeout=15_000,
        check_params_cb=lambda statuses: statuses[0].freshness is Freshness.NEEDS_KEY,
    ):
        pass
    asked = len(service.requests)
    qtbot.wait(2500)
    assert len(service.requests) == asked


def test_the_rest_of_the_pass_goes_on_and_a_new_key_is_used_at_the_next_pass(
    qtbot: QtBot, workspace: Workspace, clock: SimulatedClock, keychain: MemoryKeychain, base_url: str
) -> None:
    with workspace.open_store() as store:
        for name, secret in (("work", "sk-admin-refused-0000"), ("home", ADMIN_SECRET)):
            account = store.add_account(name, "openai", base_url)
            keychain.set(account, Secret(secret))
    running = Running(workspace, clock)
    try:
        outcomes = {outcome.account.name: outcome.status for outcome in first_collection(qtbot, running).outcomes}
        assert outcomes == {"work": "failed", "home": "ok"}
        keychain.set(Account(0, "work", "openai", base_url), Secret(ADMIN_SECRET))
        healed = next_collection(
            qtbot, running, lambda told: any(o.account.name == "work" and o.status == "ok" for o in told.outcomes)
        )
        assert healed
    finally:
        running.stop()


def test_an_unreachable_service_is_told_and_asked_again_at_once_when_the_network_is_back(
    qtbot: QtBot, running: Running, service: Faulty
) -> None:
    service.always(faults.html())
    told = first_collection(qtbot, running)
    assert [outcome.status for outcome in told.outcomes] == ["failed"]
    assert not told.heard
    service.clear()
    running.person.refresh.emit()
    told = next_collection(qtbot, running, lambda told: bool(told.outcomes))
    assert [outcome.status for outcome in told.outcomes] == ["ok"]
    assert told.heard


def test_a_paused_poller_asks_nothing(qtbot: QtBot, running: Running, service: Faulty) -> None:
    with qtbot.waitSignal(running.person.settled, timeout=30_000):
        running.thread.start()
    running.person.pause.emit(True)
    qtbot.wait(1200)
    asked = len(service.requests)
    qtbot.wait(2200)
    assert len(service.requests) == asked
    running.person.pause.emit(False)
    qtbot.waitUntil(lambda: len(service.requests) > asked, timeout=5000)


def test_a_spike_raises_one_alert(qtbot: QtBot, running: Running, world: World, clock: SimulatedClock) -> None:
    key = world.organization.key_named("Atlas web app").id
    start = int(clock.now().timestamp()) // 60 * 60 + 60
    world.add_spikes([Spike(key, "gpt-5.1", start, minutes=5, factor=400)])
    first_collection(qtbot, running)
    clock.advance(timedelta(minutes=2))
    told = next_collection(qtbot, running, lambda collection: bool(collection.alerts))
    assert (told.alerts[0].key, told.alerts[0].model) == (key, "gpt-5.1")


def test_it_ends_in_time_while_a_slow_answer_is_awaited(
    qtbot: QtBot, workspace: Workspace, clock: SimulatedClock, service: Faulty
) -> None:
    service.always(faults.slow(1.0))
    running = Running(workspace, clock)
    running.thread.start()
    qtbot.waitUntil(lambda: bool(service.requests), timeout=10_000)
    running.stop()


def test_settings_take_effect_at_the_next_pass(
    qtbot: QtBot, running: Running, workspace: Workspace, clock: SimulatedClock
) -> None:
    with qtbot.waitSignal(running.person.settled, timeout=30_000):
        running.thread.start()
    preferences = replace(workspace.preferences, spike_request_rate=1, spike_token_rate=0)
    with qtbot.waitSignal(running.person.settled, timeout=30_000):
        running.person.settings.emit(replace(workspace, preferences=preferences))
    clock.advance(timedelta(minutes=2))
    told = next_collection(qtbot, running, lambda collection: bool(collection.alerts))
    assert {alert.kind.value for alert in told.alerts} == {"request_spike"}
