"""The accounts page by real clicks: then the store or the keychain tells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.report import GroupBy, Report
from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription
from usage_tracker_gui.simulator.openai import ADMIN_SECRET

Person = Any  # a fixture of conftest.py


def account_of(person: Person, name: str) -> Any:
    with person.store() as store:
        return store.account(name)


@pytest.fixture
def page(person: Person) -> Any:
    page = person.page("accounts")
    person.wait(lambda: page.lines.row_of("work") is not None)
    page.choose("work")
    return page


# --- One account -----------------------------------------------------------------------------------------------------


def test_an_account_is_renamed_and_its_history_stays(person: Person, page: Any) -> None:
    person.type(page.details.name, "office")
    person.wait(lambda: account_of(person, "office") is not None)
    person.wait(lambda: page.lines.row_of("office") is not None, "the page does not know the new name")
    page.choose("office")
    person.type(page.details.name, "work")
    person.wait(lambda: account_of(person, "work") is not None)


def test_an_account_is_not_watched_until_it_is_switched_on_again(person: Person, page: Any) -> None:
    person.click(page.details.watching.switch)
    person.wait(lambda: not account_of(person, "work").enabled)
    person.wait(lambda: "Not watched" in page.details.state.text(), "the page does not say that it is off")
    person.click(page.details.watching.switch)
    person.wait(lambda: account_of(person, "work").enabled)


def test_a_new_key_is_kept_and_tested(person: Person, page: Any) -> None:
    form = page.details.form
    person.click(form.secret.line)
    QTest.keyClicks(form.secret.line, ADMIN_SECRET)
    person.click(form.secret.button)
    person.wait(lambda: "keychain" in form.secret_line.problem.text())
    assert form.secret.line.text() == ""
    assert person.keychain.get(account_of(person, "work")) == Secret(ADMIN_SECRET)
    person.click(form.test)
    person.wait(lambda: "works" in form.secret_line.problem.text())
    assert "rate limit is unknown" in form.secret_line.problem.text()


def test_only_chosen_keys_are_watched(person: Person, page: Any) -> None:
    form = page.details.form
    person.click(form.choose)
    person.wait(lambda: form.keys.list.count() > 1)
    person.type(form.keys.search, "no such key")
    assert all(form.keys.list.item(row).isHidden() for row in range(form.keys.list.count()))
    person.type(form.keys.search, "")
    view = form.keys.list
    rect = view.visualItemRect(view.item(1))
    place = rect.center()
    place.setX(rect.left() + 14)  # on its box
    person.click(view.viewport(), place)
    person.wait(lambda: len(account_of(person, "work").key_ids) >= 1)
    page.choose("work")
    person.wait(lambda: bool(form.ids.text()))
    person.type(form.ids, "")
    person.wait(lambda: account_of(person, "work").key_ids == ())


def test_its_usage_is_shown_alone_and_everything_again(person: Person, page: Any) -> None:
    person.click(page.details.usage_button)
    assert person.desktop.window.current_page == "usage"
    person.next_report(lambda report: report.view.channels == ("work",))
    person.click(person.desktop.window.top_bar.only)
    person.next_report(lambda report: report.view.channels == ())


def test_what_was_done_is_listed(person: Person, page: Any) -> None:
    person.click(page.what.segment("changes"))
    assert page.pages.currentWidget() in (page.log_card, page.no_changes)
    with person.store() as store:
        assert page.log.model_of_changes.rowCount() == len(store.changes())
    person.click(page.what.segment("accounts"))


def test_a_monthly_limit_is_a_budget_and_stands_in_the_log(person: Person, page: Any) -> None:
    person.type(page.details.limit, "nothing much")
    assert "above 0" in page.details.limit_line.problem.text()
    person.type(page.details.limit, "1,500.50")
    person.wait(lambda: "work" in budgets_of(person))
    assert budgets_of(person)["work"].limit_usd == Decimal("1500.50")
    report = person.next_report(lambda report: bool(report.budgets))
    assert report.budgets[0].spent.usd is not None
    person.click(page.what.segment("changes"))
    changes = page.log.model_of_changes
    person.wait(lambda: changes.changes[0].detail == "limit $1,500.50 a month", "the log does not tell")
    person.click(page.what.segment("accounts"))
    person.type(page.details.limit, "")
    person.wait(lambda: budgets_of(person) == {})


def budgets_of(person: Person) -> dict[str, Budget]:
    with person.store() as store:
        return {budget.scope_id: budget for budget in store.budgets()}


def prices_of(person: Person) -> tuple[OwnPrice, ...]:
    with person.store() as store:
        return store.own_prices.everyone()


def cost_of(report: Report, model: str) -> Decimal:
    at = report.usage.column(GroupBy.MODEL)
    return sum((row.figures.cost.usd or Decimal(0) for row in report.usage.rows if row.group[at] == model), Decimal(0))


def test_a_price_of_its_own_is_what_the_next_report_charges(person: Person, page: Any) -> None:
    before = person.reports[-1]
    model = before.usage.rows[0].group[before.usage.column(GroupBy.MODEL)]
    prices, terms = page.details.prices, page.details.prices.terms
    person.click(prices.add)
    person.click(terms.cancel)
    person.click(prices.add)
    person.click(terms.model.line)
    QTest.keyClicks(terms.model.line, model)
    terms.model.line.completer().popup().hide()
    person.choose(terms.tier, "batch")
    person.choose(terms.tier, "standard")
    for line, text in ((terms.input, "1000"), (terms.cached_input, "500"), (terms.cache_write, "1"), (terms.since, "")):
        person.click(line.line)
        QTest.keyClicks(line.line, text)
    person.click(terms.output.line)
    QTest.keyClicks(terms.output.line, "4000")
    person.click(terms.save)
    account = account_of(person, "work")
    wanted = OwnPrice(account.id, model, "standard", Decimal(1000), Decimal(500), Decimal(1), Decimal(4000))
    person.wait(lambda: prices_of(person) == (wanted,))
    dear = person.next_report(lambda report: cost_of(report, model) > 10 * cost_of(before, model))
    person.wait(lambda: len(prices.lines) == 1, "it is not listed")
    assert prices.lines[0].details.text() == "input $1,000.00, cached $500.00, cache write $1.00, output $4,000.00"
    person.click(prices.lines[0].edit)
    person.type(terms.output.line, "40")
    person.wait(lambda: prices_of(person)[0].output == Decimal(40))
    person.next_report(lambda report: cost_of(report, model) < cost_of(dear, model))
    person.click(prices.notice.undo)
    person.wait(lambda: prices_of(person) == (wanted,))
    person.wait(lambda: "output $4,000.00" in prices.lines[0].details.text())
    person.click(prices.lines[0].remove)
    person.wait(lambda: prices_of(person) == ())
    person.next_report(lambda report: cost_of(report, model) == cost_of(before, model))
    person.click(page.what.segment("changes"))
    person.wait(lambda: page.log.model_of_changes.changes[0].detail == f"no own price of {model}")
    person.click(page.what.segment("accounts"))


def test_a_plan_is_set_with_all_its_terms(person: Person, page: Any) -> None:
    plan, terms = page.details.plan, page.details.plan.terms
    person.click(plan.edit)
    person.click(terms.cancel)
    person.click(plan.edit)
    texts = ((terms.name, "Plus"), (terms.price, "20"), (terms.quota, "1000"), (terms.day, "5"), (terms.sessions, "3"))
    for line, text in texts:
        person.click(line.line)
        line.line.selectAll()
        QTest.keyClicks(line.line, text)
    person.choose(terms.unit, "tokens")
    person.click(terms.save)
    wanted = Subscription(account_of(person, "work").id, "Plus", Decimal(20), 5, 1000, QuotaUnit.TOKENS, 3)
    person.wait(lambda: plans_of(person) == (wanted,))
    person.wait(lambda: "Plus, $20.00 a month" in plan.summary.text())
    person.click(plan.edit)
    person.click(terms.remove)
    person.wait(lambda: plans_of(person) == ())


def plans_of(person: Person) -> tuple[Subscription, ...]:
    with person.store() as store:
        return store.subscriptions.everyone()


def test_usage_of_an_account_by_hand_is_added_from_its_page(person: Person, page: Any) -> None:
    with person.store() as store:
        by_hand = store.add_account("Groq", "groq", "")
    person.click(person.desktop.window.top_bar.refresh)
    person.wait(lambda: page.lines.row_of("Groq") is not None, "the page does not know the account")
    person.click_row(page.list, page.lines.row_of("Groq"))
    person.click(page.details.entry_button)
    form = person.desktop.desks.accounts.form
    person.wait(form.isVisible)
    person.click(form.cancel)
    assert person.desktop.desks.accounts.form is None
    person.click(page.details.entry_button)
    form = person.desktop.desks.accounts.form
    values = ("2026-11-24 15:00", "llama-4", "1200", "200", "30", "2", "0.50", "a note")
    for line, text in zip(form.lines, values, strict=True):
        person.click(line.line)
        line.line.selectAll()
        QTest.keyClicks(line.line, text)
    assert person.unused(form) == ["Cancel", "Save"]  # that of the first form was clicked
    person.click(form.save)
    person.wait(lambda: bool(records_of(person, by_hand.id)))
    (record,) = records_of(person, by_hand.id)
    assert (record.input_tokens, record.cached_input_tokens, record.output_tokens, record.requests) == (
        1200,
        200,
        30,
        2,
    )
    assert (record.cost_usd, record.request_type) == (Decimal("0.5"), "a note")


def records_of(person: Person, account_id: int) -> Sequence[UsageRecord]:
    with person.store() as store:
        return store.records_of(account_id)


# --- Another account -------------------------------------------------------------------------------------------------


def test_an_account_is_added_in_three_steps_and_deleted_with_its_losses_spelled_out(person: Person, page: Any) -> None:
    base_url = account_of(person, "work").base_url
    person.click(page.add_button)
    dialog = person.desktop.desks.accounts.dialog
    person.click(dialog.cancel)
    assert not dialog.isVisible()
    person.click(page.add_button)
    dialog = person.desktop.desks.accounts.dialog
    services = dialog.service_step.list
    (openai,) = services.findItems("OpenAI", Qt.MatchFlag.MatchExactly)
    person.click(services.viewport(), services.visualItemRect(openai).center())
    person.click(dialog.next)
    person.click(dialog.back)
    person.click(dialog.next)
    step = dialog.secret_step
    for line in (step.name, step.address, step.secret.line):
        person.click(line)
    step.name.selectAll()
    QTest.keyClicks(step.name, "second")
    step.address.selectAll()
    QTest.keyClicks(step.address, base_url)
    QTest.keyClicks(step.secret.line, ADMIN_SECRET)
    person.click(dialog.next)
    person.wait(lambda: dialog.steps.currentWidget() is dialog.keys_step, "the key was not accepted")
    assert "keys found" in dialog.keys_step.result.text()
    assert account_of(person, "second") is None  # nothing is kept before the last step
    keys = dialog.keys_step.keys
    person.type(keys.search, "no such key")
    person.type(keys.search, "")
    place = keys.list.visualItemRect(keys.list.item(0)).center()
    place.setX(keys.list.visualItemRect(keys.list.item(0)).left() + 14)  # on its box
    person.click(keys.list.viewport(), place)
    # The help opens a browser, and the field's own button makes way for the dialog's.
    assert person.unused(dialog, {dialog.cancel, step.open_help, step.secret.button}) == []
    person.click(dialog.next)
    person.wait(lambda: account_of(person, "second") is not None)
    second = account_of(person, "second")
    assert len(second.key_ids) == 1
    assert person.keychain.get(second) == Secret(ADMIN_SECRET)
    person.wait(lambda: page.lines.row_of("second") is not None)
    person.click_row(page.list, page.lines.row_of("second"))
    person.click(page.details.delete_button)
    deletion = page.details.deletion
    person.wait(lambda: "usage" in deletion.losses.text())
    person.click(deletion.keep)
    assert account_of(person, "second") is not None
    person.click(page.details.delete_button)
    person.click(deletion.delete_button)
    person.wait(lambda: account_of(person, "second") is None)
    assert person.keychain.get(second) is None


@pytest.mark.usefixtures("looks_back")
def test_every_control_of_the_accounts_page_was_used_by_a_click(person: Person) -> None:
    page = person.page("accounts")
    never_shown = {page.empty.button, page.no_changes.button}  # while there are accounts and changes
    never_shown |= set(page.details.entries.findChildren(QPushButton))  # see test_usage_by_hand
    assert person.unused(page, never_shown) == []
