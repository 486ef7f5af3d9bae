"""Settings apply at once, can be undone, and a wrong value explains itself beside its field and goes nowhere."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, RateLimit, Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.settings.preferences import SETTINGS, Preferences
from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog

LEFT = Qt.MouseButton.LeftButton
OPENAI = Service(
    "openai", "OpenAI", "robot", "https://api.openai.com/v1", "OPENAI", "sk-admin-", ("sk-proj-", "sk-svcacct-")
)
A_SECRET = "sk-admin-0123456789abcdefghij"


def status(name="OpenAI", id=1, key_ids=(), freshness=Freshness.FRESH, message=""):
    account = Account(id, name, "openai", OPENAI.base_url, key_ids)
    return AccountStatus(account, "OpenAI", freshness, None, message)


@pytest.fixture
def dialog(light, qtbot):
    dialog = SettingsDialog(
        Preferences(), services=(OPENAI,), data_folder="/somewhere/usage-tracker", prices_as_of=date(2026, 11, 20)
    )
    qtbot.addWidget(dialog)
    dialog.show_accounts((status(),))
    dialog.show()
    return dialog


def type_into(qtbot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    "key",
    [
        "lookback",
        "bucket_width",
        "tier",
        "interval_seconds",
        "spike_token_rate",
        "spike_request_rate",
        "start_minimized",
    ],
)
def test_every_option_of_the_seed_has_a_field(dialog, key):
    assert dialog.rows[key].field.control().accessibleName() == SETTINGS[key].label


def test_the_admin_key_and_the_key_ids_have_fields(dialog):
    assert dialog.accounts.secret.line.accessibleName() == "Admin key"
    assert dialog.accounts.ids.accessibleName() == "Key IDs"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("interval_seconds", "30", 30),
        ("spike_token_rate", "25,000", 25_000),
        ("spike_request_rate", "0", 0),
        ("lookback_hours", "12", 12),
        ("cost_threshold_usd", "25.50", Decimal("25.50")),
        ("quiet_hours", "22:00-07:00", "22:00-07:00"),
        ("retention_days", "365", 365),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_typed_value_applies_at_once(dialog, qtbot, key, typed, value):
    dialog.show_group(SETTINGS[key].table)
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        type_into(qtbot, dialog.rows[key].field.line, typed)
    assert getattr(changed.args[0], key) == value
    assert dialog.preferences == changed.args[0]


@pytest.mark.parametrize(
    ("key", "typed", "explanation"),
    [
        ("interval_seconds", "0", "a whole number from 1 to 600"),
        ("interval_seconds", "soon", "a whole number from 1 to 600"),
        ("spike_token_rate", "-1", "a whole number from 0"),
        ("spike_token_rate", "", "a whole number from 0"),
        ("cost_threshold_usd", "0", "a number above 0"),
        ("quiet_hours", "22-7", "22:00-07:00"),
        ("timezone", "Atlantis", "Europe/Berlin"),
        ("currency", "euro", "EUR"),
    ],
)
def test_a_wrong_value_explains_itself_and_changes_nothing(dialog, qtbot, key, typed, explanation):
    row = dialog.rows[key]
    dialog.show_group(SETTINGS[key].table)
    with qtbot.assertNotEmitted(dialog.preferences_changed):
        type_into(qtbot, row.field.line, typed)
    assert row.problem.isVisible()
    assert explanation in row.problem.text()
    assert dialog.preferences == Preferences()


def test_the_explanation_goes_as_soon_as_the_value_is_right(dialog, qtbot):
    row = dialog.rows["interval_seconds"]
    type_into(qtbot, row.field.line, "9999")
    assert row.problem.isVisible()
    qtbot.keyClick(row.field.line, Qt.Key.Key_Backspace)
    assert row.problem.isVisible()  # 999 is still too much
    qtbot.keyClick(row.field.line, Qt.Key.Key_Backspace)
    assert not row.problem.isVisible()


def test_undo_beside_a_wrong_value_brings_the_right_one_back(dialog, qtbot):
    row = dialog.rows["interval_seconds"]
    type_into(qtbot, row.field.line, "soon")
    with qtbot.assertNotEmitted(dialog.preferences_changed):
        qtbot.mouseClick(row.undo, LEFT)
    assert row.field.line.text() == "15"
    assert not row.problem.isVisible()


def test_undo_beside_a_field_goes_back_to_what_it_was(dialog, qtbot):
    row = dialog.rows["interval_seconds"]
    type_into(qtbot, row.field.line, "30")
    type_into(qtbot, row.field.line, "60")
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        qtbot.mouseClick(row.undo, LEFT)
    assert changed.args[0].interval_seconds == 15
    assert not row.undo.isVisible()


def test_undo_of_the_last_change_goes_back_one_by_one(dialog, qtbot):
    type_into(qtbot, dialog.rows["interval_seconds"].field.line, "30")
    dialog.show_group("alerts")
    type_into(qtbot, dialog.rows["spike_token_rate"].field.line, "500")
    dialog.undo_last()
    assert dialog.preferences.spike_token_rate == 10_000
    assert dialog.preferences.interval_seconds == 30
    dialog.undo_last()
    assert dialog.preferences == Preferences()
    assert dialog.groups.currentItem().text() == "Watching"


def test_a_switch_is_clicked(dialog, qtbot):
    dialog.show_group("computer")
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        qtbot.mouseClick(dialog.rows["start_minimized"].field.switch, LEFT)
    assert changed.args[0].start_minimized is True


def test_a_switch_is_turned_by_the_space_bar(dialog, qtbot):
    dialog.show_group("alerts")
    switch = dialog.rows["notifications"].field.switch
    switch.setFocus()
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert changed.args[0].notifications is False


def test_a_choice_is_made_by_keys(dialog, qtbot):
    dialog.show_group("computer")
    box = dialog.rows["theme"].field.box
    box.setFocus()
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert changed.args[0].theme == "light"


def test_leaving_a_field_applies_it(dialog, qtbot):
    line = dialog.rows["interval_seconds"].field.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "45")
    with qtbot.waitSignal(dialog.preferences_changed) as changed:
        dialog.accept()
    assert changed.args[0].interval_seconds == 45


def test_a_setting_that_could_not_be_done_says_so_beside_its_field(dialog):
    dialog.show_group("computer")
    dialog.show_setting_problem("start_at_login", "This system does not let programs start at login.")
    assert dialog.rows["start_at_login"].problem.isVisible()


def test_a_rate_is_asked_for_only_with_another_currency(dialog, qtbot):
    dialog.show_group("money")
    assert not dialog.rows["currency_rate"].isEnabled()
    type_into(qtbot, dialog.rows["currency"].field.line, "EUR")
    assert dialog.rows["currency_rate"].isEnabled()


def test_tab_leads_from_another_currency_to_its_rate(dialog, qtbot):
    dialog.show_group("money")
    line = dialog.rows["currency"].field.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "EUR")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert dialog.rows["currency"].undo.hasFocus() or dialog.rows["currency_rate"].field.control().hasFocus()
    if dialog.rows["currency"].undo.hasFocus():
        qtbot.keyClick(dialog.rows["currency"].undo, Qt.Key.Key_Tab)
    assert dialog.rows["currency_rate"].field.control().hasFocus()


# --- Admin key -------------------------------------------------------------------------------------------------------


def test_a_secret_is_handed_on_once_and_wiped(dialog, qtbot):
    field = dialog.accounts.secret
    qtbot.keyClicks(field.line, A_SECRET)
    with qtbot.waitSignal(dialog.secret_entered) as entered:
        qtbot.mouseClick(field.button, LEFT)
    assert entered.args == ["OpenAI", Secret(A_SECRET)]
    assert field.line.text() == ""
    qtbot.keyClick(field.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.line.text() == ""


def test_a_secret_stands_in_no_representation(dialog, qtbot):
    field = dialog.accounts.secret
    qtbot.keyClicks(field.line, A_SECRET)
    assert set(field.line.displayText()) == {"●"}
    with qtbot.waitSignal(dialog.secret_entered) as entered:
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    everything = [repr(dialog), repr(dialog.preferences), repr(entered.args), repr(field)]
    assert not any(A_SECRET in text or A_SECRET[9:] in text for text in everything)


def test_blanks_around_a_pasted_secret_are_dropped(dialog, qtbot):
    dialog.accounts.secret.line.setText(f"  {A_SECRET}\n")
    with qtbot.waitSignal(dialog.secret_entered) as entered:
        qtbot.mouseClick(dialog.accounts.secret.button, LEFT)
    assert entered.args[1].reveal() == A_SECRET


@pytest.mark.parametrize("wrong", ["sk-proj-0123456789abcdef", "sk-svcacct-0123456789"])
def test_another_kind_of_key_is_explained_and_not_handed_on(dialog, qtbot, wrong):
    field = dialog.accounts.secret
    with qtbot.assertNotEmitted(dialog.secret_entered):
        qtbot.keyClicks(field.line, wrong)
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert "An admin key is needed: one starts with sk-admin-" in field.problem.text()
    assert wrong not in field.problem.text()


def test_closing_wipes_a_half_typed_secret(dialog, qtbot):
    qtbot.keyClicks(dialog.accounts.secret.line, "sk-admin-half")
    dialog.reject()
    assert dialog.accounts.secret.line.text() == ""


def test_the_connection_is_tested_and_the_answer_shown(dialog, qtbot):
    with qtbot.waitSignal(dialog.connection_test_requested) as asked:
        qtbot.mouseClick(dialog.accounts.test, LEFT)
    assert asked.args == ["OpenAI"]
    assert not dialog.accounts.test.isEnabled()
    dialog.show_problem("OpenAI", "OpenAI refused this key: make a new admin key.")
    assert dialog.accounts.secret_line.problem.text() == "OpenAI refused this key: make a new admin key."
    assert dialog.accounts.test.isEnabled()
    dialog.show_proof("OpenAI", RateLimit(4998, 5000))
    assert dialog.accounts.secret_line.problem.text() == "It works. Its rate limit allows 4,998 more requests of 5,000."
    assert dialog.accounts.secret_line.problem.tone == "ok"
    dialog.show_proof("OpenAI", None)
    assert "rate limit is unknown" in dialog.accounts.secret_line.problem.text()


# --- Key IDs ---------------------------------------------------------------------------------------------------------

KEYS = tuple(NamedKey(f"key_{name}", name, "proj_1", "Production") for name in ("batch", "chat", "evals"))


def test_key_ids_are_typed(dialog, qtbot):
    with qtbot.waitSignal(dialog.keys_chosen) as chosen:
        type_into(qtbot, dialog.accounts.ids, "key_a, key_b")
    assert chosen.args == ["OpenAI", ("key_a", "key_b")]


def test_a_secret_among_the_key_ids_is_refused_and_does_not_stay(dialog, qtbot):
    with qtbot.assertNotEmitted(dialog.keys_chosen):
        type_into(qtbot, dialog.accounts.ids, "sk-proj-0123456789")
    assert "not kept" in dialog.accounts.keys_line.problem.text()
    assert dialog.accounts.ids.text() == ""


def test_keys_are_picked_by_name(dialog, qtbot):
    with qtbot.waitSignal(dialog.keys_requested) as asked:
        qtbot.mouseClick(dialog.accounts.choose, LEFT)
    assert asked.args == ["OpenAI"]
    dialog.show_keys("OpenAI", KEYS)
    keys = dialog.accounts.keys.list
    keys.setFocus()
    keys.setCurrentRow(1)
    with qtbot.waitSignal(dialog.keys_chosen) as chosen:
        qtbot.keyClick(keys, Qt.Key.Key_Space)
    assert chosen.args == ["OpenAI", ("key_chat",)]
    assert dialog.accounts.ids.text() == "key_chat"


def test_a_watched_key_that_the_service_no_longer_names_stays_watched(dialog, qtbot):
    dialog.show_accounts((status(key_ids=("key_gone",)),))
    dialog.show_keys("OpenAI", KEYS)
    keys = dialog.accounts.keys.list
    keys.setFocus()
    keys.setCurrentRow(0)
    with qtbot.waitSignal(dialog.keys_chosen) as chosen:
        qtbot.keyClick(keys, Qt.Key.Key_Space)
    assert set(chosen.args[1]) == {"key_batch", "key_gone"}


def test_a_key_is_found_by_a_part_of_its_name(dialog, qtbot):
    dialog.show_keys("OpenAI", KEYS)
    qtbot.keyClicks(dialog.accounts.keys.search, "EVAL")
    items = [dialog.accounts.keys.list.item(row) for row in range(3)]
    assert [item.text().split()[0] for item in items if not item.isHidden()] == ["evals"]


def test_fifty_accounts_are_picked_from_one_list(dialog, qtbot):
    dialog.show_accounts(tuple(status(f"Team {n}", n) for n in range(1, 51)))
    assert dialog.accounts.account.count() == 50
    dialog.accounts.account.setCurrentIndex(49)
    with qtbot.waitSignal(dialog.keys_requested) as asked:
        qtbot.mouseClick(dialog.accounts.choose, LEFT)
    assert asked.args == ["Team 50"]


def test_a_refresh_leaves_what_is_being_typed_alone(dialog, qtbot):
    dialog.accounts.ids.setFocus()
    qtbot.keyClicks(dialog.accounts.ids, "key_ha")
    qtbot.keyClicks(dialog.accounts.secret.line, "sk-admin-ha")
    dialog.show_accounts((status(),))
    assert dialog.accounts.secret.line.text() == "sk-admin-ha"


def test_without_an_account_the_one_next_step_is_offered(dialog, qtbot):
    dialog.show_accounts(())
    with qtbot.waitSignal(dialog.account_requested):
        qtbot.mouseClick(dialog.accounts.add_button, LEFT)


# --- The rest --------------------------------------------------------------------------------------------------------


def test_the_data_folder_is_shown_and_opened(dialog, qtbot):
    dialog.show_group("computer")
    with qtbot.waitSignal(dialog.data_folder_opened):
        qtbot.mouseClick(dialog.open_button, LEFT)


def test_the_date_of_the_prices_is_told(dialog):
    assert dialog.prices.text() == "As of 20 Nov 2026"


def test_groups_are_walked_through_with_the_keyboard(dialog, qtbot):
    dialog.groups.setFocus()
    qtbot.keyClick(dialog.groups, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.groups, Qt.Key.Key_Down)
    assert dialog.groups.currentItem().text() == "Alerts"
    assert dialog.rows["spike_token_rate"].isVisible()


def test_every_control_has_a_name_for_screen_readers(dialog):
    controls = dialog.findChildren(QAbstractButton) + dialog.findChildren(QLineEdit) + dialog.findChildren(QComboBox)
    own = [control for control in controls if not isinstance(control.parent(), QLineEdit)]  # not Qt's clear buttons
    assert len(own) > 30
    nameless = [control for control in own if not (control.accessibleName() or getattr(control, "text", str)())]
    assert nameless == []


def test_on_a_desktop_without_a_tray_the_settings_that_need_one_say_what_they_do(dialog):
    dialog.show_tray(False)
    assert "closing the window ends the program" in dialog.rows["minimize_to_tray"].problem.text()
    assert "starts as a minimized window" in dialog.rows["start_minimized"].problem.text()
    assert "alerts are in the window alone" in dialog.rows["notifications"].problem.text()
    dialog.show_tray(True)
    assert not dialog.rows["minimize_to_tray"].problem.text()
