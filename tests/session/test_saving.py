"""`save=True` keeps calls in the store, where reports find them; and harms nothing when it can't."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import Figures, GroupBy, Question
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.session import SessionTracker
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.summarize import summarize

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
Program = Callable[..., "subprocess.Popen[str]"]
CHAT = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o",
    "choices": [],
    "usage": {
        "prompt_tokens": 1000,
        "completion_tokens": 200,
        "total_tokens": 1200,
        "prompt_tokens_details": {"cached_tokens": 400},
    },
}
MESSAGE = {
    "type": "message",
    "model": "claude-opus-5",
    "content": [],
    "usage": {
        "input_tokens": 100,
        "cache_read_input_tokens": 3000,
        "cache_creation_input_tokens": 3000,
        "cache_creation": {"ephemeral_5m_input_tokens": 1000, "ephemeral_1h_input_tokens": 2000},
        "output_tokens": 50,
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("USAGE_TRACKER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def reported(folder: Path, prices: PriceSheet, now: datetime = NOW) -> dict[str, Figures]:
    """What a report by account shows."""
    period = Period(now - timedelta(days=1), now + timedelta(days=1))
    with Store.open(folder / "history.db") as store:
        rows = summarize(store, prices, Question(period, (GroupBy.ACCOUNT,))).rows
    return {row.group[0]: row.figures for row in rows}


def test_saved_calls_stand_in_the_report_with_their_exact_cost(folder: Path, prices: PriceSheet) -> None:
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        for answer in (CHAT, CHAT, MESSAGE):
            tracker.record(answer)
    found = reported(folder, prices)
    openai, anthropic = found["openai-programs"], found["anthropic-programs"]
    assert (openai.requests, openai.input_tokens, openai.cached_input_tokens) == (2, 2000, 800)
    assert openai.cost.usd == Decimal("0.008")
    assert (anthropic.input_tokens, anthropic.cache_write_tokens, anthropic.cost.usd) == (6100, 3000, Decimal("0.0295"))


def test_fees_and_reported_costs_are_kept(folder: Path, prices: PriceSheet) -> None:
    search = {"type": "web_search_call", "action": {"type": "search"}}
    usage = {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200}
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        tracker.record({"object": "response", "model": "gpt-4o", "output": [search], "usage": usage})
        tracker.record({**CHAT, "model": "some/model", "usage": {**usage, "cost": 0.25}})
    assert reported(folder, prices)["openai-programs"].cost.usd == Decimal("0.0045") + Decimal("0.01") + Decimal("0.25")


def test_a_call_of_unknown_tokens_is_kept_as_a_request_of_unknown_tokens(folder: Path, prices: PriceSheet) -> None:
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        tracker.record({**CHAT, "usage": None})
        tracker.record({"object": "chat.completion.chunk", "id": "y", "model": "gpt-4o", "choices": []})
    with Store.open(folder / "history.db") as store:
        account = store.account("openai-programs")
        assert account is not None
        assert not account.configured
        told = [(record.requests, record.input_tokens, record.cost_usd) for record in store.records_of(account.id)]
    assert told == [(1, None, None)] * 2


def test_two_sessions_add_up(folder: Path, prices: PriceSheet) -> None:
    for _ in range(2):
        with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
            tracker.record(CHAT)
    assert reported(folder, prices)["openai-programs"].requests == 2


def test_a_program_is_shown_by_its_name(folder: Path, service: Any, program: Program) -> None:
    service.will_answer(CHAT)
    process = program(
        "from openai import OpenAI\n"
        "from usage_tracker_gui.session import SessionTracker\n"
        "with SessionTracker(save=True) as tracker:\n"
        '    client = tracker.wrap(OpenAI(base_url="SERVICE"))\n'
        '    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])\n'
    )
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert "Session summary" in out
    with Store.open(folder / "history.db") as store:
        assert store.record_keys() == {"my_program.py"}


def test_a_long_session_is_saved_while_it_goes_on(folder: Path, prices: PriceSheet) -> None:
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        tracker.record(CHAT)
        deadline = time.monotonic() + 10
        while not (folder / "history.db").exists() or "openai-programs" not in reported(folder, prices):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_names_that_no_record_may_have_are_cut_to_fit(folder: Path, prices: PriceSheet) -> None:
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        tracker.record({**CHAT, "model": "x\n" * 2000})
    assert reported(folder, prices)["openai-programs"].requests == 1


def test_a_database_that_can_not_be_written_is_told_in_one_line_after_the_summary(
    folder: Path, prices: PriceSheet, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.mkdir()
    (folder / "history.db").write_text("this is no database, but somebody's letter" * 100, encoding="utf-8")
    with SessionTracker(save=True, prices=prices, now=lambda: NOW) as tracker:
        tracker.record(CHAT)
    captured = capsys.readouterr()
    assert "1,200" in captured.out
    assert captured.err.startswith("1 call was not saved: ")
    assert len(captured.err.splitlines()) == 1


def test_a_database_that_is_busy_for_a_moment_loses_nothing(folder: Path, prices: PriceSheet) -> None:
    folder.mkdir()
    Store.open(folder / "history.db").close()
    other = sqlite3.connect(folder / "history.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tracker = SessionTracker(save=True, prices=prices, now=lambda: NOW)
    tracker.record(CHAT)
    time.sleep(1.5)
    other.execute("ROLLBACK")
    other.close()
    tracker.close()
    assert reported(folder, prices)["openai-programs"].requests == 1


def test_nothing_is_saved_in_mock_mode_or_without_being_asked(folder: Path, prices: PriceSheet) -> None:
    for tracker in (SessionTracker(save=True, mock=True), SessionTracker(prices=prices)):
        tracker.record(CHAT)
        tracker.close()
    assert not (folder / "history.db").exists()
