"""The overview by real clicks: each control once; then the store, the next report or the page it leads to tells."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup
from usage_tracker_gui.ui.parts.top_list import HEAD, ROW, TopList

Person = Any


def click_line(person: Person, top: TopList, at: int) -> str:
    person.click(top, QPoint(40, HEAD + at * ROW + ROW // 2))
    return top.names()[at]


def test_a_name_in_a_ranking_is_found_in_the_usage(person: Person) -> None:
    window = person.desktop.window
    for ranking in ("top_keys", "top_models"):
        page = person.page("overview")
        name = click_line(person, getattr(page, ranking), 0)
        assert window.current_page == "usage"
        usage = window.shelf.page("usage")
        assert usage.filter.text() == name
        assert usage.grid.model_.lines
        usage.filter.clear()


def test_a_ranking_is_walked_by_keyboard(person: Person) -> None:
    page = person.page("overview")
    page.top_models.setFocus()
    QTest.keyClick(page.top_models, Qt.Key.Key_Down)
    QTest.keyClick(page.top_models, Qt.Key.Key_Down)
    QTest.keyClick(page.top_models, Qt.Key.Key_Return)
    assert person.desktop.window.shelf.page("usage").filter.text() == page.top_models.names()[1]
    person.desktop.window.shelf.page("usage").filter.clear()


def test_the_chart_has_the_budget_and_the_trends_come_from_the_store(person: Person) -> None:
    page = person.page("overview")
    person.click(page.month.edit)
    popup = page.findChild(BudgetPopup)
    QTest.keyClicks(popup.limit, "304.375")
    person.click(popup.save)
    person.wait(lambda: page.chart.budget == pytest.approx(10), "no line of the budget")
    with person.store() as store:
        assert [budget.limit_usd for budget in store.budgets()] == [Decimal("304.375")]
    person.wait(lambda: len(page.top_keys._trends.heights) == len(page.top_keys.lines), "no trends")


def test_a_card_leads_to_its_account_and_its_limit(person: Person) -> None:
    window = person.desktop.window
    page = person.page("overview")
    person.click(page.accounts.cards[0].action)
    assert window.current_page == "accounts"
    page = person.page("overview")
    person.click(page.accounts.cards[0].limit)
    accounts = window.shelf.page("accounts")
    assert window.current_page == "accounts"
    person.wait(accounts.details.limit.isVisible)


def test_an_alert_is_shown_snoozed_and_all_are_seen(person: Person) -> None:
    window = person.desktop.window
    page = person.page("overview")
    person.click(page.banner.open)
    assert window.current_page == "usage"
    page = person.page("overview")
    first = page.banner.alert
    person.click(page.banner.snooze)
    person.wait(lambda: page.banner.alert != first, "the banner kept it")
    with person.store() as store:
        assert store.save_alert(first) is None  # it is silent about that
    person.click(page.banner.dismiss)
    person.next_report(lambda report: report.unread_alerts == 0)
    person.wait(page.banner.isHidden)


def test_the_status_bar_leads_to_the_accounts_and_the_side_bar_to_the_settings(person: Person) -> None:
    window = person.desktop.window
    person.page("overview")
    person.click(window.status.marks[0])
    assert window.current_page == "accounts"
    person.click(window.side_bar.button("settings"))
    dialog = person.desktop.settings_dialog
    person.wait(dialog.isVisible)
    person.click(dialog.close_button)
    assert not dialog.isVisible()


@pytest.mark.usefixtures("looks_back")
def test_every_control_of_the_overview_was_used_by_a_click(person: Person) -> None:
    page = person.page("overview")
    card = page.accounts.cards[0]
    never_shown = {page.accounts.more, card.entry}  # with one account, and one that tells by itself
    if page.empty is not None:
        never_shown.add(page.empty.button)
    assert person.unused(page, never_shown) == []
