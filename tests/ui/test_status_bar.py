"""The bar at the foot: accounts by how they do, and what a total may hold twice."""

from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness
from usage_tracker_gui.ui.frame.status_bar import StatusBar

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
