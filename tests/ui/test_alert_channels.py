"""Alert channels in the settings: added with a name and a hidden address, tried, changed, removed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.ui.settings.alert_channels import AlertChannels

TEAM = AlertChannel("team", Pace.HOURLY)


@pytest.fixture
def channels(qtbot: QtBot, light: QApplication) -> AlertChannels:
    channels = AlertChannels()
    qtbot.addWidget(channels)
    channels.resize(640, 400)
    channels.show()
    return channels


def test_a_channel_is_its_name_its_pace_and_a_secret_address(qtbot: QtBot, channels: AlertChannels) -> None:
    assert channels.address.line.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(channels.name, " team ")
    channels.pace.setCurrentIndex(1)
    qtbot.keyClicks(channels.address.line, "https://example.com/hook")
    with qtbot.waitSignal(channels.channel_added) as told:
        QTest.keyClick(channels.address.line, Qt.Key.Key_Return)
    assert told.args == [TEAM, Secret("https://example.com/hook")]
    assert isinstance(told.args[0].pace, Pace)
    assert channels.address.line.text() == ""


def test_without_a_name_or_with_a_taken_one_nothing_is_added(qtbot: QtBot, channels: AlertChannels) -> None:
    channels.show_channels((TEAM,))
    for name, said in (("", "Give it a name first"), ("team", "Another channel")):
        channels.name.setText(name)
        qtbot.keyClicks(channels.address.line, "https://example.com/hook")
        with qtbot.assertNotEmitted(channels.channel_added):
            qtbot.mouseClick(channels.address.button, Qt.MouseButton.LeftButton)
        assert channels.new.problem.text().startswith(said)


def test_each_channel_has_its_pace_a_test_and_a_way_out(qtbot: QtBot, channels: AlertChannels) -> None:
    channels.show_channels((TEAM,))
    line = channels.lines["team"]
    assert line.pace.currentText() == "Hourly"
    with qtbot.waitSignal(channels.test_requested) as tried:
        qtbot.mouseClick(line.test, Qt.MouseButton.LeftButton)
    assert tried.args == ["team"]
    assert line.problem.text() == "Sending…"
    with qtbot.waitSignal(channels.pace_chosen) as paced:
        line.pace.setCurrentIndex(2)
        line.pace.activated.emit(2)
    assert paced.args == ["team", Pace.DAILY]
    with qtbot.waitSignal(channels.removed) as gone:
        qtbot.mouseClick(line.remove, Qt.MouseButton.LeftButton)
    assert gone.args == ["team"]
    channels.show_channels(())
    assert not channels.lines


def test_what_failed_stands_under_its_channel(channels: AlertChannels) -> None:
    channels.show_channels((AlertChannel("team", Pace.AT_ONCE, failures=2, problem="It did not take the message."),))
    assert channels.lines["team"].problem.text() == "It did not take the message."
    channels.show_problem("a new one", "That is no address.")
    assert channels.new.problem.text() == "That is no address."


def test_a_long_name_is_shortened_and_whole_in_its_tooltip(channels: AlertChannels) -> None:
    channels.show_channels((AlertChannel("n" * 300, Pace.AT_ONCE),))
    label = channels.lines["n" * 300].label
    assert len(label.text()) <= 28
    assert label.toolTip() == "n" * 300
