"""A desktop without a tray, and one without a keychain: the window works on and says what is different."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.settings.keychain import SystemKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.tray import Tray

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    """An organization that opens tomorrow: nobody uses anything yet."""
    return World(opened=date(2026, 11, 26))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The system's keychain: tests have none, by conftest.py."""
    return Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, SystemKeychain())


@pytest.fixture
def desktop(qapp: QApplication, workspace: Workspace) -> Iterator[Desktop]:
    desktop = Desktop(workspace, Arguments(minimized=True), apply_theme(qapp, "light"), lambda: NOW)
    yield desktop
    desktop.threads.stop()
    desktop.log.close()
    desktop.window.hide()
    desktop.window.deleteLater()
    desktop.deleteLater()


def test_without_a_tray_a_minimized_start_can_be_seen_and_closing_ends(qtbot: QtBot, desktop: Desktop) -> None:
    assert not Tray.is_available()  # Qt's offscreen platform has none
    desktop.show()
    assert desktop.window.isMinimized()
    desktop.begin()
    desktop.window.quit_requested.disconnect(desktop.quit)  # it would end the test's own event loops, too
    with qtbot.waitSignal(desktop.window.quit_requested):
        desktop.window.close()


def test_without_a_tray_the_settings_say_so(qtbot: QtBot, desktop: Desktop) -> None:
    desktop.show()
    desktop.show_settings()
    dialog = desktop.settings_dialog
    assert "There is no tray here" in dialog.rows["minimize_to_tray"].problem.text()  # type: ignore[attr-defined]
    dialog.close()


def test_without_a_keychain_the_first_run_says_what_to_start_and_keeps_nothing(
    qtbot: QtBot, desktop: Desktop, workspace: Workspace
) -> None:
    desktop.show()
    desktop.begin()
    page = desktop.window.show_first_run()
    QTest.keyClicks(page.secret.line, "sk-admin-abcdefghijklmnopqrstuvwxyz")
    QTest.keyClick(page.secret.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no keychain that keeps a secret safe" in page.secret.problem.text(), timeout=20_000)
    assert ".env" in page.secret.problem.text()
    with workspace.open_store() as store:
        assert store.accounts() == ()


def test_without_a_tray_a_quiet_account_shows_its_rate_of_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, base_url: str, clock: SimulatedClock
) -> None:
    """Not that a first pass is still to come: from the second one on a rate is known."""
    (tmp_path / "settings.toml").write_text("[watching]\ninterval_seconds = 1\n")
    process = {"USAGE_TRACKER_DATA_DIR": str(tmp_path), "OPENAI_ADMIN_KEY": ADMIN_SECRET, "OPENAI_BASE_URL": base_url}
    workspace = Workspace.open(process, tmp_path, None, SystemKeychain())
    desktop = Desktop(workspace, Arguments(), apply_theme(qapp, "light"), clock.now)
    desktop.show()
    try:
        with qtbot.waitSignal(desktop.settled, timeout=30_000):
            desktop.begin()
        live = desktop.window.shelf.page("overview").live
        qtbot.waitUntil(lambda: live.note.text().endswith("req/min"), timeout=10_000)
    finally:
        desktop.threads.stop()
        desktop.log.close()
        desktop.window.hide()
        desktop.window.deleteLater()
        desktop.deleteLater()
