"""When the summary is printed, and that it is printed once, whatever ends the session."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Any

import pytest

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.session import ModelUsage, SessionSummary, SessionTracker

Program = Callable[..., "subprocess.Popen[str]"]
CHAT = {
    "object": "chat.completion",
    "model": "gpt-4o",
    "choices": [],
    "usage": {"prompt_tokens": 2_000_000_000, "completion_tokens": 1217, "total_tokens": 2_000_001_217},
}
ANSWER = {**CHAT, "id": "x", "created": 1}

in_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to a single program")


def test_the_summary_is_printed_on_leaving(prices: PriceSheet, capsys: pytest.CaptureFixture[str]) -> None:
    with SessionTracker(prices=prices) as tracker:
        tracker.record(CHAT)
        assert capsys.readouterr().out == ""
    tracker.close()
    out = capsys.readouterr().out
    assert out.count("Session summary") == 1
    assert [line.split() for line in out.splitlines()] == [
        ["Session", "summary"],
        ["Calls", "1"],
        ["Prompt", "tokens", "2,000,000,000"],
        ["Completion", "tokens", "1,217"],
        ["Total", "tokens", "2,000,001,217"],
        ["Cost", "$5,000.01"],
    ]


def test_an_error_in_the_with_is_the_programs_own_and_the_summary_comes_all_the_same(
    prices: PriceSheet, capsys: pytest.CaptureFixture[str]
) -> None:
    def program() -> None:
        with SessionTracker(prices=prices) as tracker:
            tracker.record(CHAT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        program()
    assert "2,000,001,217" in capsys.readouterr().out


def test_an_empty_session_costs_nothing_rather_than_the_unknown(prices: PriceSheet) -> None:
    with SessionTracker(prices=prices) as tracker:
        pass
    assert (tracker.summary.calls, tracker.summary.cost_usd, tracker.summary.by_model) == (0, Decimal(0), {})


def test_a_breakdown_by_model_is_told_where_there_were_several() -> None:
    models = {
        "gpt-4o": ModelUsage(2, 10, 20, 30, 5, Decimal("1.5")),
        "new-model": ModelUsage(1, 1000, 1, 1001, 0, None, 1, 0, frozenset({"unknown_model"})),
    }
    summary = SessionSummary(3, 1010, 21, 1031, 5, Decimal("1.5"), MappingProxyType(models), ("new-model",))
    text = str(summary)
    assert "at least $1.50" in text
    assert "(5 of them cached)" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["gpt-4o", "2", "10", "20", "30", "$1.50"] in rows
    assert ["new-model", "1", "1,000", "1", "1,001", "unknown"] in rows
    assert "new-model: 1 call without a price. No price of this model is known." in text


def test_an_estimate_and_an_unknown_cost_are_called_so() -> None:
    estimated = {"m": ModelUsage(1, 1, 1, 2, 0, Decimal("1.5"), reasons=frozenset({"dated_snapshot"}))}
    assert "about $1.50" in str(SessionSummary(1, 1, 1, 2, 0, Decimal("1.5"), estimated))
    unknown = {"m": ModelUsage(1, 1, 1, 2, 0, None, 1)}
    assert "unknown" in str(SessionSummary(1, 1, 1, 2, 0, None, unknown, ("m",)))


def test_ten_thousand_calls_are_summed_at_once(prices: PriceSheet, capsys: pytest.CaptureFixture[str]) -> None:
    tracker = SessionTracker(prices=prices)
    for _ in range(10_000):
        tracker.record(CHAT)
    began = time.monotonic()
    tracker.close()
    assert time.monotonic() - began < 1
    assert "20,000,012,170,000" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [io.StringIO, lambda: io.TextIOWrapper(io.BytesIO(), encoding="ascii")])
def test_the_summary_suits_whatever_terminal_there_is(
    prices: PriceSheet, monkeypatch: pytest.MonkeyPatch, kind: Callable[[], Any]
) -> None:
    output = kind()
    monkeypatch.setattr(sys, "stdout", output)
    with SessionTracker(prices=prices) as tracker:
        tracker.record({**CHAT, "model": "modèle-☃"})
    output.seek(0)
    assert "1,217" in output.read()


def test_no_terminal_and_a_closed_one_are_no_reason_to_fail(
    prices: PriceSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = io.StringIO()
    closed.close()
    for output in (None, closed):
        monkeypatch.setattr(sys, "stdout", output)
        with SessionTracker(prices=prices) as tracker:
            tracker.record(CHAT)
        assert tracker.summary.calls == 1


def test_a_broken_price_list_of_the_user_leaves_the_built_in_prices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("USAGE_TRACKER_DATA_DIR", str(tmp_path))
    (tmp_path / "prices.local.csv").write_text("nonsense", encoding="utf-8")
    with SessionTracker() as tracker:
        tracker.record(CHAT)
    assert tracker.summary.unpriced == ()
    assert "Your own prices are left aside" in capsys.readouterr().out


# --- Whole programs --------------------------------------------------------------------------------------------------

TEN_LINES = """
from openai import OpenAI
from usage_tracker_gui.session import SessionTracker

