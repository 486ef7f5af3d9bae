"""The alerts page by real clicks and keys: then the store, the settings file or the next report tells."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule

Person = Any  # a fixture of conftest.py


@pytest.fixture
def page(person: Person) -> Any:
    return person.page("alerts")


def alerts_of(person: Person) -> dict[str, bool]:
    with person.store() as store:
        return {alert.key: alert.acknowledged for alert in store.alerts()}


def an_odd_hour(person: Person) -> Alert:
    at = person.reports[-1].at
    return Alert(AlertKind.ANOMALY, at, "work", "key_9", "robot 9", "gpt-5.1", Decimal(9), Decimal(1), "An odd hour.")


def budgets_of(person: Person) -> dict[str, Budget]:
    with person.store() as store:
        return {budget.name: budget for budget in store.budgets()}


def limits_of(person: Person) -> tuple[SpikeLimit, ...]:
    with person.store() as store:
        return store.spike_limits.everyone()


def snoozed_keys(person: Person) -> list[str]:
    with person.store() as store:
        return [snooze.subject.key for snooze in store.snoozes(person.desktop.window.shelf.shown()[0].at)]


# --- What happened ---------------------------------------------------------------------------------------------------


def test_an_alert_is_read_snoozed_woken_and_followed(person: Person, page: Any) -> None:
    history = page.history
    person.wait(lambda: history.list.model().rowCount() >= 4)
    person.click_row(history.list, 0)
    person.click(history.read_button)
    person.wait(lambda: list(alerts_of(person).values()).count(True) == 1)
    person.click(history.which.segment("unread"))
    person.wait(lambda: history.list.model().rowCount() == 3)
    person.click_row(history.list, 0)
    person.pick(history.snooze_button, "For 1 hour")
    person.wait(lambda: history.list.model().rowCount() == 2, "a snoozed alert is read")
    assert len(snoozed_keys(person)) == 1
    person.click(page.what.segment("snoozes"))
    person.wait(lambda: len(page.snoozes.lines) == 1, "it is not listed as snoozed")
    (line,) = page.snoozes.lines.values()
    assert "robot" in line.label.text()
    person.click(line.wake)
    person.wait(lambda: snoozed_keys(person) == [])
    person.wait(lambda: page.snoozes.pages.currentWidget() is page.snoozes.empty)
    person.click(page.what.segment("history"))
    person.click(history.all_read_button)
    person.wait(lambda: all(alerts_of(person).values()))
    person.next_report(lambda report: report.unread_alerts == 0)
    person.click(history.which.segment("all"))
    person.click_row(history.list, 0)
    person.click(history.show_button)
    assert person.desktop.window.current_page == "usage"


def test_the_bell_counts_what_is_unread_and_the_delete_key_reads_it(person: Person, page: Any) -> None:
    with person.store() as store:
        store.save_alert(an_odd_hour(person))
    person.click(person.desktop.window.top_bar.refresh)
    person.next_report(lambda report: report.unread_alerts == 1)
    bell = person.desktop.window.side_bar.button("alerts")
    person.wait(lambda: bell.accessibleName() == "Alerts, 1 unread", "the bell does not say so")
    person.click_row(page.history.list, 0)
    QTest.keyClick(page.history.list, Qt.Key.Key_Delete)
    person.wait(lambda: alerts_of(person)["key_9"])
    person.wait(lambda: bell.accessibleName() == "Alerts")


# --- Budgets ---------------------------------------------------------------------------------------------------------


def test_budgets_are_added_changed_removed_and_taken_back(person: Person, page: Any) -> None:
    section, form = page.budgets, page.budgets.form
    person.click(page.what.segment("budgets"))
    person.wait(lambda: bool(section._rules.parts), "the page does not know what there is")
    person.click(section.empty.button)
    person.choose(form.scope, "A service")
    assert form.id.currentText() == "OpenAI"
    person.choose(form.period, "a week")
    assert form.name.line.text() == "Weekly, OpenAI"
    person.type(form.warn.line, "50; 90")
    assert "Not taken" in form.limit.problem.text()  # Enter saves, and there is no limit yet
    person.type(form.limit.line, "100000")
    wanted = Budget(
        "Weekly, OpenAI", Decimal(100_000), BudgetPeriod.WEEK, Scope.SERVICE, "openai",
        (Decimal("0.5"), Decimal("0.9"), Decimal(1)),
    )  # fmt: skip
    person.wait(lambda: budgets_of(person) == {"Weekly, OpenAI": wanted})
    person.wait(lambda: "Weekly, OpenAI" in section.cards, "it is not listed")
    card = section.cards["Weekly, OpenAI"]
    report = person.next_report(lambda report: bool(report.budgets))
    assert report.budgets[0].spent.usd is not None
    assert "of $100,000 a week" in card.spent.text()
    assert "safe today" in card.outlook.text()

    person.click(section.notice.undo)
    person.wait(lambda: budgets_of(person) == {}, "adding was not taken back")
    person.wait(lambda: not section.cards)
    person.click(section.add_button if section.add_button.isVisible() else section.empty.button)
    person.type(form.limit.line, "200000")
    person.wait(lambda: "Monthly" in section.cards)
    person.click(section.cards["Monthly"].edit)
    person.type(form.name.line, "All of it")
    person.wait(lambda: list(budgets_of(person)) == ["All of it"], "it was not renamed")
    person.wait(lambda: list(section.cards) == ["All of it"])
    person.click(section.cards["All of it"].remove)
    person.wait(lambda: budgets_of(person) == {})
    person.click(section.notice.undo)
    person.wait(lambda: list(budgets_of(person)) == ["All of it"], "removing was not taken back")
    person.wait(lambda: "All of it" in section.cards)
    person.click(section.cards["All of it"].remove)
    person.wait(lambda: budgets_of(person) == {})


def test_a_budget_can_be_of_a_model_whose_name_is_typed_or_of_a_key_that_is_chosen(person: Person, page: Any) -> None:
    section, form = page.budgets, page.budgets.form
    person.click(page.what.segment("budgets"))
    person.click(section.add_button if section.add_button.isVisible() else section.empty.button)
    person.choose(form.scope, "A key")
    person.choose(form.id, form.id.itemText(1))
    key = form.id.currentText()
    assert form.name.line.text() == f"Monthly, {key}"
    person.choose(form.scope, "A model")
    person.type(form.model, "gpt-5.1")
    person.click(form.limit.line)
    QTest.keyClicks(form.limit.line, "9999999.99")
    person.click(form.save)
    person.wait(lambda: "Monthly, gpt-5.1" in budgets_of(person))
    budget = budgets_of(person)["Monthly, gpt-5.1"]
    assert (budget.scope, budget.scope_id, budget.limit_usd) == (Scope.MODEL, "gpt-5.1", Decimal("9999999.99"))
    person.wait(lambda: "Monthly, gpt-5.1" in section.cards)
    assert "gpt-5.1" in section.cards["Monthly, gpt-5.1"].counts.text()
    person.click(section.add_button)
    person.click(form.cancel)
    person.click(section.cards["Monthly, gpt-5.1"].remove)
    person.wait(lambda: budgets_of(person) == {})


def test_a_passed_budget_is_an_alert_that_is_told_once(person: Person, page: Any) -> None:
    section, form = page.budgets, page.budgets.form
    person.click(page.what.segment("budgets"))
    person.wait(section.isVisible)
    person.click(section.add_button if section.add_button.isVisible() else section.empty.button)
    person.type(form.limit.line, "0.01")
    person.wait(lambda: "Monthly" in budgets_of(person))
    person.click(person.desktop.window.top_bar.refresh)
    with person.store() as store:
        person.wait(lambda: any(alert.rule == "Monthly" for alert in store.alerts()), "no alert")
        assert [alert.rule for alert in store.alerts()].count("Monthly") == 1
    person.wait(lambda: "Monthly" in section.cards)
    person.click(section.cards["Monthly"].remove)
    person.wait(lambda: budgets_of(person) == {})
    read_all(person, page)


def read_all(person: Person, page: Any) -> None:
    """Every alert that there is by now, also those of budgets that earlier tests set."""
    person.click(page.what.segment("history"))
    with person.store() as store:
        unread = {alert.id for alert in store.alerts() if not alert.acknowledged}
    listed = page.history.alerts
    person.wait(lambda: unread <= {alert.id for alert in listed.alerts}, "not all are listed")
    person.click(page.history.all_read_button)
    person.next_report(lambda report: report.unread_alerts == 0)


def test_the_overview_and_the_settings_lead_to_all_budgets(person: Person, page: Any) -> None:
    from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup

    window = person.desktop.window
    overview = person.page("overview")
    person.click(overview.month.edit)
    popup = window.findChild(BudgetPopup)
    person.click(popup.all)
    assert window.current_page == "alerts"
    assert page.pages.currentWidget() is page.budgets
    person.click(page.what.segment("history"))
    person.click(window.side_bar.button("settings"))
    dialog = person.desktop.settings_dialog
    dialog.show_group("money")
    person.click(dialog.budgets.button)
    assert not dialog.isVisible()
    assert page.pages.currentWidget() is page.budgets


def test_a_stranger_finds_the_dearest_key_sets_a_budget_and_gets_an_alert(person: Person) -> None:
    """The README's path from a surprise to a budget, by the words on the screen alone."""
    from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup

    window = person.desktop.window
    person.clock.advance(timedelta(minutes=11))  # the silence after an earlier test's alert is over
    overview = person.page("overview")
    key = overview.top_keys.names()[0]
    overview.top_keys.setFocus()
    QTest.keyClick(overview.top_keys, Qt.Key.Key_Down)
    QTest.keyClick(overview.top_keys, Qt.Key.Key_Return)
    assert window.current_page == "usage"
    assert {line.names[0] for line in window.shelf.page("usage").grid.model_.lines} == {key}
    window.shelf.page("usage").filter.clear()

    overview = person.page("overview")
    assert overview.month.edit.text() == "Set a budget"
    person.click(overview.month.edit)
    person.type(overview.findChild(BudgetPopup).limit, "1")
    person.next_report(lambda report: report.unread_alerts == 1)
    bell = window.side_bar.button("alerts")
    person.wait(lambda: bell.accessibleName() == "Alerts, 1 unread")
    history = person.page("alerts").history
    person.click_row(history.list, 0)
    (alert,) = [alert for alert in history.alerts.alerts if not alert.acknowledged]
    assert (alert.rule, alert.threshold) == ("Monthly", Decimal(1))
    person.click(history.read_button)
    person.next_report(lambda report: report.unread_alerts == 0)
    person.page("overview")
    assert overview.month.edit.text() == "Change"
    person.click(overview.month.edit)
    person.click(overview.findChildren(BudgetPopup)[-1].remove)
    person.wait(lambda: budgets_of(person) == {})


