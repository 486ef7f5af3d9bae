"""The alerts page lists what was crossed, and says what a person wants done about it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from usage_tracker_gui.domain.alerts import AlertKind, Severity
from usage_tracker_gui.ui.alerts.alert_history import AlertHistory

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(light, qtbot):
    page = AlertHistory()
    page.resize(900, 560)
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def two(make_alert, now):
    older = make_alert(1, at=now - timedelta(hours=5))
    newer = make_alert(2, at=now - timedelta(minutes=4), key_name="web-chat", severity=Severity.CRITICAL)
    return older, newer


def click(qtbot, page, row):
    place = page.list.visualRect(page.alerts.index(row)).center()
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=place)


def said(page, row):
    return page.alerts.data(page.alerts.index(row), Qt.ItemDataRole.AccessibleTextRole)


def test_the_newest_alert_stands_first(page, two, now):
    page.show_alerts(two, now)
    assert [alert.id for alert in page.alerts.alerts] == [2, 1]


def test_an_alert_says_how_bad_whose_what_and_when(page, two, now):
    page.show_alerts(two, now, "Europe/Berlin")
    text = said(page, 0)
    for part in (
        "Critical",
        "unread",
        "web-chat",
        "gpt-5.1",
        "61.2 k tokens/min",
        "limit 10 k",
        "Tue 24 Nov 2026, 15:33",
    ):
        assert part in text


def test_a_clicked_alert_is_shown_in_the_window(page, qtbot, two, now):
    page.show_alerts(two, now)
    click(qtbot, page, 1)
    with qtbot.waitSignal(page.alert_chosen) as chosen:
        qtbot.mouseClick(page.show_button, LEFT)
    assert chosen.args[0] is two[0]


def test_enter_shows_the_alert_under_the_cursor(page, qtbot, two, now):
    page.show_alerts(two, now)
    click(qtbot, page, 0)
    with qtbot.waitSignal(page.alert_chosen) as chosen:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert chosen.args[0] is two[1]


def test_an_alert_is_marked_as_read(page, qtbot, two, now):
    page.show_alerts(two, now)
    click(qtbot, page, 0)
    with qtbot.waitSignal(page.alerts_acknowledged) as marked:
        qtbot.mouseClick(page.read_button, LEFT)
    assert marked.args[0] == (2,)


def test_delete_marks_the_chosen_alerts_as_read(page, qtbot, two, now):
    page.show_alerts(two, now)
    page.list.selectAll()
    with qtbot.waitSignal(page.alerts_acknowledged) as marked:
        qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert set(marked.args[0]) == {1, 2}


def test_all_are_marked_as_read_at_once(page, qtbot, two, now):
    page.show_alerts(two, now)
    with qtbot.waitSignal(page.alerts_acknowledged) as marked:
        qtbot.mouseClick(page.all_read_button, LEFT)
    assert set(marked.args[0]) == {1, 2}


def test_an_alert_is_snoozed_for_as_long_as_asked(page, qtbot, two, now):
    page.show_alerts(two, now)
    click(qtbot, page, 0)
    eight_hours = next(action for action in page.snooze_menu.actions() if action.text() == "For 8 hours")
    with qtbot.waitSignal(page.alert_snoozed) as snoozed:
        eight_hours.trigger()
    assert snoozed.args == [two[1], timedelta(hours=8)]


def test_read_alerts_leave_the_unread_list_and_stay_under_all(page, qtbot, make_alert, now):
    page.show_alerts((make_alert(1, acknowledged=True), make_alert(2)), now)
    assert page.count.text() == "1 unread"
    qtbot.mouseClick(page.which.segment("unread"), LEFT)
    assert [alert.id for alert in page.alerts.alerts] == [2]
    qtbot.mouseClick(page.which.segment("all"), LEFT)
    assert len(page.alerts.alerts) == 2


def test_a_refresh_keeps_what_is_chosen(page, qtbot, make_alert, two, now):
    page.show_alerts(two, now)
    click(qtbot, page, 1)
    page.show_alerts((*two, make_alert(3, at=now)), now + timedelta(seconds=15))
    assert [index.row() for index in page.list.selectedIndexes()] == [2]
    assert page.show_button.isEnabled()


def test_a_refresh_without_news_resets_nothing(page, two, now):
    page.show_alerts(two, now)
    resets = QSignalSpy(page.alerts.modelReset)
    page.show_alerts(two, now + timedelta(minutes=1))
    assert resets.count() == 0
    assert page.alerts.short_when(two[1])[0] == "5 min ago"


def test_an_alert_is_brought_into_sight_even_when_it_was_read(page, qtbot, make_alert, now):
    read = make_alert(1, acknowledged=True)
    page.show_alerts((read, make_alert(2)), now)
    qtbot.mouseClick(page.which.segment("unread"), LEFT)
    page.show_alert(read)
    assert page.list.currentIndex().data(Qt.ItemDataRole.UserRole).id == 1


def test_no_alerts_is_said_with_the_one_next_step(page, qtbot, now):
    page.show_alerts((), now)
    assert page.empty.title.text() == "No alerts"
    with qtbot.waitSignal(page.rules_requested):
        qtbot.mouseClick(page.empty.button, LEFT)


def test_without_a_chosen_alert_nothing_can_be_done_to_one(page, two, now):
    page.show_alerts(two, now)
    assert not any(button.isEnabled() for button in (page.show_button, page.snooze_button, page.read_button))


@pytest.mark.parametrize("kind", list(AlertKind))
def test_every_kind_is_drawn(page, make_alert, now, kind):
    page.show_alerts((make_alert(1, kind=kind, key_name="n" * 300), make_alert(2, kind=kind, key_name="مفتاح")), now)
    assert not page.grab().isNull()
    assert len(said(page, 0)) > 20
