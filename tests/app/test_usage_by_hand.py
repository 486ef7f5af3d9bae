"""An account of a service that can't be asked: its usage is typed in, kept, and in the next report; so is its plan."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

import usage_tracker_gui
from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.domain.subscriptions import Subscription

Person = Any  # a fixture of conftest.py


@pytest.fixture(scope="module")
def by_hand(person: Person) -> int:
    """The account's ID, once the window knows it."""
    with person.store() as store:
        account = store.add_account("Groq", "groq", "")
    person.click(person.desktop.window.top_bar.refresh)
    person.next_report(lambda report: any(status.account.name == "Groq" for status in report.accounts))
    return account.id


def card_of(person: Person) -> Any:
    cards = person.page("overview").accounts.cards
    return next(card for card in cards if card.name.text() == "Groq")


def test_usage_is_added_from_the_accounts_card(person: Person, by_hand: int) -> None:
    person.click(card_of(person).entry)
    form = person.desktop.desks.accounts.form
    person.wait(form.isVisible)
    assert person.desktop.window.current_page == "overview"
    assert not form.isModal()
    QTest.keyClicks(form.model.line, "llama-4")
    QTest.keyClicks(form.input.line, "1200")
    QTest.keyClicks(form.cost.line, "7.74")
    person.click(form.save)
    person.wait(lambda: person.desktop.desks.accounts.form is None, "the form stays open")
    with person.store() as store:
        record = next(record for record in store.records_of(by_hand) if record.model == "llama-4")
    assert (record.model, record.input_tokens, record.output_tokens) == ("llama-4", 1200, None)
    assert record.cost_usd == Decimal("7.74")
    person.next_report(
        lambda report: any("Groq" in row.group and row.figures.input_tokens == 1200 for row in report.usage.rows)
    )
    person.wait(lambda: card_of(person).cost.text() == "$7.74", "the card does not show it")


def test_a_typing_error_is_mended_and_an_entry_taken_back(person: Person, by_hand: int) -> None:
    at = person.clock.now() - timedelta(minutes=1)
    typo = UsageRecord("hand:typo", at, model="llama-3", input_tokens=1200, cost_usd=Decimal("0.26"))
    with person.store() as store:
        store.save_records(by_hand, [typo])
    page = person.page("accounts")
    person.wait(lambda: page.lines.row_of("Groq") is not None)
    page.choose("work")
    page.choose("Groq")

    def line() -> Any:
        return next((line for line in page.details.entries.lines if line.thing.id == "hand:typo"), None)

    person.wait(lambda: line() is not None, "the page does not list the entry")
    page.details.ensureWidgetVisible(line().edit)
    person.click(line().edit)
    form = person.desktop.desks.accounts.form
    person.wait(form.isVisible)
    form.input.line.selectAll()
    QTest.keyClicks(form.input.line, "12")
    person.click(form.save)
    person.wait(lambda: person.desktop.desks.accounts.form is None, "the form stays open")
    person.wait(lambda: "input 12," in line().details.text(), "the page shows the old figure")
    with person.store() as store:
        assert replace(typo, input_tokens=12) in store.records_of(by_hand)
        assert "input_tokens 1200 → 12" in store.changes(1)[0].detail
    page.details.ensureWidgetVisible(line().remove)
    person.click(line().remove)
    person.wait(lambda: line() is None, "the page still lists it")
    with person.store() as store:
        assert "hand:typo" not in {record.id for record in store.records_of(by_hand)}
    person.click(page.details.entries.notice.undo)
    person.wait(lambda: line() is not None, "it did not come back")


def test_an_imported_file_stands_on_the_same_pages(person: Person, by_hand: int, tmp_path: Path) -> None:
    with person.store() as store:
        before = store.records_of(by_hand)
    file = tmp_path / "groq.csv"
    file.write_text("at;service;account;model;input_tokens;cost_usd\n2026-11-25T11:00Z;groq;Groq;llama-4;1.000;2,26\n")
    window = person.desktop.window
    window.file_dropped.emit(str(file))
    person.wait(lambda: window.import_page is not None and window.import_page.go.isVisible())
    person.wait(lambda: window.import_page.go.isEnabled())
    person.click(window.import_page.go)
    person.wait(lambda: window.import_page.go.text() == "Show usage")
    person.click(window.import_page.go)
    known = sum(record.input_tokens or 0 for record in before)
    person.next_report(lambda report: used_by(report, "Groq") == known + 1_000)
    assert window.current_page == "usage"
    person.page("overview")
    cost = money(sum((record.cost_usd or Decimal(0) for record in before), Decimal("2.26")))
    person.wait(lambda: card_of(person).cost.text() == cost, "the card does not add both up")


TEN_LINES = """
from datetime import UTC, datetime
from usage_tracker_gui.session import SessionTracker

with SessionTracker(save=True, now=lambda: datetime(2026, 11, 25, 13, 0, tzinfo=UTC)) as tracker:
    for _ in range(3):
        answer = {"object": "chat.completion", "id": "x", "created": 1, "model": "gpt-4o", "choices": []}
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        tracker.record({**answer, "usage": usage})
"""


def test_a_program_of_ten_lines_that_counts_its_calls_shows_up(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "my_program.py"
    file.write_text(TEN_LINES)
    assert len(TEN_LINES.splitlines()) <= 10
    root = str(Path(usage_tracker_gui.__file__).parents[1])
    data = str(person.workspace.paths.data)
    environment = {**os.environ, "PYTHONPATH": root, "USAGE_TRACKER_DATA_DIR": data}
    ended = subprocess.run([sys.executable, str(file)], env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Session summary" in ended.stdout
    report = person.next_report(lambda report: used_by(report, "openai-programs") == 3_000)
    (row,) = (row for row in report.usage.rows if "openai-programs" in row.group)
    assert "my_program.py" in row.group
    assert row.figures.cost.usd == Decimal("0.0105")
    page = person.page("usage")
    person.wait(lambda: any("my_program.py" in line.names for line in page.grid.model_.lines))


def used_by(report: Report, account: str) -> int:
    return sum(row.figures.input_tokens for row in report.usage.rows if account in row.group)


def test_a_plan_is_set_and_taken_away_on_the_accounts_page(person: Person, by_hand: int) -> None:
    page = person.page("accounts")
    person.wait(lambda: page.lines.row_of("Groq") is not None)
    page.choose("Groq")
    plan = page.details.plan
    person.click(plan.edit)
    QTest.keyClicks(plan.terms.name.line, "Developer")
    QTest.keyClicks(plan.terms.price.line, "29")
    QTest.keyClicks(plan.terms.quota.line, "100")
    person.click(plan.terms.save)
    person.wait(lambda: "Developer, $29.00 a month" in plan.summary.text(), "the page does not show the plan")
    with person.store() as store:
        assert store.subscriptions.everyone() == (Subscription(by_hand, "Developer", Decimal(29), quota=100),)
    person.click(plan.edit)
    person.click(plan.terms.remove)
    person.wait(lambda: plan.summary.text() == "None", "the page still shows the plan")
    with person.store() as store:
        assert store.subscriptions.everyone() == ()
