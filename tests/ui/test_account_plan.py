"""An account's page shows its plan and lets a person change it; one that can't be asked is followed by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, Service, Tells
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import NO_FIGURES
from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription, SubscriptionUse
from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage
from usage_tracker_gui.ui.overview.account_cards import AccountCards
from usage_tracker_gui.ui.overview.spending import Spending

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)
CHATGPT = Service("chatgpt", "ChatGPT", "chat-outline", "", "CHATGPT")
OPENAI = Service("openai", "OpenAI", "creation", "https://api.openai.com/v1", "OPENAI", tells=frozenset(Tells))
PLUS = Subscription(7, "Plus", Decimal(20), reset_day=5, quota=500, session_limit=3)


def status(name, service):
    freshness = Freshness.FRESH if service.tells else Freshness.BY_HAND
    return AccountStatus(Account(7, name, service.id, service.base_url), service.name, freshness)


def use_of(plan, requests=120, sessions=2):
    metered = Cost(Decimal("31.2"), CostStatus.ESTIMATED)
    return SubscriptionUse(
        plan, "Team", "chatgpt", plan.period_at(NOW, "UTC"), replace(NO_FIGURES, requests=requests), metered, sessions
    )


@pytest.fixture
def page(light, qtbot):
    page = AccountsPage((CHATGPT, OPENAI))
    page.resize(940, 760)
    qtbot.addWidget(page)
    page.show_accounts((status("Team", CHATGPT), status("Work", OPENAI)))
    page.show()
    return page


def enter(qtbot, line, text):
    line.line.selectAll()
    qtbot.keyClick(line.line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(line.line, text)


def test_a_plan_says_what_is_left_and_what_metered_use_would_have_cost(page):
    page.show_plans((use_of(PLUS),))
    said = page.details.plan.summary.text()
    assert said.splitlines() == [
        "Plus, $20.00 a month",
        "380 of 500 requests left until 5 Dec 2026, 120 used",
        "2 of 3 sessions at once",
        "Metered, the same use would have cost ~$31.20",
    ]
    page.choose("Work")
    assert page.details.plan.summary.text() == "None"


def test_what_nobody_told_is_a_dash(page):
    page.show_plans((use_of(replace(PLUS, quota=None), None, None),))
    said = page.details.plan.summary.text()
    assert "— requests since the last reset" in said
    assert "— of 3 sessions" in said


def test_more_sessions_than_the_plan_allows_stand_out(page):
    page.show_plans((use_of(PLUS, sessions=4),))
    assert page.details.plan.summary.tone == "warning"


def test_a_plan_is_entered(page, qtbot):
    plan = page.details.plan
    qtbot.mouseClick(plan.edit, LEFT)
    terms = plan.terms
    for line, text in ((terms.name, "Max"), (terms.price, "$100"), (terms.quota, "2,000,000"), (terms.day, "31")):
        enter(qtbot, line, text)
    terms.unit.setCurrentIndex(terms.unit.findData("tokens"))
    with qtbot.waitSignal(page.plan_changed) as changed:
        qtbot.mouseClick(terms.save, LEFT)
    assert changed.args == ["Team", Subscription(0, "Max", Decimal(100), 31, 2_000_000, QuotaUnit.TOKENS, None)]
    assert not terms.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("name", "", "a name"),
        ("price", "", "0 for a free plan"),
        ("price", "cheap", "an amount in US dollars"),
        ("quota", "-1", "a whole number"),
        ("day", "32", "from 1 to 31"),
        ("sessions", "0", "a whole number from 1"),
    ],
)
def test_terms_that_cannot_be_explain_themselves(page, qtbot, field, text, why):
    page.show_plans((use_of(PLUS),))
    plan = page.details.plan
    qtbot.mouseClick(plan.edit, LEFT)
    enter(qtbot, getattr(plan.terms, field), text)
    with qtbot.assertNotEmitted(page.plan_changed):
        qtbot.mouseClick(plan.terms.save, LEFT)
    assert why in getattr(plan.terms, field).problem.text()


def test_a_plan_is_removed_and_an_edit_is_given_up(page, qtbot):
    page.show_plans((use_of(PLUS),))
    plan = page.details.plan
    qtbot.mouseClick(plan.edit, LEFT)
    with qtbot.assertNotEmitted(page.plan_changed):
        qtbot.mouseClick(plan.terms.cancel, LEFT)
    qtbot.mouseClick(plan.edit, LEFT)
    with qtbot.waitSignal(page.plan_changed) as changed:
        qtbot.mouseClick(plan.terms.remove, LEFT)
    assert changed.args == ["Team", None]


def test_a_report_leaves_alone_what_is_being_typed(page, qtbot):
    plan = page.details.plan
    qtbot.mouseClick(plan.edit, LEFT)
    enter(qtbot, plan.terms.name, "Pl")
    page.show_plans((use_of(PLUS),))
    assert plan.terms.isVisible()
    assert plan.terms.name.line.text() == "Pl"


def test_only_an_account_without_a_usage_api_offers_to_add_usage_and_asks_for_no_key(page, qtbot):
    details = page.details
    assert not details.form.secret_line.isVisible()
    with qtbot.waitSignal(page.entry_requested) as asked:
        qtbot.mouseClick(details.entry_button, LEFT)
    assert asked.args == ["Team"]
    page.choose("Work")
    assert not details.entry_button.isVisible()
    assert details.form.secret_line.isVisible()


@pytest.mark.parametrize(
    ("count", "width", "columns"),
    [(1, 900, 1), (3, 900, 3), (4, 900, 2), (5, 900, 3), (6, 900, 3), (4, 1400, 4), (2, 200, 1)],
)
def test_cards_stand_in_rows_of_the_same_length_where_they_can(light, qtbot, count, width, columns):
    cards = AccountCards((OPENAI,))
    qtbot.addWidget(cards)
    cards.resize(width, 300)
    cards.show_accounts(tuple(status(f"Work {number}", OPENAI) for number in range(count)), {})
    cards.show()
    assert len({card.geometry().left() for card in cards.cards}) == columns


def test_the_card_of_an_account_without_a_usage_api_offers_to_add_usage(light, qtbot):
    cards = AccountCards((CHATGPT, OPENAI))
    qtbot.addWidget(cards)
    cards.show_accounts((status("Team", CHATGPT), status("Work", OPENAI)), {"Team": Spending()})
    cards.show()
    team, work = sorted(cards.cards, key=lambda card: card.name.text())
    assert team.state.text() == "By hand"
    assert not work.entry.isVisible()
    with qtbot.waitSignal(cards.entry_requested) as asked:
        qtbot.mouseClick(team.entry, LEFT)
    assert asked.args == ["Team"]


def test_the_card_of_a_plan_says_its_price_and_what_is_left(light, qtbot):
    cards = AccountCards((CHATGPT,))
    qtbot.addWidget(cards)
    cards.show_accounts((status("Team", CHATGPT),), {"Team": Spending(plan=use_of(PLUS))})
    (card,) = cards.cards
    assert card.cost.text() == "$20.00 a month"
    assert card.message.text() == "Plus, 380 of 500 requests left"
    cards.show_accounts((status("Team", CHATGPT),), {"Team": Spending(plan=use_of(replace(PLUS, quota=None)))})
    assert card.message.text() == "Plus"
