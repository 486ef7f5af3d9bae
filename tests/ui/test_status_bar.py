"""The bar at the foot: accounts by how they do, and what a total may hold twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness
from usage_tracker_gui.ui.frame.status_bar import StatusBar
from usage_tracker_gui.ui.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]
NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)


@pytest.fixture
def bar(light: QApplication, qtbot: QtBot) -> StatusBar:
    bar = StatusBar(lambda: NOW)
    bar.resize(1100, 28)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def accounts(*states: Freshness) -> tuple[AccountStatus, ...]:
    return tuple(
        AccountStatus(Account(number, f"A{number}", "openai", ""), "OpenAI", freshness)
        for number, freshness in enumerate(states)
    )


def test_every_state_is_counted_where_there_are_many_accounts(bar: StatusBar, made_up: ModuleType) -> None:
    bar.show_report(replace(made_up.report(), accounts=accounts(*Freshness, Freshness.BY_HAND)))
    said = [mark.text() for mark in bar.marks]
    assert said == ["1 needs a key", "1 stale", "1 waiting", "1 paused", "2 by hand", "1 fresh"]


def test_calls_that_may_count_twice_are_named_with_the_reason(
    bar: StatusBar, made_up: ModuleType, qtbot: QtBot
) -> None:
    report = replace(made_up.report(), accounts=accounts(Freshness.FRESH))
    bar.show_report(replace(report, counted_twice=("openai-programs",)))
    assert [mark.text() for mark in bar.marks] == ["A0 fresh", "openai-programs may count twice"]
    assert "totals then hold them twice" in bar.marks[1].toolTip()
    with qtbot.waitSignal(bar.accounts_requested):
        qtbot.mouseClick(bar.marks[1], Qt.MouseButton.LeftButton)
    bar.show_report(report)
    assert [mark.text() for mark in bar.marks] == ["A0 fresh"]


def test_the_status_bar_names_each_account_and_the_cover_of_prices(
    made_up: ModuleType, make_window: MakeWindow
) -> None:
    window = make_window(made_up.report())
    assert [mark.text() for mark in window.status.marks] == [
        "OpenAI fresh",
        "Claude team stale",
        "OpenAI labs needs a key",
    ]
    assert window.status.prices.text().startswith("Prices as of 2026-11-20, cover 9")
    assert "ft:gpt-4.1:acme::9xYz" in window.status.prices.toolTip()


def test_fifty_accounts_are_counted_by_how_they_do(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.crowded_report(), width=800, height=560)
    assert [mark.text() for mark in window.status.marks] == [
        "10 need a key", "10 stale", "10 waiting", "10 paused", "10 fresh",
    ]  # fmt: skip
    assert window.shelf.page("overview").accounts.more.text() == "All 50 accounts"
