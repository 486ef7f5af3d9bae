"""`usage-tracker accounts`, `keys` and `doctor`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings.errors import KeychainUnavailable
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET

Program = Callable[..., Any]


@pytest.fixture
def no_environment(environment: dict[str, str]) -> str:
    """Without a credential in the environment; returns the address of the service."""
    del environment["OPENAI_ADMIN_KEY"]
    return environment.pop("OPENAI_BASE_URL")


@pytest.fixture
def work(usage_tracker: Program, no_environment: str) -> str:
    """An account called work, whose secret is in the keychain."""
    added = usage_tracker(
        "accounts", "add", "work", "--service", "openai", "--base-url", no_environment, stdin=ADMIN_SECRET + "\n"
    )
    assert added.code == 0, added.err
    return no_environment


def test_an_added_account_keeps_its_secret_in_the_keychain(
    usage_tracker: Program, work: str, keychain: MemoryKeychain, environment: dict[str, str]
) -> None:
    assert keychain.get(Account(0, "work", "openai", work)) == Secret(ADMIN_SECRET)
    for file in Path(environment["USAGE_TRACKER_DATA_DIR"]).rglob("*"):
        assert not file.is_file() or ADMIN_SECRET.encode() not in file.read_bytes()


def test_what_is_left_of_a_rate_limit_is_said_or_said_to_be_unknown(
    usage_tracker: Program, work: str, service: Faulty
) -> None:
    assert "is left of its rate limit is unknown" in usage_tracker("accounts", "test", "work").out
    assert "is left of its rate limit is unknown" in usage_tracker("doctor", "--online", "--format", "json").out
    service.always(faults.telling_rate_limit(4998, 5000))
    assert "allows 4,998 more requests of 5,000" in usage_tracker("accounts", "test", "work").out


def test_it_works_and_syncs(usage_tracker: Program, work: str) -> None:
    assert usage_tracker("accounts", "test", "work").code == 0
    assert usage_tracker("sync", "--lookback", "1d").code == 0


def test_the_list_says_where_each_secret_is(usage_tracker: Program, work: str) -> None:
    (row,) = usage_tracker("accounts", "list", "--format", "json").json["accounts"]
    assert (row["name"], row["service"], row["base_url"], row["secret"]) == ("work", "openai", work, "keychain")


def test_a_rotated_secret_takes_effect_at_once(usage_tracker: Program, work: str) -> None:
    usage_tracker("accounts", "rotate", "work", stdin="sk-admin-someone-elses-0000\n")
    assert usage_tracker("accounts", "test", "work").code == 3
    usage_tracker("accounts", "rotate", "work", stdin=ADMIN_SECRET)
    assert usage_tracker("accounts", "test", "work").code == 0


def test_removing_asks_for_yes_and_then_takes_history_and_secret(
    usage_tracker: Program, work: str, keychain: MemoryKeychain
) -> None:
    usage_tracker("sync", "--lookback", "1d")
    assert usage_tracker("accounts", "remove", "work").code == 2
    assert usage_tracker("report", "--format", "json").json["rows"]
    assert usage_tracker("accounts", "remove", "work", "--yes").code == 0
    assert usage_tracker("report", "--format", "json").json["rows"] == []
    assert keychain.get(Account(0, "work", "openai", work)) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "work", "--service", "nobody"),
        ("add", "work", "--service", "openai", "--base-url", "http://example.com/v1"),
        ("add", "", "--service", "openai"),
        ("rotate", "unknown"),
        ("remove", "unknown", "--yes"),
        ("test", "unknown"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    usage_tracker: Program, environment: dict[str, str], arguments: tuple[str, ...]
) -> None:
    ended = usage_tracker("accounts", *arguments, stdin="sk-admin-whatever-1234\n")
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert "whatever" not in ended.out + ended.err


def test_a_name_that_is_taken_is_refused(usage_tracker: Program, work: str) -> None:
    again = usage_tracker("accounts", "add", "work", "--service", "openai", "--base-url", work, stdin=ADMIN_SECRET)
    assert again.code == 2
    assert "work" in again.err


def test_an_empty_secret_is_refused(usage_tracker: Program, no_environment: str) -> None:
    ended = usage_tracker("accounts", "add", "work", "--service", "openai", "--base-url", no_environment, stdin="\n")
    assert ended.code == 2


class NoKeychain(MemoryKeychain):
    def set(self, account: Account, secret: Secret) -> None:
        raise KeychainUnavailable("There is no keychain here: set OPENAI_ADMIN_KEY for this run.")


class TestWithoutAKeychain:
    @pytest.fixture
    def keychain(self) -> MemoryKeychain:
        return NoKeychain()

    def test_adding_says_what_to_do_and_leaves_nothing_behind(
        self, usage_tracker: Program, no_environment: str
    ) -> None:
        ended = usage_tracker(
            "accounts", "add", "work", "--service", "openai", "--base-url", no_environment, stdin=ADMIN_SECRET
        )
        assert ended.code == 2
        assert "OPENAI_ADMIN_KEY" in ended.err
        assert usage_tracker("accounts", "list", "--format", "json").json["accounts"] == []


def test_two_accounts_of_a_service_ignore_its_variable_with_a_warning(
    usage_tracker: Program, work: str, environment: dict[str, str]
) -> None:
    usage_tracker("accounts", "add", "home", "--service", "openai", "--base-url", work, stdin=ADMIN_SECRET)
    environment["OPENAI_ADMIN_KEY"] = "sk-admin-ignored-1111"
    ended = usage_tracker("sync", "--lookback", "1d", "--format", "json")
    assert ended.code == 0
    assert [account["status"] for account in ended.json["accounts"]] == ["ok", "ok"]
    assert "OPENAI_ADMIN_KEY is ignored" in ended.err


def test_keys_have_names_and_tell_whether_they_are_watched(usage_tracker: Program, environment: dict[str, str]) -> None:
    rows = usage_tracker("keys", "list", "--format", "json").json["keys"]
    assert {"Atlas web app", "Legacy bot"} <= {row["key_name"] for row in rows}
    assert all(row["watched"] for row in rows)
    environment["OPENAI_API_KEY_ID"] = rows[0]["key"]
    watched = [row["key"] for row in usage_tracker("keys", "list", "--format", "json").json["keys"] if row["watched"]]
    assert watched == [rows[0]["key"]]


def test_the_doctor_finds_a_healthy_run_healthy(usage_tracker: Program) -> None:
    usage_tracker("sync", "--lookback", "1d")
    ended = usage_tracker("doctor", "--online", "--format", "json")
    assert ended.code == 0
    checks = ended.json["checks"]
    assert {"database", "integrity", "prices", "keychain"} <= {check["check"] for check in checks}
    assert all(check["state"] != "failed" for check in checks)


def test_the_doctor_names_what_is_broken(usage_tracker: Program, environment: dict[str, str]) -> None:
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir()
    (data / "history.db").write_bytes(b"this is no database, and it is long enough to be looked at" * 20)
    ended = usage_tracker("doctor", "--format", "json")
    assert ended.code == 2
    assert any(check["state"] == "failed" and "history.db" in check["detail"] for check in ended.json["checks"])


def test_settings_that_cannot_be_read_are_said_with_file_and_key(
    usage_tracker: Program, environment: dict[str, str]
) -> None:
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir()
    (data / "settings.toml").write_text("[watching]\ninterval_seconds = 9000\n")
    ended = usage_tracker("report")
    assert ended.code == 2
    assert "interval_seconds" in ended.err
    assert "600" in ended.err
