"""The settings by real clicks: then the settings file, the keychain, or who was written to tells."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from post_office import mailbox, webhook
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod
from usage_tracker_gui.settings.preferences import SETTINGS
from usage_tracker_gui.settings.setting import Amount, Choice, Switch, Whole
from usage_tracker_gui.simulator.openai import ADMIN_SECRET

Person = Any  # a fixture of conftest.py

# Each of these does something to this computer or this run that a test must not do.
ELSEWHERE = {
    "start_at_login": "it writes to the desktop's autostart folder: tests/settings/test_autostart.py",
    "database_url": "the whole run would move to another database: tests/store",
    "proxy": "no service would be reached any more: tests/providers/test_http.py",
}


@pytest.fixture
def dialog(person: Person) -> Any:
    person.click(person.desktop.window.side_bar.button("settings"))
    dialog = person.desktop.settings_dialog
    person.wait(dialog.isVisible)
    yield dialog
    person.click(dialog.close_button)
    assert not dialog.isVisible()


def another(person: Person, row: Any, before: Any) -> None:
    """Sets the row's field to another value that is allowed, as a hand does."""
    control, kind = row.field.control(), row.setting.kind
    match kind:
        case Switch():
            assert isinstance(control, QCheckBox)
            person.click(control)
        case Choice(choices):
            assert isinstance(control, QComboBox)
            value = next(value for value, _text in choices if value != before)
            person.choose(control, control.itemText(control.findData(value)))
        case Whole(least, most):
            assert isinstance(control, QLineEdit)
            person.type(control, str(most if before in (None, least) else least))
        case Amount():
            person.type(control, "7" if str(before) != "7" else "8")
        case _:
            person.type(control, EXAMPLES[row.key])


EXAMPLES = {
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "quiet_hours": "22:00-07:00",
    "update_feed_url": "https://localhost/feed",
    "update_feed_key": "HOQsHA+WSgxl4pTjPp7F4ZqsUy5hZuWd6qQ3R5hVJVE=",
}


def test_every_setting_is_changed_by_hand_kept_in_the_file_and_taken_back(person: Person, dialog: Any) -> None:
    for key, row in dialog.rows.items():
        if key in ELSEWHERE or not row.isEnabled():
            continue
        dialog.show_group(SETTINGS[key].table)
        before = person.setting(key)
        another(person, row, before)
        assert person.setting(key) != before, f"{key} did not change: {row.problem.text()}"
        person.click(row.undo)
        assert person.setting(key) == before, f"{key} was not taken back"


WRONG = {
    "currency": ("euros", "three capital letters"),
    "currency_rate": ("-1", "above 0"),
    "spike_token_rate": ("many", "a whole number from 0"),
    "cool_down_minutes": ("0", "from 1 to 1,440"),
    "cost_threshold_usd": ("0", "above 0"),
    "quiet_hours": ("22-7", "22:00-07:00"),
    "interval_seconds": ("601", "from 1 to 600"),
    "timezone": ("Berlin", "Europe/Berlin"),
}


def test_a_wrong_value_explains_itself_beside_its_field_and_changes_nothing(person: Person, dialog: Any) -> None:
    currency = dialog.rows["currency"]
    dialog.show_group("money")
    person.type(currency.field.control(), "EUR")
    for key, (text, allowed) in WRONG.items():
        row = dialog.rows[key]
        dialog.show_group(SETTINGS[key].table)
        before = person.setting(key)
        person.type(row.field.control(), text)
        assert allowed in row.problem.text(), key
        assert row.problem.isVisible()
        assert person.setting(key) == before
        person.click(row.undo)
        assert not row.problem.isVisible()
    dialog.show_group("money")
    person.type(currency.field.control(), "USD")


def test_each_change_of_money_is_taken_back_by_its_undo_or_by_the_keyboard(person: Person, dialog: Any) -> None:
    dialog.show_group("money")
    rows = dialog.rows
    person.type(rows["currency"].field.control(), "EUR")
    person.type(rows["currency_rate"].field.control(), "0.92")
    assert person.setting("currency_rate") == Decimal("0.92")
    window = person.desktop.window
    person.wait(lambda: "EUR" in window.status.currency.text(), "the window does not say its rate")
    person.choose(rows["tier"].field.control(), "Batch")
    person.next_report(lambda report: report.view.tier == "batch")
    person.click(rows["tier"].undo)
    person.next_report(lambda report: report.view.tier is None)
    person.click(rows["currency_rate"].undo)
    assert person.setting("currency_rate") is None
    dialog.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert person.setting("currency_rate") == Decimal("0.92"), "the undo itself is undone"
    person.click(rows["currency_rate"].undo)
    person.click(rows["currency"].undo)
    assert person.setting("currency") == "USD"


def test_groups_are_chosen_by_a_click_and_lead_to_budgets_and_limits(person: Person, dialog: Any) -> None:
    for row in range(dialog.groups.count()):
        person.click(dialog.groups.viewport(), dialog.groups.visualItemRect(dialog.groups.item(row)).center())
        assert dialog.pages.currentIndex() == row
    page = person.desktop.window.shelf.page("alerts")
    for group, line, section in (("money", dialog.budgets, page.budgets), ("alerts", dialog.limits, page.limits)):
        dialog.show_group(group)
        person.click(line.button)
        assert not dialog.isVisible()
        assert page.pages.currentWidget() is section
        person.click(person.desktop.window.side_bar.button("settings"))


