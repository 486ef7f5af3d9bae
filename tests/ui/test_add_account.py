"""The assistant adds an account in three steps, and keeps nothing before the last one."""

import pytest
from PySide6.QtCore import Qt

from usage_tracker_gui.domain.account import Account, Secret, Service, Tells
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.accounts.add_account import AddAccountDialog, mistake_in_address

LEFT = Qt.MouseButton.LeftButton
OPENAI = Service(
    "openai",
    "OpenAI",
    "creation-outline",
    "https://api.openai.com/v1",
    "OPENAI",
    "sk-admin-",
    ("sk-proj-",),
    "An owner makes one under Organization, Admin keys.",
    "https://platform.openai.com/settings/organization/admin-keys",
    frozenset({Tells.TOKENS, Tells.REQUESTS, Tells.KEYS}),
)
GROQ = Service("groq", "Groq", "lightning-bolt-outline", "https://api.groq.com/openai/v1", "GROQ")
KEYS = (NamedKey("key_a", "batch"), NamedKey("key_b", "chat"))
A_SECRET = "sk-admin-0123456789abcdef"


@pytest.fixture
def dialog(light, qtbot):
    dialog = AddAccountDialog((OPENAI, GROQ), frozenset({"OpenAI"}))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def go_to_secret(qtbot, dialog):
    qtbot.mouseClick(dialog.next, LEFT)


def enter_secret(qtbot, dialog, text=A_SECRET):
    qtbot.keyClicks(dialog.secret_step.secret.line, text)
    with qtbot.waitSignal(dialog.connection_test_requested) as asked:
        qtbot.mouseClick(dialog.next, LEFT)
    return asked.args


def test_a_service_says_what_it_tells(dialog):
    assert dialog.service_step.what.text() == "OpenAI tells tokens, requests and keys by name."


def test_an_account_is_added_in_three_steps(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    draft, secret = enter_secret(qtbot, dialog)
    assert (draft, secret) == (Account(0, "OpenAI 2", "openai", OPENAI.base_url), Secret(A_SECRET))
    dialog.show_keys(KEYS)
    ticks = dialog.keys_step.keys.list
    qtbot.mouseClick(ticks.viewport(), LEFT, pos=ticks.visualItemRect(ticks.item(1)).center())
    with qtbot.waitSignal(dialog.account_added) as added:
        qtbot.mouseClick(dialog.next, LEFT)
    assert added.args == [Account(0, "OpenAI 2", "openai", OPENAI.base_url, ("key_b",)), Secret(A_SECRET)]
    assert not dialog.isVisible()


def test_it_goes_with_the_keyboard_alone(dialog, qtbot):
    qtbot.keyClick(dialog.service_step.list, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.secret_step.secret.line, A_SECRET)
    with qtbot.waitSignal(dialog.connection_test_requested):
        qtbot.keyClick(dialog.secret_step.secret.line, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_while_the_service_is_asked_nothing_can_be_changed(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    enter_secret(qtbot, dialog)
    assert dialog.secret_step.waiting.isVisible()
    assert not dialog.next.isEnabled()
    assert dialog.back.isEnabled()


def test_a_refused_key_is_explained_and_asked_for_again(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    enter_secret(qtbot, dialog)
    dialog.show_problem("OpenAI refused this key: make a new admin key.")
    assert dialog.secret_step.secret.problem.text() == "OpenAI refused this key: make a new admin key."
    assert dialog.secret_step.secret.line.text() == ""
    assert dialog.steps.currentWidget() is dialog.secret_step


def test_an_answer_that_comes_after_going_back_is_ignored(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    enter_secret(qtbot, dialog)
    qtbot.mouseClick(dialog.back, LEFT)
    dialog.show_keys(KEYS)
    assert dialog.steps.currentWidget() is dialog.service_step


def test_a_name_that_is_taken_is_refused_beside_its_field(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    assert dialog.secret_step.name.text() == "OpenAI 2"
    dialog.secret_step.name.selectAll()
    qtbot.keyClicks(dialog.secret_step.name, "OpenAI")
    assert dialog.secret_step.name_problem.text() == "Another account has this name."
    qtbot.keyClicks(dialog.secret_step.secret.line, A_SECRET)
    with qtbot.assertNotEmitted(dialog.connection_test_requested):
        qtbot.mouseClick(dialog.next, LEFT)


def test_a_secret_never_goes_over_plain_http(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    dialog.secret_step.address.setText("http://proxy.example.com/v1")
    qtbot.keyClicks(dialog.secret_step.secret.line, A_SECRET)
    with qtbot.assertNotEmitted(dialog.connection_test_requested):
        qtbot.mouseClick(dialog.next, LEFT)
    assert "https only" in dialog.secret_step.secret.problem.text()


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://api.openai.com/v1", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost/v1", True),
        ("http://api.openai.com/v1", False),
        ("https://user:password@api.openai.com", False),
        ("ftp://api.openai.com", False),
        ("api.openai.com", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_addresses(address, is_fine):
    assert (mistake_in_address(address) == "") is is_fine


def test_a_service_without_a_usage_api_needs_no_key(dialog, qtbot):
    dialog.service_step.list.setCurrentRow(1)
    assert "by hand" in dialog.service_step.what.text()
    go_to_secret(qtbot, dialog)
    assert not dialog.secret_step.secret.isVisible()
    with qtbot.waitSignal(dialog.account_added) as added:
        qtbot.mouseClick(dialog.next, LEFT)
    assert added.args == [Account(0, "Groq", "groq", GROQ.base_url), None]


def test_a_plan_has_neither_key_nor_address_and_is_added_by_the_keyboard_alone(qtbot):
    plan = Service("chatgpt", "ChatGPT", "chat-outline", "", "CHATGPT", help="A plan.")
    dialog = AddAccountDialog((plan,))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.service_step.list, Qt.Key.Key_Return)
    assert (dialog.step.text(), dialog.title.text()) == ("Step 2 of 2", "Its name")
    step = dialog.secret_step
    assert not any(field.isVisible() for field in (step.secret, step.address, step.address_label, step.note))
    with qtbot.waitSignal(dialog.account_added) as added:
        qtbot.keyClick(step.name, Qt.Key.Key_Return)
    assert added.args == [Account(0, "ChatGPT", "chatgpt", ""), None]


def test_help_is_opened_at_the_service(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    with qtbot.waitSignal(dialog.help_opened) as opened:
        qtbot.mouseClick(dialog.secret_step.open_help, LEFT)
    assert opened.args == [OPENAI.help_url]


def test_cancelling_forgets_the_secret(dialog, qtbot):
    go_to_secret(qtbot, dialog)
    qtbot.keyClicks(dialog.secret_step.secret.line, A_SECRET)
    with qtbot.assertNotEmitted(dialog.account_added):
        qtbot.mouseClick(dialog.cancel, LEFT)
    assert dialog.secret_step.secret.line.text() == ""
