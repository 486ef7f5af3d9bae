"""Budgets and forecast on the overview: what the cards say, and the popup that sets the month's budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import AccountStatus, Freshness
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.forecast import Confidence
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.overview.account_cards import AccountCards
from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup
from usage_tracker_gui.ui.overview.hero_cards import ForecastCard, MonthCard, TodayCard
from usage_tracker_gui.ui.overview.spending import spending_by_account
from usage_tracker_gui.ui.parts.budget_bar import budget_text, budget_tip, rough
from usage_tracker_gui.ui.parts.wording import exact_tokens


@pytest.fixture
def popup(qtbot: QtBot, light: QApplication, made_up: ModuleType) -> Iterator[BudgetPopup]:
    card = MonthCard()
    qtbot.addWidget(card)
    popup = BudgetPopup(made_up.BUDGETS[0].budget, card)
    card.show()
    popup.open_below(card.edit)
    yield popup
    card.close()


def test_a_budget_is_a_bar_with_the_share_that_is_spent(qtbot: QtBot, made_up: ModuleType) -> None:
    card = MonthCard()
    qtbot.addWidget(card)
    card.show()
    card.show_report(made_up.report())
    assert card.bar.isVisible()
    assert card.note.text() == "61 % of $1,000"
    assert card.note.tone == "muted"
    assert card.edit.text() == "Change"
    card.show_report(replace(made_up.report(), budgets=(made_up.budget("600", "612.04"),)))
    assert (card.note.text(), card.note.tone) == ("102 % of $600", "critical")
    assert card.bar.toolTip() == "$612.04 of $600.00 a month\n$12.04 over the limit"


def test_beside_an_amount_that_a_budget_does_not_count_its_own_is_written_out(
    qtbot: QtBot, made_up: ModuleType
) -> None:
    """In a tier that is tried out, or in days of another zone."""
    card = MonthCard()
    qtbot.addWidget(card)
    report = made_up.report()
    tried = replace(report.month, cost=Cost(Decimal("1100.50"), CostStatus.PRICED))
    card.show_report(replace(report, month=tried))
    assert (card.value.text(), card.note.text()) == ("$1,100.50", "$612.04 of $1,000")


def test_without_a_budget_the_card_offers_one(qtbot: QtBot, made_up: ModuleType) -> None:
    card = MonthCard()
    qtbot.addWidget(card)
    card.show()
    card.show_report(replace(made_up.report(), budgets=(), unpriced_models=()))
    assert not card.bar.isVisible()
    assert card.edit.text() == "Set a budget"
    assert card.note.text().endswith("tokens")
    with qtbot.waitSignal(card.budget_requested):
        qtbot.mouseClick(card.edit, Qt.MouseButton.LeftButton)


def test_what_has_no_price_yet_does_not_look_like_nothing_spent(made_up: ModuleType) -> None:
    state = replace(made_up.BUDGETS[0], spent=Cost(None, CostStatus.UNPRICED))
    assert budget_text(state) == "— of $1,000"
    assert budget_tip(state) == "— of $1,000.00 a month"


def test_the_forecast_says_its_range_and_how_much_is_known(qtbot: QtBot, made_up: ModuleType) -> None:
    card = ForecastCard()
    qtbot.addWidget(card)
    card.show_report(made_up.report())
    assert (card.value.text(), card.note.text(), card.more.text()) == ("~$884", "$820 – $961", "High confidence")
    assert card.more.toolTip() == "From what each weekday cost, over 43 days"
    unsure = replace(made_up.FORECAST, days_seen=0, confidence=Confidence.LOW, is_lower_bound=True)
    card.show_report(replace(made_up.report(), forecast=unsure))
    assert card.more.toolTip() == "From today alone\nAt least: some of the usage has no price"


def test_a_month_that_will_not_fit_its_budget_is_said_in_amber(qtbot: QtBot, made_up: ModuleType) -> None:
    card = ForecastCard()
    qtbot.addWidget(card)
    card.show_report(replace(made_up.report(), budgets=(made_up.budget("700", "612.04"),)))
    assert (card.more.text(), card.more.tone) == ("$184 over budget", "warning")


def test_before_the_first_usage_nothing_is_foretold(qtbot: QtBot, made_up: ModuleType) -> None:
    card = ForecastCard()
    qtbot.addWidget(card)
    card.show_report(made_up.empty_report())
    assert (card.value.text(), card.note.text()) == ("—", "After the first usage")


def test_what_is_safe_to_spend_today_stands_beside_what_was_spent(qtbot: QtBot, made_up: ModuleType) -> None:
    card = TodayCard()
    qtbot.addWidget(card)
    card.show_report(made_up.report())
    assert card.more.text() == "$23.10 more is safe"
    card.show_report(replace(made_up.report(), safe_to_spend_today=Decimal(0)))
    assert (card.more.text(), card.more.tone) == ("Today's part is spent", "warning")
    card.show_report(replace(made_up.report(), safe_to_spend_today=None))
    assert card.more.text() == ""


def test_more_tokens_than_qt_can_count_are_counted() -> None:
    assert exact_tokens(98_765_432_101) == "98,765,432,101 tokens"


def test_guesses_are_not_more_exact_than_they_are() -> None:
    assert [rough(Decimal(usd)) for usd in ("884.3", "99.5", "0.0042", "0")] == ["$884", "$99.50", "$0.0042", "$0.00"]


def test_an_account_shows_its_month_its_limit_and_what_is_wrong(qtbot: QtBot, made_up: ModuleType) -> None:
    cards = AccountCards(made_up.SERVICES)
    qtbot.addWidget(cards)
    cards.show()
    near = made_up.budget("100", "92.10", "Claude team")
    over = made_up.budget("500", "512.20", "OpenAI")
    accounts = tuple(replace(each, freshness=Freshness.FRESH, message="") for each in made_up.ACCOUNTS)
    report = replace(made_up.report(), accounts=accounts, budgets=(near, over))
    cards.show_accounts(accounts, spending_by_account(report))
    openai, claude, labs = cards.cards
    told = (openai.cost.text(), openai.of_what.text(), openai.part.text(), openai.state.text())
    assert told == ("$512.20", "of $500", "102 %", "Over its limit")
    assert openai.message.text() == "4.1 M tokens today, 98 M this month"
    assert (claude.state.text(), claude.bar.isHidden()) == ("Near its limit", False)
    assert (labs.of_what.text(), labs.state.text(), labs.bar.isHidden()) == ("this month", "OK", True)


def test_an_account_in_trouble_says_that_first(made_up: ModuleType, qtbot: QtBot) -> None:
    cards = AccountCards(made_up.SERVICES)
    qtbot.addWidget(cards)
    stale: AccountStatus = made_up.ACCOUNTS[1]
    cards.show_accounts((stale,), spending_by_account(made_up.report()))
    assert (cards.cards[0].state.text(), cards.cards[0].message.text()) == ("Stale", stale.message)


def test_the_popup_keeps_the_budgets_name_and_takes_a_limit_and_a_warning(qtbot: QtBot, popup: BudgetPopup) -> None:
    assert (popup.limit.text(), popup.warn.text()) == ("1000", "80")
    popup.limit.clear()
    popup.warn.clear()
    qtbot.keyClicks(popup.limit, "1,250.50")
    qtbot.keyClicks(popup.warn, "75 %")
    with qtbot.waitSignal(popup.chosen) as told:
        qtbot.keyClick(popup.warn, Qt.Key.Key_Return)
    assert told.args == [Budget("Monthly", Decimal("1250.50"), thresholds=(Decimal("0.75"), Decimal(1)))]


@pytest.mark.parametrize(("limit", "warn"), [("", "80"), ("-5", "80"), ("lots", "80"), ("5", "0"), ("5", "120")])
def test_the_popup_says_what_is_allowed(qtbot: QtBot, popup: BudgetPopup, limit: str, warn: str) -> None:
    popup.limit.setText(limit)
    popup.warn.setText(warn)
    with qtbot.assertNotEmitted(popup.chosen):
        qtbot.mouseClick(popup.save, Qt.MouseButton.LeftButton)
    assert popup.problem.isVisible()
    assert popup.isVisible()


def test_a_budget_is_removed_where_it_was_set(qtbot: QtBot, popup: BudgetPopup) -> None:
    with qtbot.waitSignal(popup.chosen) as told:
        qtbot.mouseClick(popup.remove, Qt.MouseButton.LeftButton)
    assert told.args == [None]


@pytest.mark.parametrize("width", [800, 1100, 1600])
def test_nothing_is_wider_than_the_window_whatever_the_figures(
    make_window: Callable[..., MainWindow], made_up: ModuleType, width: int
) -> None:
    window = make_window(made_up.crowded_report(), width=width)
    page = window.shelf.page("overview")
    QApplication.processEvents()
    assert page.widget().width() <= page.width()