def test_the_accounts_of_the_settings_are_tested_and_narrowed_to_keys(person: Person, dialog: Any) -> None:
    dialog.show_group("watching")
    form = dialog.accounts
    person.choose(form.account, "work")
    QTest.keyClicks(form.secret.line, "not a key")
    person.click(form.secret.line)
    form.secret.line.selectAll()
    QTest.keyClicks(form.secret.line, ADMIN_SECRET)
    person.click(form.secret.button)
    person.wait(lambda: "keychain" in form.secret_line.problem.text())
    person.click(form.test)
    person.wait(lambda: "works" in form.secret_line.problem.text())
    person.click(form.choose)
    person.wait(lambda: form.keys.list.count() > 1)
    person.type(form.keys.search, "")
    view = form.keys.list
    place = view.visualItemRect(view.item(1)).center()
    place.setX(view.visualItemRect(view.item(1)).left() + 14)  # on its box
    person.click(view.viewport(), place)
    person.wait(lambda: len(key_ids(person)) == 1)
    person.type(form.ids, "")
    person.wait(lambda: key_ids(person) == ())


def key_ids(person: Person) -> tuple[str, ...]:
    with person.store() as store:
        account = store.account("work")
    assert account is not None
    return account.key_ids


# --- Where alerts are sent -------------------------------------------------------------------------------------------


def channels_of(person: Person) -> dict[str, AlertChannel]:
    with person.store() as store:
        return {channel.name: channel for channel in store.alert_channels.everyone()}


def add_channel(person: Person, channels: Any, name: str, address: str) -> Any:
    """The line that stands there then."""
    person.click(channels.name)
    channels.name.selectAll()
    QTest.keyClicks(channels.name, name)
    person.click(channels.address.line)
    QTest.keyClicks(channels.address.line, address)
    person.click(channels.address.button)
    person.wait(lambda: name in channels.lines, f"“{name}” is not listed: {channels.new.problem.text()}")
    return channels.lines[name]


def spend_too_much(person: Person, name: str) -> None:
    """A budget that is passed already raises an alert in the next pass."""
    with person.store() as store:
        store.put_budget(Budget(name, Decimal("0.01"), BudgetPeriod.MONTH))
    person.desktop.threads.clerk.budgets_changed.emit()
    person.click(person.desktop.window.top_bar.refresh)


def test_alerts_go_to_a_webhook_at_once_and_by_mail_once_an_hour(person: Person, dialog: Any) -> None:
    dialog.show_group("alerts")
    channels = dialog.channels
    with mailbox() as mails, webhook() as hook:
        person.choose(channels.pace, "Daily")
        person.choose(channels.pace, "Hourly")
        line = add_channel(person, channels, "post", mails.address)
        assert channels_of(person)["post"].pace is Pace.HOURLY
        assert person.keychain.get_named("alerts: post") == Secret(mails.address)
        assert channels.address.line.text() == ""
        person.click(line.test)
        person.wait(lambda: line.problem.text() == "It took the message.", "no answer to the test")
        assert mails.mails[0]["Subject"] == "UsageTracker: a test"

        person.choose(channels.pace, "At once")
        team = add_channel(person, channels, "team", hook.address)
        spend_too_much(person, "first")
        person.wait(lambda: len(hook.posts) == 1, "the alert does not arrive")
        assert "“first” is used up" in hook.posts[0]["message"]
        assert len(mails.mails) == 1, "the digest is not due yet"

        hook.status = 500
        spend_too_much(person, "second")
        person.wait(lambda: channels_of(person)["team"].failures == 1, "the failure is not remembered")
        person.wait(lambda: "HTTP 500" in team.problem.text(), "the line does not say that it fails")
        hook.status = 200
        person.clock.advance(timedelta(minutes=45))  # past the pause before the retry, and the full hour
        spend_too_much(person, "third")
        person.wait(lambda: len(hook.posts) == 2, "it was not tried again")
        assert "“second” is used up" in hook.posts[1]["message"]
        person.wait(lambda: channels_of(person)["team"].failures == 0)
        person.wait(lambda: len(mails.mails) == 2, "the digest did not come")
        digest = mails.text(1)
        assert "“first” is used up" in digest
        assert "“third” is used up" not in digest

        person.choose(line.pace, "Daily")
        person.wait(lambda: channels_of(person)["post"].pace is Pace.DAILY)
        for name, each in (("post", line), ("team", team)):
            person.click(each.remove)
            person.wait(lambda name=name: name not in channels_of(person))
            assert person.keychain.get_named(f"alerts: {name}") is None
        person.wait(lambda: not channels.lines)


def test_what_is_no_address_or_has_no_name_is_explained_and_not_kept(person: Person, dialog: Any) -> None:
    dialog.show_group("alerts")
    channels = dialog.channels
    person.type(channels.address.line, "https://example.com/hook")
    assert "name first" in channels.new.problem.text()
    person.click(channels.name)
    QTest.keyClicks(channels.name, "nowhere")
    person.type(channels.address.line, "nobody@example.com")
    person.wait(lambda: "That is no address" in channels.new.problem.text())
    person.type(channels.address.line, "http://example.com/hook")
    person.wait(lambda: "encrypted" in channels.new.problem.text())
    assert channels_of(person) == {}
    assert person.keychain.get_named("alerts: nowhere") is None


@pytest.mark.usefixtures("looks_back")
def test_every_control_of_the_settings_was_used_by_a_click(person: Person, dialog: Any) -> None:
    elsewhere = {dialog.rows[key].field.control() for key in ELSEWHERE} | {dialog.rows[key].undo for key in ELSEWHERE}
    never_shown = {
        dialog.accounts.add_button,  # while there are accounts: tests/ui/test_settings_dialog.py clicks it
        dialog.open_button,  # opens the desktop's file manager: tests/ui/test_settings_dialog.py clicks it
    }
    assert person.unused(dialog, elsewhere | never_shown) == []
