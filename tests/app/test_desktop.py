"""The whole desktop app in one process: real threads, real HTTP, the window as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import Spike, World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.overview.hero_cards import TodayCard

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World(opened=date(2026, 11, 18))


@pytest.fixture
def workspace(tmp_path: Path, base_url: str, keychain: MemoryKeychain) -> Workspace:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text("[watching]\ninterval_seconds = 1\n")
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(data)}, tmp_path, None, keychain)
    with workspace.open_store() as store:
        account = store.add_account("work", "openai", base_url)
    keychain.set(Account(account.id, "work", "openai", base_url), Secret(ADMIN_SECRET))
    return workspace


@pytest.fixture
def desktop(qapp: QApplication, workspace: Workspace, clock: SimulatedClock, qtbot: QtBot) -> Iterator[Desktop]:
    desktop = a_desktop(qapp, workspace, clock)
    yield desktop
    end(desktop)


def a_desktop(qapp: QApplication, workspace: Workspace, clock: SimulatedClock) -> Desktop:
    theme = apply_theme(qapp, "light")
    desktop = Desktop(workspace, Arguments(), theme, clock.now)
    desktop.show()
    return desktop


def end(desktop: Desktop) -> None:
    desktop.threads.stop()
    desktop.window.hide()
    desktop.window.deleteLater()
    desktop.deleteLater()


def shown_texts(desktop: Desktop) -> str:
    """Everything that a screen reader would find in the window."""
    found = [label.text() for label in desktop.window.findChildren(QLabel)]
    found += [widget.accessibleName() for widget in desktop.window.findChildren(QWidget)]
    return " | ".join(found)


def test_a_figure_changes_when_the_clock_moves_without_any_input(
    qtbot: QtBot, desktop: Desktop, clock: SimulatedClock
) -> None:
    with qtbot.waitSignal(desktop.settled, timeout=30_000):
        desktop.begin()
    qtbot.waitUntil(lambda: "$" in shown_texts(desktop), timeout=10_000)
    today = desktop.window.findChild(TodayCard)
    assert isinstance(today, TodayCard)
    before = today.value.text()
    clock.advance(timedelta(hours=3))
    qtbot.waitUntil(lambda: today.value.text() != before, timeout=15_000)
    assert Decimal(today.value.text().lstrip("~$").replace(",", "")) > Decimal(before.lstrip("~$").replace(",", ""))


def test_a_spike_is_shown_in_line(qtbot: QtBot, desktop: Desktop, clock: SimulatedClock, world: World) -> None:
    key = world.organization.key_named("Atlas web app").id
    world.add_spikes([Spike(key, "gpt-5.1", int(NOW.timestamp()) // 60 * 60 + 60, minutes=5, factor=400)])
    with qtbot.waitSignal(desktop.settled, timeout=30_000):
        desktop.begin()
    clock.advance(timedelta(minutes=2))
    qtbot.waitUntil(lambda: "Atlas web app" in shown_texts(desktop) and "limit" in shown_texts(desktop), timeout=15_000)


def test_the_next_start_shows_what_is_stored_before_any_answer(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, clock: SimulatedClock, service: Faulty
) -> None:
    first = a_desktop(qapp, workspace, clock)
    with qtbot.waitSignal(first.settled, timeout=30_000):
        first.begin()
    qtbot.waitUntil(lambda: "$" in shown_texts(first), timeout=10_000)
    end(first)
    asked = len(service.requests)
    second = a_desktop(qapp, workspace, clock)
    try:
        assert "$" in shown_texts(second)
        assert len(service.requests) == asked
    finally:
        end(second)