# --- Limits ----------------------------------------------------------------------------------------------------------


def test_a_key_gets_a_limit_of_its_own(person: Person, page: Any) -> None:
    section, form = page.limits, page.limits.form
    person.click(page.what.segment("limits"))
    person.wait(lambda: any(part.scope is Scope.KEY for part in section._rules.parts), "no keys are known")
    person.click(section.add_button)
    person.choose(form.scope, "A project")
    person.choose(form.scope, "A key")
    name = form.id.itemText(1)
    person.choose(form.id, name)
    chosen = form.id.currentData()
    person.type(form.tokens.line, "55000")
    person.wait(lambda: limits_of(person) == (SpikeLimit(Scope.KEY, chosen, SpikeRule(55_000, 120)),))
    person.wait(lambda: len(section.lines) == 1, "it is not listed")
    assert section.lines[0].label.text() == f"Key {name}"
    person.click(section.lines[0].edit)
    person.click(form.requests.line)
    form.requests.line.selectAll()
    QTest.keyClicks(form.requests.line, "0")
    person.click(form.save)
    person.wait(lambda: limits_of(person) == (SpikeLimit(Scope.KEY, chosen, SpikeRule(55_000, 0)),))
    person.wait(lambda: section.lines[0].rule.text() == "55,000 tokens a minute")
    person.click(section.notice.undo)
    person.wait(lambda: limits_of(person) == (SpikeLimit(Scope.KEY, chosen, SpikeRule(55_000, 120)),))
    person.wait(lambda: "120 requests" in section.lines[0].rule.text())
    person.click(section.lines[0].remove)
    person.wait(lambda: limits_of(person) == ())
    person.click(section.add_button)
    person.click(form.cancel)
    assert section.pages.currentWidget() is section.list


