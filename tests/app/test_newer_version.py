"""From a signed feed on loopback to the hint in the window, to the browser, and to the settings that remember."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from price_shelf import Shelf
from release_shelf import PAGE, feed, public
from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.demo import demo_workspace
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.domain.release import WhyOff
from usage_tracker_gui.settings import settings_file
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.daily_release import DailyRelease
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.theme import apply_theme

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Browser(QObject):
    """Stands where the system's browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")  # type: ignore[call-overload]  # its stub says bytes, which it refuses
    yield browser
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def workspace(tmp_path: Path, shelf: Shelf) -> Workspace:
    shelf.body = feed("99.0.0")
    lines = ["[computer]", f'update_feed_url = "{shelf.address}"', f'update_feed_key = "{public()}"']
    (tmp_path / "settings.toml").write_text("\n".join(lines))
    return Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())


def a_desktop(qtbot: QtBot, qapp: QApplication, workspace: Workspace) -> Desktop:
    desktop = Desktop(workspace, Arguments(), apply_theme(qapp, "light"), lambda: NOW)
    desktop.threads.herald.after_start_ms = 50
    desktop.window.end_first_run()
    desktop.show()
    desktop.begin()
    return desktop


def end(desktop: Desktop) -> None:
    desktop.threads.stop()
    desktop.log.close()
    desktop.window.hide()
    desktop.window.deleteLater()
    desktop.deleteLater()


def is_hinted(desktop: Desktop) -> bool:
    hint = desktop.window.status.release
    return hint is not None and not hint.isHidden()


def test_the_hint_opens_the_page_is_dismissed_for_good_and_asks_once(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, shelf: Shelf, browser: Browser
) -> None:
    desktop = a_desktop(qtbot, qapp, workspace)
    try:
        qtbot.waitUntil(lambda: is_hinted(desktop), timeout=20_000)
        hint = desktop.window.status.release
        assert hint is not None
        qtbot.mouseClick(hint.link, Qt.MouseButton.LeftButton)
        assert browser.opened == [PAGE]
        qtbot.mouseClick(hint.dismiss, Qt.MouseButton.LeftButton)
        assert not is_hinted(desktop)
        assert settings_file.load(workspace.paths.settings).dismissed_version == "99.0.0"
        desktop.window.about_requested.emit()
        assert desktop.help.about is not None
        assert desktop.help.about.news.text().startswith("Version 99.0.0 of ")
        desktop.help.about.close()
    finally:
        end(desktop)

    again = a_desktop(qtbot, qapp, replace(workspace, preferences=settings_file.load(workspace.paths.settings)))
    try:
        qtbot.waitUntil(lambda: hasattr(again, "help") and again.help.news.newer is not None, timeout=20_000)
        assert not is_hinted(again)
    finally:
        end(again)
    assert len(shelf.asked) == 1


def test_switched_off_in_the_settings_the_hint_is_gone_at_once(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace
) -> None:
    desktop = a_desktop(qtbot, qapp, workspace)
    try:
        qtbot.waitUntil(lambda: is_hinted(desktop), timeout=20_000)
        desktop.show_settings()
        dialog = desktop.settings_dialog
        dialog.show_group("computer")  # type: ignore[attr-defined]
        qtbot.mouseClick(dialog.rows["update_check"].field.control(), Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: not is_hinted(desktop), timeout=20_000)
        assert settings_file.load(workspace.paths.settings).update_check is False
        dialog.close()
    finally:
        end(desktop)


def test_the_demo_asks_nobody() -> None:
    with demo_workspace() as workspace:
        assert DailyRelease(workspace).why_off is WhyOff.OFFLINE