with SessionTracker() as tracker:
    client = tracker.wrap(OpenAI(base_url="SERVICE"))
    answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    print(answer.model)
"""
WAITING = """
import time
from usage_tracker_gui.session import SessionTracker

{begin}
    tracker.record({answer})
    print("ready", flush=True)
    time.sleep(30)
"""


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_a_small_program_is_counted(service: Any, program: Program) -> None:
    service.will_answer(ANSWER)
    code, out, err = outcome(program(TEN_LINES))
    assert (code, err) == (0, "")
    assert out.startswith("gpt-4o\nSession summary\n")
    assert out.count("2,000,001,217") == 1


def test_without_a_with_the_summary_comes_when_the_program_ends(program: Program) -> None:
    text = f"from usage_tracker_gui.session import SessionTracker\nSessionTracker().record({CHAT})\nprint('over')\n"
    code, out, err = outcome(program(text))
    assert (code, err) == (0, "")
    assert out.startswith("over\nSession summary\n")
    assert out.count("2,000,001,217") == 1


def test_sys_exit_keeps_its_code_and_the_summary_comes(program: Program) -> None:
    text = (
        f"from usage_tracker_gui.session import SessionTracker\nSessionTracker().record({CHAT})\nraise SystemExit(7)\n"
    )
    code, out, _ = outcome(program(text))
    assert code == 7
    assert out.count("Session summary") == 1


@in_a_shell
@pytest.mark.parametrize("begin", ["with SessionTracker() as tracker:", "tracker = SessionTracker()\nif True:"])
def test_ctrl_c_ends_with_the_summary_within_two_seconds(program: Program, begin: str) -> None:
    process = program(WAITING.format(begin=begin, answer=CHAT))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    code, out, err = outcome(process)
    assert time.monotonic() - began < 2
    assert code != 0
    assert "KeyboardInterrupt" in err
    assert out.count("Session summary") == 1
    assert "2,000,001,217" in out


@in_a_shell
def test_ctrl_c_in_the_middle_of_a_stream_is_the_programs_to_handle(service: Any, program: Program) -> None:
    never = Event()
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o"}
    words = {**chunk, "choices": [{"index": 0, "delta": {"content": "Hel"}}]}
    service.will_stream_chat(words, waits_for=never)
    text = TEN_LINES.replace('content": "Hi"}]', 'content": "Hi"}], stream=True')
    text = text.replace("print(answer.model)", "[print(chunk.model, flush=True) for chunk in answer]")
    process = program(text)
    assert process.stdout is not None
    assert process.stdout.readline() == "gpt-4o\n"
    process.send_signal(signal.SIGINT)
    code, out, _ = outcome(process)
    never.set()
    assert code != 0
    assert "told no usage" in out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system knows no fork")
def test_a_fork_leaves_the_summary_to_its_parent(program: Program) -> None:
    text = (
        "import os, sys\nfrom usage_tracker_gui.session import SessionTracker\n"
        f"tracker = SessionTracker()\ntracker.record({CHAT})\n"
        "if os.fork() == 0:\n    sys.exit(0)\nos.wait()\n"
    )
    code, out, _ = outcome(program(text))
    assert code == 0
    assert out.count("Session summary") == 1


def test_a_program_pays_for_neither_qt_nor_a_database(program: Program) -> None:
    text = (
        "import sys\nfrom usage_tracker_gui.session import SessionTracker\n"
        f"with SessionTracker() as tracker:\n    tracker.record({CHAT})\n"
        "print([n for n in ('PySide6', 'sqlalchemy', 'httpx', 'httpx2', 'openai', 'click') if n in sys.modules])"
    )
    code, out, err = outcome(program(text))
    assert (code, err) == (0, "")
    assert out.endswith("[]\n")
