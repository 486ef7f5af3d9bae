"""Logs: no secret gets in, whatever way it takes; a full disk is no reason to stop."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.settings.logs import BYTES_PER_FILE, OLD_FILES, LogFile, logging_to
from usage_tracker_gui.settings.scrubber import Scrubber

KNOWN = "a/plain+word that no pattern knows"
log = logging.getLogger("usage_tracker_gui.example")


@pytest.fixture
def scrubber() -> Scrubber:
    scrubber = Scrubber()
    scrubber.know(Secret(KNOWN))
    return scrubber


@pytest.fixture
def file(tmp_path: Path, scrubber: Scrubber) -> Iterator[Path]:
    file = tmp_path / "usage-tracker.log"
    with logging_to(file, "info", scrubber):
        yield file


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"the secret {KNOWN} it is", KNOWN),
        ("?q=a%2Fplain%2Bword%20that%20no%20pattern%20knows", "a%2Fplain"),
        ("key sk-admin-AbCd_1234-xyz refused", "AbCd_1234"),
        ("key sk-proj-AbCd1234", "AbCd1234"),
        ("key sk-ant-admin01-AbCd1234", "AbCd1234"),
        ("key gsk_AbCd12345678", "AbCd12345678"),
        ("key pplx-AbCd12345678", "AbCd12345678"),
        ("key xai-AbCd12345678", "AbCd12345678"),
        ("key AIzaAbCd12345678", "AbCd12345678"),
        ("token github_pat_AbCd12345678", "AbCd12345678"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("{'authorization': 'Bearer abc.def'}", "abc.def"),
        ("[(b'Authorization', b'Bearer abc.def')]", "abc.def"),
        ('{"Authorization": "abc.def"}', "abc.def"),
        ("Proxy-Authorization: Basic dXNlcjpwdw==", "dXNlcjpwdw"),
        ("headers x-api-key: abc.def", "abc.def"),
        ("sent bearer abc.def.ghi", "abc.def.ghi"),
        ("postgresql+psycopg://app:hush@db.example/usage", "hush"),
        ("proxy http://me:hush@proxy.example:3128 refused", "hush"),
        ("connect password=hush host=db", "hush"),
        ("GET /v1?key=hush&page=2", "hush"),
        ("OPENAI_ADMIN_KEY=hush", "hush"),
        ("environ({'GROQ_API_KEY': 'hush'})", "hush"),
    ],
)
def test_what_is_a_secret_or_looks_like_one_is_hidden(scrubber: Scrubber, text: str, hidden: str) -> None:
    scrubbed = scrubber.scrub(text)
    assert hidden not in scrubbed
    assert "[hidden]" in scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "gpt-5.1 on key_AbCd12345678 used 61 k tokens/min, limit 10 k",
        "GET https://api.openai.com/v1/organization/usage/completions?page=page_AAAAAGd&limit=168",
        "Secret(…3f9a)",
        "The stored secret of “work” belongs to https://api.openai.com/v1",
        "sk-...3f9a",
        "postgresql+psycopg://app@db.example:5432/usage",
        "task-force of risk-takers, 2026-11-20T12:00:00Z",
        "tokens=5 requests=7 OPENAI_ADMIN_KEY is not set",
    ],
)
def test_what_is_none_stays(scrubber: Scrubber, text: str) -> None:
    assert scrubber.scrub(text) == text


def test_a_secret_that_holds_another_leaves_nothing_behind(scrubber: Scrubber) -> None:
    scrubber.know(Secret("short"))
    scrubber.know(Secret("short-and-long"))
    assert "long" not in scrubber.scrub("it was short-and-long")


def test_an_empty_secret_hides_nothing(scrubber: Scrubber) -> None:
    scrubber.know(Secret(""))
    assert scrubber.scrub("all of it") == "all of it"


def test_no_secret_reaches_the_file_by_message_argument_or_traceback(file: Path) -> None:
    log.info("message %s", KNOWN)
    log.info("message %(key)s", {"key": KNOWN})
    log.warning(f"whole {KNOWN}")
    try:
        try:
            raise ValueError(f"first {KNOWN}")
        except ValueError as error:
            raise RuntimeError("second sk-admin-AbCd12345678") from error
    except RuntimeError:
        log.exception("failed with %s", KNOWN, stack_info=True)
    text = file.read_text(encoding="utf-8")
    assert KNOWN not in text
    assert "AbCd12345678" not in text
    assert "ValueError: first [hidden]" in text
    assert "RuntimeError: second [hidden]" in text


def test_a_secret_learned_later_is_hidden_from_then_on(file: Path, scrubber: Scrubber) -> None:
    scrubber.know(Secret("learned-later"))
    log.info("it is learned-later")
    assert "learned-later" not in file.read_text()


def test_a_line_says_when_in_utc_how_bad_which_thread_and_who(file: Path) -> None:
    log.warning("something")
    when, level, thread, who, what = file.read_text().split(maxsplit=4)
    assert when.endswith("+00:00")
    assert (level, thread, who, what) == (
        "WARNING",
        threading.current_thread().name,
        "usage_tracker_gui.example:",
        "something\n",
    )


def test_what_is_below_the_level_is_left_out_and_so_is_chatter_of_libraries(file: Path) -> None:
    log.debug("too fine")
    logging.getLogger("httpx").info("chatter")
    log.info("wanted")
    text = file.read_text()
    assert "too fine" not in text
    assert "chatter" not in text
    assert "wanted" in text


def test_a_log_grows_no_further_than_its_files(tmp_path: Path, scrubber: Scrubber) -> None:
    file = tmp_path / "big.log"
    with logging_to(file, "info", scrubber):
        for _ in range((OLD_FILES + 2) * 11):
            log.info("x" * (BYTES_PER_FILE // 10))
    logs = sorted(tmp_path.iterdir())
    assert len(logs) == OLD_FILES + 1
    assert all(path.stat().st_size <= BYTES_PER_FILE for path in logs)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_log_is_its_owners_alone(file: Path) -> None:
    log.info("something")
    assert file.stat().st_mode & 0o077 == 0


def test_a_log_that_can_not_be_written_stops_nothing_and_prints_nothing(tmp_path: Path, scrubber: Scrubber) -> None:
    said = io.StringIO()
    with redirect_stderr(said), logging_to(tmp_path / "nowhere" / "a.log", "info", scrubber):
        log.error("lost %s", KNOWN)
    assert said.getvalue() == ""


def test_logging_ends_with_its_block(tmp_path: Path, scrubber: Scrubber) -> None:
    with logging_to(tmp_path / "a.log", "debug", scrubber):
        pass
    assert not [handler for handler in logging.getLogger().handlers if isinstance(handler, LogFile)]
