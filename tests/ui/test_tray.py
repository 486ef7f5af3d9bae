"""The tray's menu, tooltip, state, and what a notification says and opens."""

from dataclasses import replace
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.alerts import Severity
from usage_tracker_gui.ui.look.gauge import GaugeState
from usage_tracker_gui.ui.parts.wording import alert_sentence, alert_title
from usage_tracker_gui.ui.tray import Tray, state_of


@pytest.fixture
def tray(light: QApplication) -> Tray:
    return Tray(light)


def test_each_menu_entry_asks_for_its_thing(tray: Tray, qtbot: QtBot) -> None:
    for action, signal in (
        (tray.open, tray.open_requested),
        (tray.refresh, tray.refresh_requested),
        (tray.settings, tray.settings_requested),
        (tray.quit, tray.quit_requested),
    ):
        with qtbot.waitSignal(signal):
            action.trigger()
    assert [action.text() for action in tray.menu.actions() if not action.isSeparator()] == [
        "Open UsageTracker", "Refresh now", "Pause", "Settings…", "Quit",
    ]  # fmt: skip


def test_pausing_is_told_and_shown(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.pause_toggled) as asked:
        tray.pause.trigger()
    assert asked.args == [True]
    assert tray.icon.toolTip().startswith("UsageTracker, paused")
    with qtbot.assertNotEmitted(tray.pause_toggled):
        tray.set_paused(False)
    assert not tray.pause.isChecked()


def test_the_tooltip_says_what_today_cost(tray: Tray, made_up: ModuleType) -> None:
    tray.show_report(made_up.report())
    tray.show_collection(made_up.collection())
    assert tray.icon.toolTip() == "UsageTracker\nToday $41.27\n2 new alerts\n18.4 k tokens/min"
    tray.show_collection(replace(made_up.collection(), rates=(), heard=False))
    assert tray.icon.toolTip() == "UsageTracker\nToday $41.27\n2 new alerts"


def test_the_menu_begins_with_what_is_spent_and_by_whom(tray: Tray, made_up: ModuleType, qtbot: QtBot) -> None:
    assert tray.figures.lines == []
    report = made_up.report()
    tray.show_report(report)
    shown = [action.text() for action in tray.menu.actions() if not action.isSeparator()]
    assert shown[:3] == ["Today: $41.27", "This month: $612.04, 61 % of $1,000", "Month end: ~$884"]
    assert shown[3:5] == ["OpenAI: $512.20", "Claude team: $92.10"], "the dearest first"
    assert shown[-5] == "Open UsageTracker"
    with qtbot.waitSignal(tray.open_requested):
        tray.figures.lines[1].trigger()
    tray.show_report(replace(report, budgets=(), forecast=None, accounts_month=made_up.by_account(("A & B", "1", 5))))
    assert [line.text() for line in tray.figures.lines] == ["Today: $41.27", "This month: $612.04"], "one is the total"
    assert tray.menu.actions()[2].isSeparator()


def test_a_name_with_an_ampersand_is_no_shortcut(tray: Tray, made_up: ModuleType) -> None:
    accounts = made_up.by_account(("A & B", "1", 5), ("C", "2", 7))
    tray.show_report(replace(made_up.report(), accounts_month=accounts))
    assert tray.figures.lines[-1].text() == "A && B: $1.00"


def test_a_click_on_the_icon_opens_the_window(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.open_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.open_requested):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_a_click_on_a_notification_opens_the_newest_alert(tray: Tray, made_up: ModuleType, qtbot: QtBot) -> None:
    tray.show_alert(made_up.FLOOD)
    tray.show_alert(made_up.SPIKE)
    with qtbot.waitSignal(tray.alert_opened) as asked:
        tray.icon.messageClicked.emit()
    assert asked.args == [made_up.SPIKE]


def test_a_notification_names_key_model_rate_and_threshold(made_up: ModuleType) -> None:
    assert alert_title(made_up.SPIKE) == "Token spike: prod-batch"
    assert alert_sentence(made_up.SPIKE) == "gpt-5.1 on “prod-batch” used 61.2 k tokens/min, limit 10 k"
    assert alert_sentence(made_up.FLOOD) == "gpt-5.1-mini on “prod-chat” made 412 requests/min, limit 120"


def test_the_gauge_shows_the_worst_of_what_nobody_has_seen(tray: Tray, made_up: ModuleType) -> None:
    calm = replace(made_up.report(alerts=[]), accounts=made_up.ACCOUNTS[:1])
    assert state_of(calm) is GaugeState.NORMAL
    assert state_of(made_up.report(alerts=[])) is GaugeState.WARNING  # an account needs a key
    assert state_of(made_up.report(alerts=[made_up.SPIKE])) is GaugeState.WARNING
    assert state_of(made_up.report()) is GaugeState.CRITICAL
    tray.show_report(made_up.report())
    tray.show_report(calm)
    assert tray.state is GaugeState.NORMAL
    tray.show_alert(replace(made_up.SPIKE, severity=Severity.CRITICAL))
    assert tray.state is GaugeState.CRITICAL
