"""Bad answers, seen by a person: one sentence that names service and field, and the rest of the pass goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from command_line import assert_report_is_exact
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faults import Fault
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World

Program = Callable[..., Any]
START = datetime(2026, 11, 20, 13, tzinfo=UTC)
FIVE_DAYS = ("--lookback", "5d")


class Stranger:
    """A server that a secret must never reach; it remembers every header that it was sent."""

    base_path = "/v1"

    def __init__(self) -> None:
        self.heard: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.heard.append({name: str(value) for name, value in environ.items() if name.startswith("HTTP_")})
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
        return [b"{}"]


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


@pytest.fixture
def elsewhere(stranger: Stranger) -> Iterator[str]:
    with Simulator.serving(stranger) as url:
        yield url


@pytest.fixture
def other_service(world: World, clock: SimulatedClock) -> Iterator[tuple[Faulty, str]]:
    """A second organization at the same vendor, on a server of its own."""
    faulty = Faulty(OpenAIApp(world, clock, ["sk-admin-second-9Wq3"]))
    with Simulator.serving(faulty) as url:
        yield faulty, url


@pytest.fixture
def two_accounts(
    usage_tracker: Program, environment: dict[str, str], base_url: str, other_service: tuple[Faulty, str]
) -> None:
    """`work` and `second`, both with their secrets in the keychain."""
    del environment["OPENAI_ADMIN_KEY"], environment["OPENAI_BASE_URL"]
    for name, url, secret in (
        ("second", other_service[1], "sk-admin-second-9Wq3"),
        ("work", base_url, ADMIN_SECRET),
    ):
        added = usage_tracker("accounts", "add", name, "--service", "openai", "--base-url", url, stdin=f"{secret}\n")
        assert added.code == 0, added.err


@pytest.mark.usefixtures("two_accounts")
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.huge(70 * 1024 * 1024), "larger than 64 MB"),
        (faults.nested_deeply(), "nested too deeply"),
        (faults.not_a_number(), "near field 'input_tokens'"),
        (faults.absurd(-1), ".input_tokens"),
        (faults.absurd(10**30), ".input_tokens"),
        (faults.absurd("many"), ".input_tokens"),
        (faults.html(), "web page"),
        (faults.wrong_charset(), "not valid JSON"),
        (faults.redirect("https://elsewhere.invalid/v1"), "elsewhere.invalid"),
    ],
    ids=["100 MB", "deep", "NaN", "negative", "gigantic", "text", "HTML", "charset", "redirect"],
)
def test_one_account_s_bad_answer_is_a_sentence_and_the_other_account_is_read(
    usage_tracker: Program,
    other_service: tuple[Faulty, str],
    world: World,
    clock: SimulatedClock,
    fault: Fault,
    words: str,
) -> None:
    other_service[0].always(fault, "*/usage/completions")
    ended = usage_tracker("sync", *FIVE_DAYS, "--format", "json")
    assert ended.code == 4
    (sentence,) = ended.err.strip().splitlines()
    assert sentence.startswith("second: OpenAI's answer to organization/usage/completions")
    assert words in sentence
    assert {account["account"]: account["status"] for account in ended.json["accounts"]} == {
        "second": "failed",
        "work": "ok",
    }
    assert usage_tracker("report", "--format", "json", "--channel", "second").json["rows"] == []
    assert_report_is_exact(usage_tracker, world, clock.now(), START, "--channel", "work")


def test_the_secret_never_follows_a_redirect(
    usage_tracker: Program, service: Faulty, stranger: Stranger, elsewhere: str
) -> None:
    for status in (301, 302, 303, 307, 308):
        service.clear()
        service.always(faults.redirect(f"{elsewhere}/organization/usage/completions", status))
        assert usage_tracker("sync", *FIVE_DAYS).code == 4
    assert stranger.heard == []


def test_the_secret_never_follows_a_cursor_that_is_an_address(
    usage_tracker: Program, service: Faulty, stranger: Stranger, elsewhere: str
) -> None:
    def cursor_elsewhere(request: Request, respond: Callable[[Request], Answer]) -> Answer:
        answer = respond(request)
        return answer.with_body(
            answer.body.replace(
                b'"has_more":false,"next_page":null', f'"has_more":true,"next_page":"{elsewhere}"'.encode()
            )
        )

    service.always(cursor_elsewhere, "*/usage/completions")
    assert usage_tracker("sync", *FIVE_DAYS).code == 4
    assert stranger.heard == []


def test_a_dotenv_in_the_working_folder_can_not_send_a_keychain_secret_elsewhere(
    usage_tracker: Program,
    environment: dict[str, str],
    base_url: str,
    stranger: Stranger,
    elsewhere: str,
    world: World,
    clock: SimulatedClock,
) -> None:
    del environment["OPENAI_ADMIN_KEY"], environment["OPENAI_BASE_URL"]
    added = usage_tracker(
        "accounts", "add", "work", "--service", "openai", "--base-url", base_url, stdin=f"{ADMIN_SECRET}\n"
    )
    assert added.code == 0
    (Path.cwd() / ".env").write_text(f"OPENAI_BASE_URL={elsewhere}\n")
    for command in (("sync", *FIVE_DAYS), ("watch", "--refreshes", "1"), ("accounts", "test", "work")):
        ended = usage_tracker(*command)
        assert ended.code == 0, ended.err
        (warning,) = [line for line in ended.err.splitlines() if "OPENAI_BASE_URL" in line]
        assert "is ignored" in warning
        assert str(Path.cwd() / ".env") in warning
    assert stranger.heard == []
    assert_report_is_exact(usage_tracker, world, clock.now(), START)
