"""Prices of one account: listed, added, changed, removed, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(light: QApplication, qtbot: QtBot, made_up: ModuleType) -> AccountsPage:
    page = AccountsPage(made_up.SERVICES)
    page.resize(1000, 900)
    qtbot.addWidget(page)
    page.show_report(made_up.report())
    page.show()
    return page


def test_own_prices_stand_in_dollars_a_million_tokens(page: AccountsPage, made_up_rules: ModuleType) -> None:
    prices = page.details.prices
    assert not prices.none.isHidden()
    page.show_prices(made_up_rules.own_prices("ordinary", page.lines.statuses[0].account.id))
    assert prices.none.isHidden()
    assert [line.details.text() for line in prices.lines] == [
        "input $1.00, cached $0.10, output $8.00",
        "input $0.000001, output $9,999,999.99, from 1 Nov 2026",
    ]


def test_prices_of_another_account_are_not_shown(page: AccountsPage, made_up_rules: ModuleType) -> None:
    page.show_prices(made_up_rules.own_prices("ordinary", 77))
    assert page.details.prices.lines == []


def test_a_price_is_added_for_a_model_that_the_account_uses(page: AccountsPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.price_changed)
    terms = page.details.prices.terms
    qtbot.mouseClick(page.details.prices.add, LEFT)
    completer = terms.model.line.completer()
    assert completer is not None
    qtbot.keyClicks(terms.model.line, "gpt-5.1")
    assert completer.completionCount() > 0
    for line, text in ((terms.input, "1"), (terms.output, "$8.50"), (terms.since, "2026-11-01")):
        line.line.setText(text)
    qtbot.mouseClick(terms.save, LEFT)
    wanted = OwnPrice(0, "gpt-5.1", input=Decimal(1), output=Decimal("8.50"), since=date(2026, 11, 1))
    assert list(spy.at(0)) == ["OpenAI", None, wanted]
    assert terms.isHidden()


def test_what_is_wrong_or_missing_is_explained_beside_its_field(page: AccountsPage, qtbot: QtBot) -> None:
    spy = QSignalSpy(page.price_changed)
    terms = page.details.prices.terms
    qtbot.mouseClick(page.details.prices.add, LEFT)
    terms.since.line.setText("next week")
    qtbot.mouseClick(terms.save, LEFT)
    assert "2026-11-24" in terms.since.problem.text()
    terms.since.line.setText("")
    qtbot.mouseClick(terms.save, LEFT)
    assert "gpt-5.1" in terms.model.problem.text()
    assert "Input or output is needed" in terms.input.problem.text()
    terms.input.line.setText("-1")
    qtbot.mouseClick(terms.save, LEFT)
    assert "amount" in terms.input.problem.text()
    assert spy.count() == 0
    qtbot.mouseClick(terms.cancel, LEFT)
    assert terms.isHidden()


def test_an_edited_and_a_removed_price_come_back_by_undo(
    page: AccountsPage, made_up_rules: ModuleType, qtbot: QtBot
) -> None:
    one, two = made_up_rules.own_prices("ordinary", page.lines.statuses[0].account.id)
    page.show_prices((one, two))
    prices = page.details.prices
    spy = QSignalSpy(page.price_changed)
    qtbot.mouseClick(prices.lines[0].edit, LEFT)
    assert prices.terms.output.line.text() == "8"
    prices.terms.output.line.setText("7")
    qtbot.keyClick(prices.terms.output.line, Qt.Key.Key_Return)
    _name, before, after = spy.at(0)
    assert (before, after.output, after.cached_input) == (one, Decimal(7), one.cached_input)
    qtbot.mouseClick(prices.notice.undo, LEFT)
    assert list(spy.at(1)) == ["OpenAI", after, one]
    qtbot.mouseClick(prices.lines[1].remove, LEFT)
    assert list(spy.at(2)) == ["OpenAI", two, None]
    qtbot.mouseClick(prices.notice.undo, LEFT)
    assert list(spy.at(3)) == ["OpenAI", None, two]


def test_another_account_closes_the_form(page: AccountsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.details.prices.add, LEFT)
    page.choose("Claude team")
    assert page.details.prices.terms.isHidden()
