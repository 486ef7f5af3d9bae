"""The accounts page by real clicks: then the store or the keychain tells."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from usage_tracker_gui.domain.account import Secret
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


# --- Another account -------------------------------------------------------------------------------------------------


def test_an_account_is_added_in_three_steps_and_deleted_with_its_losses_spelled_out(person: Person, page: Any) -> None:
    base_url = account_of(person, "work").base_url
    person.click(page.add_button)
    dialog = person.desktop.desks.accounts.dialog
    person.wait(dialog.isVisible)
    services = dialog.service_step.list
    (openai,) = services.findItems("OpenAI", Qt.MatchFlag.MatchExactly)
    person.click(services.viewport(), services.visualItemRect(openai).center())
    person.click(dialog.next)
    step = dialog.secret_step
    step.name.selectAll()
    QTest.keyClicks(step.name, "second")
    step.address.selectAll()
    QTest.keyClicks(step.address, base_url)
    QTest.keyClicks(step.secret.line, ADMIN_SECRET)
    person.click(dialog.next)
    person.wait(lambda: dialog.steps.currentWidget() is dialog.keys_step, "the key was not accepted")
    assert "keys found" in dialog.keys_step.result.text()
    assert account_of(person, "second") is None  # nothing is kept before the last step
    person.click(dialog.next)
    person.wait(lambda: account_of(person, "second") is not None)
    second = account_of(person, "second")
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
    assert person.unused(person.page("accounts")) == []
