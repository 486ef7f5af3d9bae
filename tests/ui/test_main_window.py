"""The window driven by clicks and keys: pages, periods, figures that change, alerts, problems, closing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import GroupBy, Lookback, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.frame.period_popup import PeriodPopup
from usage_tracker_gui.ui.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


def only(found: list) -> QWidget:
    assert len(found) == 1
    return found[0]


def test_a_changed_figure_shows_without_any_input(made_up: ModuleType, make_window: MakeWindow) -> None:
    report = made_up.report()
    window = make_window(report)
    today = window.shelf.page("overview").today.value
    assert today.text() == "$41.27"
    window.show_report(replace(report, today=replace(report.today, cost=Cost(Decimal("41.3"), CostStatus.PRICED))))
    assert today.text() == "$41.30"


def test_a_period_is_chosen_with_a_click_and_brings_its_step(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report())
    with qtbot.waitSignal(window.view_changed) as asked:
        qtbot.mouseClick(window.top_bar.periods.segment("30d"), LEFT)
    assert asked.args == [View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)]
    with qtbot.assertNotEmitted(window.view_changed):
        qtbot.mouseClick(window.top_bar.periods.segment("30d"), LEFT)


def test_the_arrow_keys_move_through_the_periods(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    today = window.top_bar.periods.segment("today")
    today.setFocus()
    with qtbot.waitSignal(window.view_changed) as asked:
        qtbot.keyClick(today, Qt.Key.Key_Right)
    assert asked.args[0].lookback is Lookback.WEEK


def test_a_custom_period_is_whole_days_of_the_zone(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report(View(zone="Europe/Berlin")))
    qtbot.mouseClick(window.top_bar.periods.segment("custom"), LEFT)
    popup = only(window.findChildren(PeriodPopup))
    assert isinstance(popup, PeriodPopup)
    popup.first.setDate(popup.first.date().addDays(-3))
    with qtbot.waitSignal(window.view_changed) as asked:
        qtbot.mouseClick(popup.use, LEFT)
    view = asked.args[0]
    assert view.custom == Period(datetime(2026, 11, 14, 23, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC))
    assert view.step is GroupBy.DAY
    assert window.top_bar.periods.value() == "custom"


def test_a_period_that_ends_before_it_starts_explains_itself(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report())
    qtbot.mouseClick(window.top_bar.periods.segment("custom"), LEFT)
    popup = only(window.findChildren(PeriodPopup))
    assert isinstance(popup, PeriodPopup)
    popup.last.setDate(popup.first.date().addDays(-1))
    with qtbot.assertNotEmitted(window.view_changed):
        qtbot.mouseClick(popup.use, LEFT)
    assert "before the first" in popup.problem.text()
    popup.close()
    assert window.top_bar.periods.value() == "today"


def choose(actions: list[QAction], data: object) -> None:
    next(action for action in actions if action.data() == data).trigger()


def test_tier_and_zone_are_chosen_from_their_menus(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    window.top_bar.tier.list.aboutToShow.emit()
    with qtbot.waitSignal(window.view_changed) as asked:
        choose(window.top_bar.tier.list.actions(), "batch")
    assert asked.args[0].tier == "batch"
    assert window.top_bar.tier.text() == "All batch"
    window.top_bar.zone.list.aboutToShow.emit()
    europe = next(action.menu() for action in window.top_bar.zone.list.actions() if action.text() == "Europe")
    with qtbot.waitSignal(window.view_changed) as asked:
        choose(europe.actions(), "Europe/Berlin")
    assert (asked.args[0].zone, asked.args[0].tier) == ("Europe/Berlin", "batch")
    assert window.top_bar.zone.text() == "Berlin"


def test_pages_are_made_when_they_are_first_visited(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    made: list[str] = []
    window.page_made.connect(lambda name, _page: made.append(name))
    assert window.shelf.count() == 1
    with qtbot.waitSignal(window.preferences_changed) as kept:
        qtbot.mouseClick(window.side_bar.button("usage"), LEFT)
    assert kept.args == [{"page": "usage"}]
    assert window.current_page == "usage"
    assert made == ["usage"]
    assert window.shelf.page("usage").grid.model_.lines  # it has the latest report


@pytest.mark.parametrize(
    ("key", "page"), [("2", "usage"), ("3", "charts"), ("4", "alerts"), ("5", "reconcile"), ("6", "accounts")]
)
def test_every_page_is_reached_by_keyboard(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot, key: str, page: str
) -> None:
    window = make_window(made_up.report())
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key(ord(key)), Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == page


def test_settings_are_asked_for_and_the_page_stays(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    with qtbot.waitSignal(window.settings_requested):
        qtbot.mouseClick(window.side_bar.button("settings"), LEFT)
    assert window.current_page == "overview"


def test_refresh_and_pause_are_buttons_and_keys(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    with qtbot.waitSignal(window.refresh_requested):
        qtbot.mouseClick(window.top_bar.refresh, LEFT)
    with qtbot.waitSignal(window.refresh_requested):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    with qtbot.waitSignal(window.pause_toggled) as asked:
        qtbot.mouseClick(window.top_bar.pause, LEFT)
    assert asked.args == [True]
    assert window.top_bar.updated.text() == "Paused"
    with qtbot.assertNotEmitted(window.pause_toggled):
        window.set_paused(False)
    assert not window.top_bar.pause.isChecked()


def test_the_age_of_the_figures_grows_by_itself(made_up: ModuleType, qtbot: QtBot, light: QApplication) -> None:
    from usage_tracker_gui.settings.preferences import Preferences

    moment = [made_up.NOW]
    window = MainWindow(Preferences(), made_up.SERVICES, now=lambda: moment[0])
    qtbot.addWidget(window)
    window.show()
    assert window.top_bar.updated.text() == "Not updated yet"
    window.show_collection(made_up.collection())
    assert window.top_bar.updated.text() == "Updated 12 s ago"
    moment[0] += timedelta(seconds=50)
    qtbot.waitUntil(lambda: window.top_bar.updated.text() == "Updated 1 min ago", timeout=2500)


def test_live_rates_come_from_a_pass(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.report())
    live = window.shelf.page("overview").live
    window.show_collection(made_up.collection())
    assert live.value.text() == "18.4 k"
    assert live.note.text() == "42 req/min"


@pytest.mark.parametrize("unknown", [{"first": True}, {"heard": False}])
def test_a_rate_that_nobody_measured_is_not_shown_as_zero(
    made_up: ModuleType, make_window: MakeWindow, unknown: dict[str, bool]
) -> None:
    window = make_window(made_up.report())
    live = window.shelf.page("overview").live
    window.show_collection(made_up.collection())
    window.show_collection(replace(made_up.collection(), rates=(), **unknown))
    assert (live.value.text(), live.note.text()) == ("—", "Not measured yet")
    window.show_collection(replace(made_up.collection(), rates=()))
    assert (live.value.text(), live.note.text()) == ("0", "0 req/min")


def test_a_pass_that_nobody_answered_does_not_make_figures_younger(
    made_up: ModuleType, make_window: MakeWindow
) -> None:
    window = make_window(made_up.report())
    window.show_collection(replace(made_up.collection(), at=made_up.NOW - timedelta(minutes=7)))
    window.show_collection(replace(made_up.collection(), at=made_up.NOW, heard=False))
    assert window.top_bar.updated.text() == "Updated 7 min ago"


def test_the_newest_alert_stands_in_line_and_leads_to_its_key(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report())
    banner = window.shelf.page("overview").banner
    assert banner.isVisible()
    for word in ("gpt-5.1", "prod-batch", "61.2 k", "10 k", "4 min ago", "1 more"):
        assert word in banner.text.text()
    qtbot.mouseClick(banner.open, LEFT)
    assert window.current_page == "usage"
    grid = window.shelf.page("usage").grid
    assert {grid.model_.lines[at].names[0] for at in grid.selected_rows()} == {"prod-batch"}


def test_an_alert_is_snoozed_or_all_are_seen(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    banner = window.shelf.page("overview").banner
    with qtbot.waitSignal(window.alert_snoozed) as asked:
        qtbot.mouseClick(banner.snooze, LEFT)
    assert asked.args == [made_up.SPIKE, timedelta(hours=1)]
    with qtbot.waitSignal(window.alerts_acknowledged) as asked:
        qtbot.mouseClick(banner.dismiss, LEFT)
    assert asked.args == [(7, 6)]
    window.show_report(made_up.report(alerts=[replace(made_up.SPIKE, acknowledged=True)]))
    assert not banner.isVisible()


def test_the_unread_count_stands_on_the_alerts_button(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.report())
    assert window.side_bar.button("alerts").accessibleName() == "Alerts, 2 unread"
    window.show_report(made_up.report(alerts=[]))
    assert window.side_bar.button("alerts").accessibleName() == "Alerts"


def test_an_account_that_needs_a_key_asks_for_one(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    card = window.shelf.page("overview").accounts.cards[0]
    assert card.name.text() == "OpenAI labs"
    with qtbot.waitSignal(window.key_requested) as asked:
        qtbot.mouseClick(card.action, LEFT)
    assert asked.args == ["OpenAI labs"]


def test_an_account_card_leads_to_its_account(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    card = window.shelf.page("overview").accounts.cards[1]
    qtbot.mouseClick(card.action, LEFT)
    assert window.current_page == "accounts"


def test_a_name_in_a_ranking_is_found_in_the_table(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    top = window.shelf.page("overview").top_keys
    name = top.names()[1]
    top.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(top, key)
    assert window.current_page == "usage"
    assert {line.names[0] for line in window.shelf.page("usage").grid.model_.lines} == {name}


def test_a_row_can_be_shown_alone_and_everything_again(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report(), page="usage")
    menu = window.shelf.page("usage").row_menu(0)
    with qtbot.waitSignal(window.view_changed) as asked:
        next(action for action in menu.actions() if action.text() == "Show only this").trigger()
    assert len(asked.args[0].channels) == 1
    assert window.top_bar.only.isVisible()
    with qtbot.waitSignal(window.view_changed) as asked:
        qtbot.mouseClick(window.top_bar.only, LEFT)
    assert asked.args[0].channels == ()


def test_an_empty_overview_says_what_will_be_here_and_offers_a_step(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.empty_report())
    overview = window.shelf.page("overview")
    assert overview.today.value.text() == "$0.00"
    assert overview.empty.isVisible()
    with qtbot.waitSignal(window.view_changed) as asked:
        qtbot.mouseClick(overview.empty.button, LEFT)
    assert asked.args[0].lookback is Lookback.MONTH_OF_DAYS


def test_extreme_costs_are_drawn_whole(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.crowded_report(), width=800, height=560)
    overview = window.shelf.page("overview")
    assert overview.today.value.text() == "$9,999,999.99"
    assert overview.month.value.text() == "$1,234,567.50"
    assert overview.month.title.text() == "This month, at least"
    for label in (overview.today.value, overview.month.value):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    tiny = replace(made_up.report().today, cost=Cost(Decimal("0.000001"), CostStatus.ESTIMATED))
    window.show_report(replace(made_up.report(), today=tiny))
    assert overview.today.value.text() == "~$0.000001"


def test_names_are_shown_as_text_and_never_as_markup(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.crowded_report())
    banner = window.shelf.page("overview").banner.text
    assert banner.textFormat() is Qt.TextFormat.PlainText
    assert "nnnn…nnnn" in banner.text()
    assert "limit 10 k" in banner.text()
    assert "n" * 300 in banner.toolTip()


def test_a_problem_stands_above_the_page_and_goes_when_closed(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report())
    window.show_problem("The database is read-only: make its folder writable.")
    assert window.problems is not None
    assert window.problems.isVisible()
    qtbot.mouseClick(window.problems.close_button, LEFT)
    assert not window.problems.isVisible()


def test_closing_hides_where_a_tray_can_bring_it_back(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.report())
    window.keep_in_tray(True)
    with qtbot.assertNotEmitted(window.quit_requested), qtbot.waitSignal(window.preferences_changed) as kept:
        window.close()
    assert not window.isVisible()
    window.bring_to_front()
    assert window.isVisible()
    again = make_window(made_up.report(), window_geometry=kept.args[0]["window_geometry"])
    assert again.current_page == kept.args[0]["page"]


def test_closing_without_a_tray_ends_the_app(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    with qtbot.waitSignal(window.quit_requested):
        window.close()


def test_a_size_that_was_kept_comes_back(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    first = make_window(made_up.report(), width=760, height=600)
    with qtbot.waitSignal(first.preferences_changed) as kept:
        first.close()
    from usage_tracker_gui.settings.preferences import Preferences

    second = MainWindow(Preferences(**kept.args[0]), made_up.SERVICES)
    qtbot.addWidget(second)
    assert (second.width(), second.height()) == (760, 600)
    spoilt = MainWindow(Preferences(window_geometry="no geometry"), made_up.SERVICES)
    qtbot.addWidget(spoilt)
    assert (spoilt.width(), spoilt.height()) == (1100, 720)


def test_the_side_bar_gives_way_in_a_narrow_window(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.report(), width=800, height=560)
    assert window.side_bar.width() == 56
    assert window.width() == 800
    window.resize(1100, 720)
    QApplication.processEvents()
    assert window.side_bar.width() == 168


@pytest.mark.parametrize("page", ["overview", "usage", "charts", "alerts", "accounts"])
def test_every_control_has_a_name_for_screen_readers(made_up: ModuleType, make_window: MakeWindow, page: str) -> None:
    window = make_window(made_up.report(), page=page)
    controls = [
        control
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
        for control in window.findChildren(kind)
        if control.isVisible() and not isinstance(control.parent(), QLineEdit | QAbstractSpinBox)
    ]
    assert len(controls) > 10
    nameless = [control for control in controls if not (control.accessibleName() or getattr(control, "text", str)())]
    assert nameless == []


def test_the_whole_overview_is_reached_by_tab(made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(made_up.report())
    window.activateWindow()
    window.side_bar.button("overview").setFocus()
    seen: list[QWidget | None] = []
    for _ in range(40):
        qtbot.keyClick(window, Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
    overview = window.shelf.page("overview")
    for control in (
        window.top_bar.refresh, window.top_bar.tier, overview.banner.open, overview.banner.snooze,
        overview.top_keys, overview.accounts.cards[0].action,
    ):  # fmt: skip
        assert control in seen
