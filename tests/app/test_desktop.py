"""The whole desktop app in one process: real threads, real HTTP, the window as a person sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from post_office import webhook
from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.alerts import AlertKind
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import Spike, World
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.accounts.account_details import AccountDetails
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.overview.account_cards import AccountCards
from usage_tracker_gui.ui.overview.alert_banner import AlertBanner
from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup
from usage_tracker_gui.ui.overview.hero_cards import MonthCard, TodayCard
from usage_tracker_gui.ui.settings.alert_channels import AlertChannels

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
    desktop.log.close()
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


def begin(qtbot: QtBot, desktop: Desktop) -> None:
    """Until something of the last hours is seen; older history goes on being read."""
    desktop.begin()
    today = desktop.window.findChild(TodayCard)
    assert isinstance(today, TodayCard)
    qtbot.waitUntil(lambda: today.value.text() not in ("—", "$0.00"), timeout=30_000)


def test_a_budget_is_set_by_two_clicks_and_warned_of_in_line(
    qtbot: QtBot, desktop: Desktop, workspace: Workspace, clock: SimulatedClock
) -> None:
    begin(qtbot, desktop)
    month = desktop.window.findChild(MonthCard)
    assert isinstance(month, MonthCard)
    qtbot.mouseClick(month.edit, Qt.MouseButton.LeftButton)
    popup = desktop.window.findChild(BudgetPopup)
    assert isinstance(popup, BudgetPopup)
    qtbot.keyClicks(popup.limit, "0.01")
    qtbot.mouseClick(popup.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(month.bar.isVisible, timeout=10_000)
    assert month.note.text().endswith("% of $0.01")
    with workspace.open_store() as store:
        assert [(budget.name, budget.limit_usd) for budget in store.budgets()] == [("Monthly", Decimal("0.01"))]
    clock.advance(timedelta(minutes=2))
    qtbot.waitUntil(lambda: "The budget “Monthly” is used up" in shown_texts(desktop), timeout=15_000)


def test_a_snoozed_alert_leaves_the_banner_and_is_not_raised_again(
    qtbot: QtBot, desktop: Desktop, workspace: Workspace, clock: SimulatedClock
) -> None:
    with workspace.open_store() as store:
        store.put_budget(Budget("Monthly", Decimal("0.01")))
    begin(qtbot, desktop)
    clock.advance(timedelta(minutes=2))
    banner = desktop.window.findChild(AlertBanner)
    assert isinstance(banner, AlertBanner)
    qtbot.waitUntil(lambda: banner.alert is not None and banner.alert.rule == "Monthly", timeout=15_000)
    qtbot.mouseClick(banner.snooze, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(banner.isHidden, timeout=10_000)
    with workspace.open_store() as store:
        (alert,) = store.alerts(kind=AlertKind.BUDGET)
        assert store.save_alert(replace(alert, at=clock.now() + timedelta(minutes=50))) is None
        assert store.save_alert(replace(alert, at=clock.now() + timedelta(minutes=70))) is not None


def test_a_limit_that_is_typed_on_the_accounts_page_is_a_bar_on_its_card(
    qtbot: QtBot, desktop: Desktop, workspace: Workspace
) -> None:
    begin(qtbot, desktop)
    cards = desktop.window.findChild(AccountCards)
    assert isinstance(cards, AccountCards)
    qtbot.waitUntil(lambda: len(cards.cards) == 1 and cards.cards[0].limit.isVisible(), timeout=10_000)
    qtbot.mouseClick(cards.cards[0].limit, Qt.MouseButton.LeftButton)
    details = desktop.window.findChild(AccountDetails)
    assert isinstance(details, AccountDetails)
    assert desktop.window.current_page == "accounts"
    qtbot.keyClicks(details.limit, "800")
    qtbot.keyClick(details.limit, Qt.Key.Key_Return)
    desktop.window.show_page("overview")
    qtbot.waitUntil(lambda: cards.cards[0].bar.isVisible(), timeout=10_000)
    assert cards.cards[0].of_what.text() == "of $800"
    assert cards.cards[0].part.text().endswith(" %")
    with workspace.open_store() as store:
        assert [(budget.scope_id, budget.limit_usd) for budget in store.budgets()] == [("work", Decimal(800))]


def test_a_channel_is_added_tried_used_and_removed_in_the_settings(
    qtbot: QtBot, desktop: Desktop, workspace: Workspace, clock: SimulatedClock
) -> None:
    begin(qtbot, desktop)
    desktop.show_settings()
    channels = desktop.settings_dialog.findChild(AlertChannels)
    assert isinstance(channels, AlertChannels)
    with webhook() as hook:
        qtbot.keyClicks(channels.name, "team")
        qtbot.keyClicks(channels.address.line, hook.address)
        qtbot.mouseClick(channels.address.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "team" in channels.lines, timeout=10_000)
        assert channels.address.line.text() == ""
        qtbot.mouseClick(channels.lines["team"].test, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: channels.lines["team"].problem.text() == "It took the message.", timeout=10_000)
        with workspace.open_store() as store:
            store.put_budget(Budget("Monthly", Decimal("0.01")))
        clock.advance(timedelta(minutes=2))
        qtbot.waitUntil(lambda: len(hook.posts) == 2, timeout=15_000)
        assert "The budget “Monthly” is used up" in hook.posts[1]["message"]
        qtbot.mouseClick(channels.lines["team"].remove, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not channels.lines, timeout=10_000)
    with workspace.open_store() as store:
        assert store.alert_channels.everyone() == ()
    assert workspace.keychain.get_named("alerts: team") is None
