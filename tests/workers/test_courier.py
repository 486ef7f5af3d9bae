"""The courier on its thread: an alert leaves at once, and a mail server that fails is said once and holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from post_office import Webhook, webhook
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.tracking.delivering import Deliveries
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.courier import Courier
from usage_tracker_gui.workers.thread import WorkerThread


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as hook:
        yield hook


@dataclass
class Round:
    """A courier at work, and what it is told."""

    courier: Courier
    workspace: Workspace
    clock: SimulatedClock

    def raise_alert(self, key: str) -> None:
        at = self.clock.now()
        alert = Alert(AlertKind.TOKEN_SPIKE, at, "work", key, key, "gpt-5.1", Decimal(2), Decimal(1), f"{key} spiked.")
        with self.workspace.open_store() as store:
            stored = store.save_alert(alert)
        assert stored is not None
        self.courier.hear(Collection(at, Period(at - timedelta(hours=1), at), (), (stored,)))


@pytest.fixture
def round_(workspace: Workspace, clock: SimulatedClock, hook: Webhook, qapp: object) -> Iterator[Round]:
    with workspace.open_store() as store:
        Deliveries(workspace, store).add(AlertChannel("team", Pace.AT_ONCE), Secret(hook.address))
    courier = Courier(workspace, clock.now)
    thread = WorkerThread(courier, "courier")
    thread.start()
    yield Round(courier, workspace, clock)
    thread.interrupt()
    assert thread.wait()


def test_an_alert_leaves_at_once(qtbot: QtBot, round_: Round, hook: Webhook) -> None:
    from PySide6.QtCore import QTimer

    QTimer.singleShot(50, round_.courier, lambda: round_.raise_alert("key_1"))
    qtbot.waitUntil(lambda: len(hook.posts) == 1, timeout=10_000)
    assert "key_1 spiked." in hook.posts[0]["message"]


def test_what_fails_is_said_once(qtbot: QtBot, round_: Round, hook: Webhook) -> None:
    from PySide6.QtCore import QTimer

    said: list[str] = []
    round_.courier.failed.connect(said.append)
    hook.status = 500
    for minute in range(3):
        QTimer.singleShot(50 + 400 * minute, round_.courier, lambda minute=minute: later(round_, minute))
    qtbot.waitUntil(lambda: failures(round_) >= 2, timeout=10_000)
    assert len(said) == 1
    assert said[0].startswith("Alerts don't reach “team”: JSON did not take the message (HTTP 500)")


def later(round_: Round, minute: int) -> None:
    round_.clock.advance(timedelta(minutes=5))
    round_.raise_alert(f"key_{minute}")


def failures(round_: Round) -> int:
    with round_.workspace.open_store() as store:
        return store.alert_channels.everyone()[0].failures
