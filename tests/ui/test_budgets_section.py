"""Budgets in the window: listed with what is left, added, changed, removed and taken back."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.alert_rules import AlertRules
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.domain.forecast import Outlook
from usage_tracker_gui.ui.alerts.budgets_section import BudgetsSection

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def section(light: QApplication, qtbot: QtBot) -> BudgetsSection:
    section = BudgetsSection()
    section.resize(900, 560)
    qtbot.addWidget(section)
    section.show()
    return section


def told(spy: QSignalSpy) -> tuple[Budget | None, Budget | None]:
    assert spy.count() == 1
    before, after = spy.at(0)
    return before, after


def test_each_budget_says_what_is_spent_expected_and_safe(section: BudgetsSection, made_up_rules: ModuleType) -> None:
    section.show_rules(made_up_rules.ordinary())
    assert list(section.cards) == ["Daily", "Monthly", "Weekly, prod-batch"]
    month = section.cards["Monthly"]
    assert month.spent.text() == "$612.04 of $1,000 a month, 61 %"
    assert month.outlook.text() == (
        "Expected at its end: ~$884, $822 to $955 (high confidence). $13.20 more is safe today."
    )
    assert section.cards["Daily"].counts.text() == "Everything; warns at 80 %"
    week = section.cards["Weekly, prod-batch"]
    assert (week.counts.text(), week.spent.tone) == ("Key prod-batch; warns at 50 %", "critical")
    assert week.outlook.text().endswith("Nothing more is safe today.")


def test_a_budget_of_what_has_no_price_says_so(section: BudgetsSection, made_up_rules: ModuleType) -> None:
    state = made_up_rules.budget("Daily", "5", None, BudgetPeriod.DAY)
    section.show_rules(AlertRules(budgets=((state, Outlook(None, None)),)))
    assert section.cards["Daily"].outlook.text() == "No forecast yet: nothing of it has a price."


def test_a_first_budget_needs_an_amount_alone(section: BudgetsSection, qtbot: QtBot) -> None:
    spy = QSignalSpy(section.changed)
    qtbot.mouseClick(section.empty.button, LEFT)
    qtbot.keyClicks(section.form.limit.line, "50")
    qtbot.mouseClick(section.form.save, LEFT)
    assert told(spy) == (None, Budget("Monthly", Decimal(50), thresholds=(Decimal("0.8"), Decimal(1))))


def test_a_budget_can_be_of_one_key_for_a_week_with_any_thresholds(
    section: BudgetsSection, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    section.show_rules(made_up_rules.ordinary())
    spy = QSignalSpy(section.changed)
    qtbot.mouseClick(section.add_button, LEFT)
    form = section.form
    form.scope.setCurrentIndex(form.scope.findData(Scope.KEY.value))
    form.scope.activated.emit(form.scope.currentIndex())
    form.id.setCurrentIndex(form.id.findData("key_7dK1"))
    form.id.activated.emit(form.id.currentIndex())
    form.period.setCurrentIndex(form.period.findData("week"))
    form.period.activated.emit(form.period.currentIndex())
    assert form.name.line.text() == "Weekly, web-chat"
    qtbot.keyClicks(form.limit.line, "9,999,999.99")
    form.warn.line.clear()
    qtbot.keyClicks(form.warn.line, "50; 90 95%")
    qtbot.mouseClick(form.save, LEFT)
    shares = tuple(map(Decimal, ("0.5", "0.9", "0.95", "1")))
    wanted = Budget("Weekly, web-chat", Decimal("9999999.99"), BudgetPeriod.WEEK, Scope.KEY, "key_7dK1", shares)
    assert told(spy) == (None, wanted)
    assert section.pages.currentWidget() is section.list


def test_a_wrong_value_explains_itself_beside_its_field_and_nothing_is_saved(
    section: BudgetsSection, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    section.show_rules(made_up_rules.ordinary())
    spy = QSignalSpy(section.changed)
    qtbot.mouseClick(section.add_button, LEFT)
    form = section.form
    form.name.line.setText("Daily")
    form.warn.line.setText("180")
    qtbot.mouseClick(form.save, LEFT)
    assert "up to 100" in form.warn.problem.text()
    form.warn.line.setText("80")
    qtbot.mouseClick(form.save, LEFT)
    assert "above 0" in form.limit.problem.text()
    assert form.name.problem.text() == "Not taken: another budget has this name."
    form.scope.setCurrentIndex(form.scope.findData(Scope.MODEL.value))
    form.scope.activated.emit(form.scope.currentIndex())
    qtbot.mouseClick(form.save, LEFT)
    assert "one that there is" in form.which.problem.text()
    assert spy.count() == 0
    qtbot.keyClick(form.limit.line, Qt.Key.Key_Escape)
    assert section.pages.currentWidget() is section.list


def test_an_edited_budget_keeps_what_is_not_touched(
    section: BudgetsSection, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    rules = made_up_rules.ordinary()
    section.show_rules(rules)
    spy = QSignalSpy(section.changed)
    qtbot.mouseClick(section.cards["Weekly, prod-batch"].edit, LEFT)
    assert section.form.warn.line.text() == "50"
    section.form.limit.line.setText("200")
    qtbot.keyClick(section.form.limit.line, Qt.Key.Key_Return)
    before, after = told(spy)
    assert before == rules.budgets[2][0].budget
    assert after is not None
    assert (after.limit_usd, after.scope, after.scope_id, after.period) == (
        Decimal(200), Scope.KEY, "prod-batch", BudgetPeriod.WEEK,
    )  # fmt: skip


def test_a_removed_budget_comes_back_by_undo(section: BudgetsSection, made_up_rules: ModuleType, qtbot: QtBot) -> None:
    rules = made_up_rules.ordinary()
    daily = rules.budgets[0][0].budget
    section.show_rules(rules)
    removed = QSignalSpy(section.changed)
    qtbot.mouseClick(section.cards["Daily"].remove, LEFT)
    assert told(removed) == (daily, None)
    assert section.notice.text.text() == "The budget “Daily” is removed."
    undone = QSignalSpy(section.changed)
    qtbot.mouseClick(section.notice.undo, LEFT)
    assert told(undone) == (None, daily)
    assert section.notice.isHidden()


def test_a_refresh_leaves_what_is_typed_and_where_the_focus_is(
    section: BudgetsSection, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    section.show_rules(made_up_rules.ordinary())
    edit = section.cards["Daily"].edit
    section.show_rules(made_up_rules.ordinary())
    assert section.cards["Daily"].edit is edit
    qtbot.mouseClick(edit, LEFT)
    section.form.limit.line.setText("77")
    section.show_rules(made_up_rules.ordinary())
    assert section.pages.currentWidget() is section.form
    assert section.form.limit.line.text() == "77"
