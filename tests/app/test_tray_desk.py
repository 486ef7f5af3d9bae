"""With a tray the window can hide, and alerts are notified, but not in quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.app.tray_desk import TrayDesk
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.gauge import GaugeState
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.main_window import MainWindow

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 23, tzinfo=UTC)


def alerted(at: datetime) -> Collection:
    alert = Alert(
        AlertKind.TOKEN_SPIKE,
        account="work",
        key="key_1",
        key_name="batch",
        model="",
        at=at,
        value=Decimal(20_000),
        threshold=Decimal(10_000),
        message="",
        severity=Severity.CRITICAL,
    )
    return Collection(at, Period(at - timedelta(minutes=1), at), outcomes=(), alerts=(alert,))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())


def with_preferences(workspace: Workspace, **changes: Any) -> Workspace:
    return replace(workspace, preferences=replace(workspace.preferences, timezone="UTC", **changes))


@pytest.fixture
def window(qapp: QApplication, workspace: Workspace) -> Iterator[MainWindow]:
    apply_theme(qapp, "light")
    window = MainWindow(workspace.preferences, (), now=lambda: NOON)
    yield window
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize(("at", "state"), [(NOON, GaugeState.CRITICAL), (NIGHT, GaugeState.NORMAL)])
def test_an_alert_is_notified_outside_of_quiet_hours_alone(
    window: MainWindow, workspace: Workspace, at: datetime, state: GaugeState
) -> None:
    desk = TrayDesk(with_preferences(workspace, quiet_hours="22:00-07:00"), window)
    desk.show_collection(alerted(at))
    assert desk.tray.state is state


def test_notifications_are_switched_off_and_on_while_it_runs(window: MainWindow, workspace: Workspace) -> None:
    desk = TrayDesk(with_preferences(workspace, notifications=False), window)
    desk.show_collection(alerted(NOON))
    before = desk.tray.state
    desk.work_in(with_preferences(workspace, notifications=True))
    desk.show_collection(alerted(NOON))
    assert (before, desk.tray.state) == (GaugeState.NORMAL, GaugeState.CRITICAL)


def test_closing_hides_or_ends_as_the_settings_say(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    desk = TrayDesk(with_preferences(workspace, minimize_to_tray=True), window)
    window.show()
    with qtbot.assertNotEmitted(window.quit_requested):
        window.close()
    assert window.isHidden()
    desk.tray.open.trigger()
    assert window.isVisible()
    desk.work_in(with_preferences(workspace, minimize_to_tray=False))
    with qtbot.waitSignal(window.quit_requested):
        window.close()
