"""The limits of single parts and what is snoozed, each with a way to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.alert_rules import AlertRules, GeneralRules
from usage_tracker_gui.domain.alerts import AlertKind
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.ui.alerts.alerts_panel import AlertsPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(light: QApplication, qtbot: QtBot) -> AlertsPage:
    page = AlertsPage()
    page.resize(900, 560)
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_report_carries_the_newest_alerts_and_the_page_lists_all_of_thirty_days(
    page: AlertsPage, made_up: ModuleType
) -> None:
    report = made_up.report()
    older = tuple(
        replace(made_up.SPIKE, id=100 + at, at=made_up.NOW - timedelta(days=2 + at), acknowledged=True)
        for at in range(3)
    )
    page.show_report(report)
    assert page.history.alerts.rowCount() == len(report.alerts)
    page.show_rules(AlertRules(alerts=(*report.alerts, *older)))
    assert page.history.alerts.rowCount() == len(report.alerts) + 3
    page.show_report(report)
    assert page.history.alerts.rowCount() == len(report.alerts) + 3


def test_who_comes_to_the_page_sees_what_is_unread_first(page: AlertsPage, made_up: ModuleType) -> None:
    page.show_section("budgets")
    page.enter()
    assert page.pages.currentWidget() is page.budgets
    page.show_report(made_up.report())
    page.enter()
    assert page.pages.currentWidget() is page.history


def test_the_rules_for_everything_say_what_is_on(page: AlertsPage) -> None:
    general = GeneralRules(SpikeRule(5_000, 0), None, frozenset({AlertKind.ANOMALY}), timedelta(minutes=45))
    page.show_rules(AlertRules(general=general))
    assert [value.text() for value in page.limits.values] == ["5,000 tokens a minute", "Off", "On", "Off", "45 min"]


def test_a_limit_is_added_for_a_project(page: AlertsPage, made_up_rules: ModuleType, qtbot: QtBot) -> None:
    page.show_rules(AlertRules(parts=made_up_rules.PARTS))
    page.show_section("limits")
    section, form = page.limits, page.limits.form
    spy = QSignalSpy(page.limit_changed)
    qtbot.mouseClick(section.add_button, LEFT)
    form.scope.setCurrentIndex(form.scope.findData(Scope.PROJECT.value))
    form.scope.activated.emit(form.scope.currentIndex())
    assert form.id.currentText() == "Shop"
    form.tokens.line.setText("50,000")
    form.requests.line.setText("0")
    qtbot.mouseClick(form.save, LEFT)
    assert list(spy.at(0)) == [None, SpikeLimit(Scope.PROJECT, "proj_shop", SpikeRule(50_000, 0))]


def test_a_part_has_one_limit_and_a_wrong_number_is_explained(
    page: AlertsPage, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    page.show_rules(made_up_rules.ordinary())
    page.show_section("limits")
    form = page.limits.form
    spy = QSignalSpy(page.limit_changed)
    qtbot.mouseClick(page.limits.add_button, LEFT)
    form.tokens.line.setText("many")
    qtbot.mouseClick(form.save, LEFT)
    assert form.which.problem.text() == "Not taken: it has a limit of its own already."
    assert "a whole number" in form.tokens.problem.text()
    assert spy.count() == 0


def test_a_removed_limit_comes_back_by_undo(page: AlertsPage, made_up_rules: ModuleType, qtbot: QtBot) -> None:
    rules = made_up_rules.ordinary()
    page.show_rules(rules)
    page.show_section("limits")
    spy = QSignalSpy(page.limit_changed)
    qtbot.mouseClick(page.limits.lines[0].remove, LEFT)
    qtbot.mouseClick(page.limits.notice.undo, LEFT)
    assert [list(spy.at(at)) for at in range(2)] == [[rules.limits[0], None], [None, rules.limits[0]]]


def test_a_part_without_a_list_can_not_be_chosen(page: AlertsPage, qtbot: QtBot) -> None:
    page.show_section("limits")
    spy = QSignalSpy(page.limit_changed)
    qtbot.mouseClick(page.limits.add_button, LEFT)
    assert not page.limits.form.id.isEnabled()
    qtbot.mouseClick(page.limits.form.save, LEFT)
    assert "one that there is" in page.limits.form.which.problem.text()
    assert spy.count() == 0


def test_what_is_snoozed_is_counted_listed_and_woken(page: AlertsPage, made_up_rules: ModuleType, qtbot: QtBot) -> None:
    rules = made_up_rules.ordinary()
    page.show_rules(rules)
    assert page.what.segment("snoozes").text() == "Snoozed (2)"
    page.show_section("snoozes")
    lines = list(page.snoozes.lines.values())
    assert [line.label.text() for line in lines] == ["Budget: Daily", "Token spike: prod-batch"]
    assert lines[0].help.text() == "Silent until Tue 24 Nov 2026, 15:32"
    spy = QSignalSpy(page.woken)
    qtbot.mouseClick(lines[1].wake, LEFT)
    assert spy.at(0)[0] == rules.snoozes[1].subject
    page.show_rules(AlertRules(snoozes=rules.snoozes[:1]))
    assert len(page.snoozes.lines) == 1
    page.show_rules(AlertRules())
    assert page.snoozes.pages.currentWidget() is page.snoozes.empty
    assert page.what.segment("snoozes").text() == "Snoozed"


@pytest.mark.parametrize("width", [520, 900])
def test_the_longest_names_and_largest_amounts_fit(
    page: AlertsPage, made_up_rules: ModuleType, qtbot: QtBot, width: int
) -> None:
    page.resize(width, 480)
    page.show_rules(made_up_rules.crowded())
    for name, area in (
        ("budgets", page.budgets.scroller),
        ("limits", page.limits.list),
        ("snoozes", page.snoozes.list),
    ):
        page.show_section(name)
        qtbot.wait(20)
        inside = area.widget()
        assert inside is not None
        assert inside.minimumSizeHint().width() <= area.viewport().width(), name
