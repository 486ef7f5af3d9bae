"""`usage-tracker chat`: answers as they come, errors in one sentence, and the summary at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from usage_tracker_gui.cli.chat import chat
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.simulator.server import Simulator

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECRET = "sk-proj-a-secret-of-ours-3f9a"
ROOT = Path(__file__).resolve().parents[2]

Chat = Callable[..., Result]


class Server:
    """Streams two words and the usage; or whatever it is told to answer."""

    base_path = "/v1"

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.status = "200 OK"
        self.answer: str | None = None
        self.kind = "text/event-stream"
        self.knows_stream_options = True

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        asked = json.loads(environ["wsgi.input"].read())
        self.asked.append(asked)
        self.keys.append(environ.get("HTTP_AUTHORIZATION"))
        if "stream_options" in asked and not self.knows_stream_options:
            unknown = '{"error": {"message": "Unknown parameter: stream_options"}}'
            return self._send(start, "400 Bad Request", "application/json", unknown)
        answer = self._words("stream_options" in asked) if self.answer is None else self.answer
        return self._send(start, self.status, self.kind, answer)

    def _send(self, start: Callable[..., Any], status: str, kind: str, text: str) -> list[bytes]:
        body = text.encode()
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _words(self, with_usage: bool) -> str:
        chunks: list[dict[str, Any]] = [
            {"model": "gpt-4o", "choices": [{"delta": {"content": "Good "}}]},
            {"model": "gpt-4o", "choices": [{"delta": {"content": "day."}}]},
        ]
        if with_usage:
            usage = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
            chunks.append({"model": "gpt-4o", "choices": [], "usage": usage})
        return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with Simulator.serving(server) as url:
        yield url


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Chat]:
    """Types the lines into a chat."""
    runs: list[Run] = []

    def talk(*arguments: str, lines: tuple[str, ...] = ("Hello", "/exit"), **environment: str) -> Result:
        run = Run({"USAGE_TRACKER_DATA_DIR": str(tmp_path / "data"), **environment}, now=lambda: NOW)
        runs.append(run)
        text = "".join(f"{line}\n" for line in lines)
        return CliRunner().invoke(chat, list(arguments), obj=run, input=text, standalone_mode=False)

    yield talk
    for run in runs:
        run.close()


def code(result: Result) -> int:
    """Of the return value, which the program turns into its exit code."""
    return result.return_value if result.exception is None else getattr(result.exception, "exit_code", 1)


def test_an_answer_is_shown_and_the_summary_ends_it(server: Server, url: str, say: Chat) -> None:
    result = say("--base-url", url, "--model", "gpt-4o", OPENAI_API_KEY=SECRET)
    assert code(result) == 0
    assert result.stdout.startswith("Good day.\nSession summary\n")
    assert "1,200" in result.stdout
    assert "$0.0045" in result.stdout
    assert server.keys == [f"Bearer {SECRET}"]
    assert server.asked[0]["model"] == "gpt-4o"


def test_the_chat_remembers_what_was_said(server: Server, url: str, say: Chat) -> None:
    result = say("--base-url", url, lines=("Hello", "", "And you?"))
    assert [(message["role"], message["content"]) for message in server.asked[1]["messages"]] == [
        ("user", "Hello"),
        ("assistant", "Good day."),
        ("user", "And you?"),
    ]
    assert "2,400" in result.stdout


def test_the_mock_mode_needs_neither_key_nor_network_and_counts_zeros(say: Chat) -> None:
    result = say("--mock")
    assert code(result) == 0
    assert "Hello" in result.stdout.splitlines()[0]
    assert "Mock mode" in result.stdout
    figures = [line.split()[-1] for line in result.stdout.splitlines()[3:8]]
    assert figures == ["0", "0", "0", "0", "$0.00"]


def test_a_server_on_this_computer_needs_no_key(server: Server, url: str, say: Chat) -> None:
    assert code(say("--base-url", url)) == 0
    assert server.keys == [None]


def test_openai_without_a_key_says_what_to_do(say: Chat) -> None:
    result = say()
    assert code(result) == 2
    assert "OPENAI_API_KEY" in str(result.exception)
    assert "--mock" in str(result.exception)


def test_a_key_goes_over_plain_http_to_nobody_else(say: Chat) -> None:
    result = say("--base-url", "http://models.example.com/v1", OPENAI_API_KEY=SECRET)
    assert code(result) == 2
    assert "https://" in str(result.exception)


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_refused_key_ends_the_chat_with_3_and_is_never_shown(
    server: Server, url: str, say: Chat, status: str
) -> None:
    server.status, server.kind = status, "application/json"
    server.answer = json.dumps({"error": {"message": f"Incorrect API key provided: {SECRET}"}})
    result = say("--base-url", url, lines=("Hello", "Again"), OPENAI_API_KEY=SECRET)
    assert code(result) == 3
    assert len(server.asked) == 1
    assert SECRET not in result.output
    assert len(result.stderr.splitlines()) == 1
    assert "Session summary" in result.stdout


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("429 Too Many Requests", "wait a little"),
        ("500 Oops", "later"),
        ("404 Not Found", "the model"),
        ("302 Found", "not followed"),
    ],
)
def test_a_service_that_fails_is_told_in_one_sentence_and_ends_with_4(
    server: Server, url: str, say: Chat, status: str, words: str
) -> None:
    server.status, server.kind, server.answer = status, "application/json", '{"error": {"message": "No luck"}}'
    result = say("--base-url", url)
    assert code(result) == 4
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_server_that_nobody_runs_ends_with_4(say: Chat) -> None:
    result = say("--base-url", "http://127.0.0.1:9/v1")
    assert code(result) == 4
    assert "can't be reached" in result.stderr
    assert "Session summary" in result.stdout


def test_a_later_answer_makes_good_for_a_failure(server: Server, url: str, say: Chat) -> None:
    server.answer = 'data: {"error": {"message": "overloaded"}}\n\n'
    result = say("--base-url", url)
    assert code(result) == 4
    assert "overloaded" in result.stderr
    assert "Calls                  0" in result.stdout


def test_an_older_server_that_knows_no_stream_options_is_talked_to_without(server: Server, url: str, say: Chat) -> None:
    server.knows_stream_options = False
    result = say("--base-url", url, lines=("Hello", "Again"))
    assert code(result) == 0
    assert ["stream_options" in asked for asked in server.asked] == [True, False, False]
    assert result.stdout.startswith("Good day.\nGood day.\n")
    assert "2 calls told no usage" in result.stdout


def test_a_server_that_does_not_stream_is_understood(server: Server, url: str, say: Chat) -> None:
    server.kind = "application/json"
    server.answer = json.dumps({"object": "chat.completion", "choices": [{"message": {"content": "Whole."}}]})
    assert say("--base-url", url).stdout.startswith("Whole.\n")


def test_a_models_words_can_not_steer_the_terminal(server: Server, url: str, say: Chat) -> None:
    server.answer = 'data: {"choices": [{"delta": {"content": "a\\u001b[2Jb\\u0007\\nc"}}]}\n\ndata: [DONE]\n\n'
    assert say("--base-url", url).stdout.startswith("a[2Jb\nc\n")


def test_the_base_url_of_a_foreign_env_file_gets_no_key(server: Server, url: str, say: Chat, tmp_path: Path) -> None:
    Path(".env").write_text(f"OPENAI_BASE_URL={url}\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".env").write_text(f"OPENAI_API_KEY={SECRET}\n", encoding="utf-8")
    result = say(lines=("/exit",))
    assert "is ignored" in result.stderr
    assert not server.asked


def test_the_environments_base_url_is_used(server: Server, url: str, say: Chat) -> None:
    assert code(say(OPENAI_BASE_URL=url)) == 0
    assert len(server.asked) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to a single program")
def test_ctrl_c_ends_with_the_summary_and_0(server: Server, url: str) -> None:
    text = (
        "import sys; from usage_tracker_gui.cli.chat import chat; from usage_tracker_gui.cli.run import Run\n"
        f"sys.exit(chat.main(['--base-url', {url!r}], obj=Run(), standalone_mode=False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", text],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("Hello\n")
    process.stdin.flush()
    assert process.stdout.readline() == "Good day.\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert (process.returncode, err) == (0, "")
    assert "Session summary" in out
    assert "1,200" in out
