"""Entries that were told of an account are listed, mended and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.ui.accounts.account_entries import AccountEntries
from usage_tracker_gui.ui.accounts.usage_form import UsageForm

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
TYPO = UsageRecord(
    "hand:1", NOW - timedelta(hours=1), key="laptop", model="llama-4", input_tokens=12_000, cost_usd=Decimal("0.5")
)
OTHER = UsageRecord("hand:0", NOW - timedelta(days=1), requests=3)


@pytest.fixture
def entries(light: None, qtbot: QtBot) -> AccountEntries:
    entries = AccountEntries()
    qtbot.addWidget(entries)
    entries.show_entries((TYPO, OTHER), "Europe/Berlin")
    entries.show()
    return entries


def test_an_entry_says_when_it_was_and_what_was_told(entries: AccountEntries) -> None:
    assert [line.title.text() for line in entries.lines] == ["2026-11-25 13:17, llama-4", "2026-11-24 14:17"]
    assert [line.details.text() for line in entries.lines] == ["input 12,000, $0.50", "requests 3"]


def test_an_entry_is_taken_back_and_may_come_back(entries: AccountEntries, qtbot: QtBot) -> None:
    with qtbot.waitSignal(entries.changed) as changed:
        qtbot.mouseClick(entries.lines[0].remove, LEFT)
    assert changed.args == [TYPO, None]
    entries.show_entries((), "UTC")
    assert entries.isVisible()  # the way back is still offered
    with qtbot.waitSignal(entries.changed) as changed:
        qtbot.mouseClick(entries.notice.undo, LEFT)
    assert changed.args == [None, TYPO]


def test_without_entries_there_is_no_line(entries: AccountEntries) -> None:
    entries.forget()
    assert not entries.isVisible()


def test_an_edit_is_asked_for(entries: AccountEntries, qtbot: QtBot) -> None:
    with qtbot.waitSignal(entries.edit_requested) as asked:
        qtbot.mouseClick(entries.lines[1].edit, LEFT)
    assert asked.args == [OTHER]


def test_the_form_of_an_entry_changes_what_was_typed_and_nothing_else(light: None, qtbot: QtBot) -> None:
    form = UsageForm("Groq", NOW, "Europe/Berlin", None, TYPO)
    qtbot.addWidget(form)
    form.show()
    assert (form.input.line.text(), form.output.line.text(), form.cost.line.text()) == ("12,000", "", "0.5")
    form.input.line.selectAll()
    qtbot.keyClicks(form.input.line, "1200")
    with qtbot.waitSignal(form.usage_changed) as changed:
        qtbot.mouseClick(form.save, LEFT)
    assert changed.args == ["Groq", TYPO, replace(TYPO, input_tokens=1200)]
    assert form.is_waiting


def test_a_part_that_has_no_field_here_is_not_contradicted(light: None, qtbot: QtBot) -> None:
    written = replace(TYPO, cache_write_tokens=9_000)
    form = UsageForm("Groq", NOW, "UTC", None, written)
    qtbot.addWidget(form)
    form.show()
    form.input.write("100")
    with qtbot.assertNotEmitted(form.usage_changed):
        qtbot.mouseClick(form.save, LEFT)
    assert "cache writes" in form.problem.text()
