"""The accounts page says what a person wants done with an account, and what deleting one costs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

from usage_tracker_gui.domain.account import (
    Account,
    AccountChange,
    AccountStatus,
    Freshness,
    RateLimit,
    Secret,
    Service,
    Tells,
)
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.accounts.accounts_page import AccountsPage
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.parts.typed_amounts import dollars_in

LEFT = Qt.MouseButton.LeftButton
OPENAI = Service(
    "openai", "OpenAI", "creation-outline", "https://api.openai.com/v1", "OPENAI", "sk-admin-", tells=frozenset(Tells)
)


def status(name, id=1, freshness=Freshness.FRESH, message="", enabled=True):
    account = Account(id, name, "openai", OPENAI.base_url, enabled=enabled)
    return AccountStatus(account, "OpenAI", freshness, None, message)


@pytest.fixture
def page(light, qtbot):
    page = AccountsPage((OPENAI,))
    page.resize(920, 700)
    qtbot.addWidget(page)
    page.show_accounts((status("Main"), status("Research", 2, Freshness.NEEDS_KEY, "Enter a new admin key.")))
    page.show()
    return page


def choose(qtbot, page, row):
    qtbot.mouseClick(page.list.viewport(), LEFT, pos=page.list.visualRect(page.lines.index(row)).center())


def enter(qtbot, line, text):
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_an_account_says_how_it_does(page, qtbot):
    choose(qtbot, page, 1)
    assert page.details.title.text() == "Research"
    assert "Enter a new admin key." in page.details.state.text()
    said = page.lines.data(page.lines.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Research. OpenAI. Needs a key. Enter a new admin key"


def test_an_account_says_what_is_left_of_its_rate_limit_or_that_nobody_knows(page, now):
    read = replace(status("Main"), updated=now, rate_limit=RateLimit(7, 60))
    page.show_accounts((read,))
    assert "allows 7 more requests of 60" in page.details.state.text()
    page.show_accounts((replace(read, rate_limit=None),))
    assert "rate limit is unknown" in page.details.state.text()
    page.show_accounts((status("Main"),))
    assert "rate limit" not in page.details.state.text()


def test_an_account_is_renamed(page, qtbot):
    with qtbot.waitSignal(page.account_renamed) as renamed:
        enter(qtbot, page.details.name, "Production")
    assert renamed.args == ["Main", "Production"]


@pytest.mark.parametrize(("name", "why"), [("Research", "another account"), ("   ", "needs a name")])
def test_a_name_that_cannot_be_is_explained(page, qtbot, name, why):
    with qtbot.assertNotEmitted(page.account_renamed):
        enter(qtbot, page.details.name, name)
    assert why in page.details.name_line.problem.text()


def test_a_limit_is_set_and_taken_away(page, qtbot, made_up):
    with qtbot.waitSignal(page.limit_changed) as changed:
        enter(qtbot, page.details.limit, "$1,250.50")
    assert changed.args == ["Main", Decimal("1250.50")]
    page.show_report(
        replace(made_up.report(), accounts=(status("Main"),), budgets=(made_up.budget("1250.50", "0", "Main"),))
    )
    with qtbot.waitSignal(page.limit_changed) as changed:
        enter(qtbot, page.details.limit, "")
    assert changed.args == ["Main", None]


@pytest.mark.parametrize("text", ["0", "-5", "much", "NaN", "Infinity"])
def test_a_limit_that_is_none_is_explained(page, qtbot, text):
    with pytest.raises(ValueError, match="above 0"):
        dollars_in(text)
    with qtbot.assertNotEmitted(page.limit_changed):
        enter(qtbot, page.details.limit, text)
    assert "a number above 0" in page.details.limit_line.problem.text()


def test_an_account_is_switched_off(page, qtbot):
    with qtbot.waitSignal(page.account_switched) as switched:
        qtbot.mouseClick(page.details.watching.switch, LEFT)
    assert switched.args == ["Main", False]


def test_a_new_admin_key_is_handed_on_for_the_chosen_account(page, qtbot):
    choose(qtbot, page, 1)
    field = page.details.form.secret
    qtbot.keyClicks(field.line, "sk-admin-0123456789abcdef")
    with qtbot.waitSignal(page.secret_entered) as entered:
        qtbot.mouseClick(field.button, LEFT)
    assert entered.args == ["Research", Secret("sk-admin-0123456789abcdef")]
    assert field.line.text() == ""


def test_choosing_another_account_wipes_a_half_typed_secret(page, qtbot):
    qtbot.keyClicks(page.details.form.secret.line, "sk-admin-half")
    choose(qtbot, page, 1)
    assert page.details.form.secret.line.text() == ""


def test_keys_are_asked_for_and_ticked(page, qtbot):
    with qtbot.waitSignal(page.keys_requested):
        qtbot.mouseClick(page.details.form.choose, LEFT)
    page.show_keys("Main", (NamedKey("key_a", "batch"),))
    ticks = page.details.form.keys.list
    with qtbot.waitSignal(page.keys_chosen) as chosen:
        qtbot.mouseClick(ticks.viewport(), LEFT, pos=ticks.visualItemRect(ticks.item(0)).center())
    assert chosen.args == ["Main", ("key_a",)]


def test_deleting_spells_out_what_is_lost_before_it_happens(page, qtbot):
    with qtbot.waitSignal(page.losses_requested) as asked, qtbot.assertNotEmitted(page.account_deleted):
        qtbot.mouseClick(page.details.delete_button, LEFT)
    assert asked.args == ["Main"]
    page.show_losses("Main", ("412,310 rows of usage since 3 Jan 2026",))
    deletion = page.details.deletion
    assert deletion.isVisible()
    assert "admin key" in deletion.losses.text()
    assert "412,310 rows of usage since 3 Jan 2026" in deletion.losses.text()
    assert deletion.keep.hasFocus()
    with qtbot.waitSignal(page.account_deleted) as deleted:
        qtbot.mouseClick(deletion.delete_button, LEFT)
    assert deleted.args == ["Main"]


def test_an_account_is_kept_after_all(page, qtbot):
    qtbot.mouseClick(page.details.delete_button, LEFT)
    with qtbot.assertNotEmitted(page.account_deleted):
        qtbot.keyClick(page.details.deletion.keep, Qt.Key.Key_Space)
    assert not page.details.deletion.isVisible()
    assert page.details.delete_button.isVisible()


def test_the_question_about_one_account_is_not_left_standing_for_another(page, qtbot):
    qtbot.mouseClick(page.details.delete_button, LEFT)
    choose(qtbot, page, 1)
    assert not page.details.deletion.isVisible()


def test_losses_of_another_account_are_not_shown(page, qtbot):
    qtbot.mouseClick(page.details.delete_button, LEFT)
    page.show_losses("Research", ("7 rows",))
    assert "7 rows" not in page.details.deletion.losses.text()


def test_a_refresh_keeps_the_choice_and_what_is_being_typed(page, qtbot):
    choose(qtbot, page, 1)
    page.details.name.setFocus()
    qtbot.keyClicks(page.details.name, "!")
    page.show_accounts((status("Main"), status("Research", 2)))
    assert page.details.title.text() == "Research"
    assert page.details.name.text() == "!Research"


def test_a_deleted_account_gives_way_to_its_neighbor(page, qtbot):
    choose(qtbot, page, 1)
    page.show_accounts((status("Main"),))
    assert page.details.title.text() == "Main"


def test_fifty_accounts_fit_and_a_fifty_first_is_not_offered(page, qtbot):
    page.show_accounts(tuple(status(f"Team {number}", number) for number in range(50)))
    assert page.count.text() == "50 of 50"
    assert not page.add_button.isEnabled()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert page.details.title.text() == "Team 49"


def test_without_accounts_the_one_next_step_is_offered(page, qtbot):
    page.show_accounts(())
    assert page.pages.currentWidget() is page.empty
    with qtbot.waitSignal(page.account_requested):
        qtbot.mouseClick(page.empty.button, LEFT)


def test_changes_are_listed_newest_first(page, qtbot, now):
    qtbot.mouseClick(page.what.segment("changes"), LEFT)
    assert page.pages.currentWidget() is page.no_changes
    older = AccountChange(now - timedelta(days=2), "Main", "added")
    page.show_changes((older, replace(older, at=now, action="rotated")))
    model = page.log.model_of_changes
    rows = [[model.data(model.index(row, column)) for column in range(4)] for row in range(2)]
    assert rows == [["24 Nov 2026, 14:37", "Main", "rotated", ""], ["22 Nov 2026, 14:37", "Main", "added", ""]]


def test_a_card_leads_to_its_account_and_to_its_key(page):
    page.ask_secret("Research")
    assert page.details.title.text() == "Research"
    assert page.details.form.secret.line.hasFocus()


@pytest.mark.parametrize("name", ["x" * 300, "فريق الإنتاج"])
def test_long_and_right_to_left_names_are_drawn(page, name):
    page.show_accounts((status(name),))
    assert page.details.title.text() == name
    assert page.width() == 920
    assert not page.grab().isNull()


def test_every_control_has_a_name_for_screen_readers(page):
    controls = page.findChildren(QAbstractButton) + page.findChildren(QLineEdit) + page.findChildren(QAbstractItemView)
    inner = (QLineEdit, QAbstractItemView)  # have buttons of Qt's own inside
    own = [control for control in controls if not isinstance(control.parent(), inner) and not control.isHidden()]
    assert len(own) > 10
    assert [control for control in own if not (control.accessibleName() or getattr(control, "text", str)())] == []


def test_the_tab_key_goes_from_the_list_through_the_fields_in_order(page, qtbot):
    page.list.setFocus()
    details = page.details
    form = (details.name, details.limit, details.prices.add, details.plan.edit, details.watching.switch)
    for expected in (details.usage_button, *form):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        assert page.window().focusWidget() is expected


def test_the_theme_changes_while_the_page_is_open(page, qapp):
    light = page.grab().toImage().pixelColor(5, 5)
    apply_theme(qapp, "dark")
    try:
        assert page.grab().toImage().pixelColor(5, 5) != light
    finally:
        apply_theme(qapp, "light")


def test_services_may_become_known_after_the_page_was_made(light, qtbot):
    page = AccountsPage()
    qtbot.addWidget(page)
    page.show_accounts((status("Main"),))
    assert page.lines.icon_of(page.lines.statuses[0]) == "cloud-outline"
    page.show_services((OPENAI,))
    assert page.lines.icon_of(page.lines.statuses[0]) == OPENAI.icon
    assert page.details.form.secret.line.placeholderText() == "sk-admin-…"


def test_the_longest_name_does_not_widen_what_is_said_before_a_deletion(page, qtbot):
    name = "An organization whose name never ends " * 8
    page.show_accounts((status(name[:300]),))
    page.resize(744, 480)  # as in a window of 800
    qtbot.mouseClick(page.details.delete_button, Qt.MouseButton.LeftButton)
    page.show_losses(name[:300], ("Its usage since 3 Jan 2026",))
    qtbot.wait(20)
    assert page.details.horizontalScrollBar().maximum() == 0
    assert "…" in page.details.deletion.title.text()