def test_the_rules_for_everything_are_settings(person: Person, page: Any) -> None:
    section = page.limits
    person.click(page.what.segment("limits"))
    person.click(section.settings_button)
    dialog = person.desktop.settings_dialog
    person.wait(dialog.isVisible)
    row = dialog.rows["cool_down_minutes"]
    assert row.isVisible(), "the group of alerts is not the one in front"
    person.type(row.field.control(), "30")
    assert person.setting("cool_down_minutes") == 30
    person.click(dialog.rows["service_down"].field.control())
    person.click(dialog.limits.button)
    assert not dialog.isVisible()
    person.wait(lambda: section.values[-1].text() == "30 min", "the page does not know the new silence")
    person.wait(lambda: section.values[-2].text() == "Off")
    person.click(section.settings_button)
    person.type(row.field.control(), "10")
    person.click(dialog.rows["service_down"].field.control())
    person.click(dialog.close_button)
    assert (person.setting("cool_down_minutes"), person.setting("service_down")) == (10, True)
    person.wait(lambda: section.values[-1].text() == "10 min")


@pytest.mark.usefixtures("looks_back")
def test_every_control_of_the_page_was_used_by_a_click(person: Person, page: Any) -> None:
    never_shown = {
        page.limits.form.model,  # a limit is of no model
        page.snoozes.empty.button,  # where nothing is snoozed there is no next step
        page.history.empty.button,  # while there are alerts: tests/ui/test_alert_history.py clicks it
    }
    assert person.unused(page, never_shown) == []
