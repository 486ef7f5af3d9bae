"""Usage is entered by hand: what is left empty stays unknown, and what can't be explains itself beside its field."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from usage_tracker_gui.ui.accounts.usage_form import UsageForm

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)


@pytest.fixture
def form(light, qtbot):
    form = UsageForm("Groq", NOW, "Europe/Berlin")
    qtbot.addWidget(form)
    form.show()
    return form


def enter(qtbot, line, text):
    qtbot.mouseClick(line.line, LEFT)
    line.line.selectAll()
    qtbot.keyClick(line.line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(line.line, text)


def saved(qtbot, form):
    with qtbot.waitSignal(form.usage_entered) as entered:
        qtbot.mouseClick(form.save, LEFT)
    return entered.args


def test_everything_that_was_told_is_in_the_record(form, qtbot):
    typed = {"model": "llama-4", "input": "1,200", "cached": "200", "output": "80", "requests": "3"}
    for name, text in (*typed.items(), ("cost", "$0.42"), ("note", "night batch"), ("at", "2026-11-24 15:00")):
        enter(qtbot, getattr(form, name), text)
    account, record = saved(qtbot, form)
    assert account == "Groq"
    assert record.at == datetime(2026, 11, 24, 14, tzinfo=UTC)  # by the clock of the person's zone
    assert (record.model, record.request_type) == ("llama-4", "night batch")
    assert (record.input_tokens, record.cached_input_tokens, record.output_tokens, record.requests) == (
        1200,
        200,
        80,
        3,
    )
    assert record.cost_usd == Decimal("0.42")


def test_it_is_now_unless_somebody_says_when_and_the_rest_is_unknown(form, qtbot):
    enter(qtbot, form.cost, "0")
    _, record = saved(qtbot, form)
    assert record.at == NOW.replace(second=0)
    assert record.cost_usd == 0
    assert all(count is None for count in record.counts)


def test_the_keyboard_is_enough(form, qtbot):
    form.activateWindow()
    qtbot.keyClicks(form.input.line, "500")
    with qtbot.waitSignal(form.usage_entered) as entered:
        qtbot.keyClick(form.input.line, Qt.Key.Key_Return)
    assert entered.args[1].input_tokens == 500


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("at", "yesterday", "a day and a time"),
        ("at", "2027-12-01 10:00", "future"),
        ("at", "1999-12-01", "too long ago"),
        ("input", "-1", "a whole number from 0"),
        ("input", "1.5", "a whole number from 0"),
        ("output", "many", "a whole number from 0"),
        ("requests", "9" * 30, "a whole number from 0"),
        ("cost", "-2", "an amount in US dollars"),
        ("cost", "NaN", "an amount in US dollars"),
        ("cached", "2000", "part of the input"),
    ],
)
def test_what_cannot_be_explains_itself_beside_its_field(form, qtbot, field, text, why):
    enter(qtbot, form.input, "1000")
    line = getattr(form, field)
    enter(qtbot, line, text)
    with qtbot.assertNotEmitted(form.usage_entered):
        qtbot.mouseClick(form.save, LEFT)
    assert line.problem.isVisible()
    assert why in line.problem.text()
    others = [each for each in form.lines if each is not line]
    assert not any(each.problem.isVisible() for each in others)


def test_an_explanation_goes_when_it_is_right_again(form, qtbot):
    enter(qtbot, form.input, "x")
    qtbot.mouseClick(form.save, LEFT)
    assert form.input.problem.isVisible()
    enter(qtbot, form.input, "10")
    assert saved(qtbot, form)[1].input_tokens == 10
    assert not form.input.problem.isVisible()


def test_at_least_one_figure_is_needed(form, qtbot):
    enter(qtbot, form.model, "llama-4")
    with qtbot.assertNotEmitted(form.usage_entered):
        qtbot.mouseClick(form.save, LEFT)
    assert "at least one" in form.problem.text()


def test_it_waits_for_an_answer_and_the_same_form_is_the_same_record(form, qtbot):
    enter(qtbot, form.input, "10")
    first = saved(qtbot, form)[1]
    assert not form.save.isEnabled()
    form.show_problem("The database is read-only.")
    assert "read-only" in form.problem.text()
    assert saved(qtbot, form)[1].id == first.id


def test_two_forms_are_two_records(form, qtbot):
    enter(qtbot, form.input, "10")
    other = UsageForm("Groq", NOW + timedelta(0), "Europe/Berlin")
    qtbot.addWidget(other)
    other.show()
    enter(qtbot, other.input, "10")
    assert saved(qtbot, form)[1].id != saved(qtbot, other)[1].id
