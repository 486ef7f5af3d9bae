"""`usage-tracker record`: usage by hand and out of a pipe, beside what services tell."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Program = Callable[..., Any]


def rows(usage_tracker: Program, *arguments: str) -> Any:
    return usage_tracker("report", "--format", "json", *arguments).json["rows"]


def test_usage_by_hand_shows_up_in_reports(usage_tracker: Program) -> None:
    told = ("--service", "openai", "--model", "gpt-5.1", "--input-tokens", "1000", "--cached-input-tokens", "0")
    ended = usage_tracker("record", *told, "--output-tokens", "100", "--format", "json")
    assert ended.json == {"schema_version": 1, "read": 1, "added": 1, "unchanged": 0, "rejected": []}
    (row,) = rows(usage_tracker, "--from", "1d", "--to", "2026-11-26", "--group-by", "service,model")
    quoted = usage_tracker(
        "prices", "quote", *told, "--output-tokens", "100", "--at", "2026-11-25", "--format", "json"
    ).json
    assert (row["service"], row["cost_status"]) == ("openai", "priced")
    assert Decimal(row["cost_usd"]) == Decimal(quoted["usd"])
    assert row["requests"] is None


def test_what_is_not_told_is_unknown(usage_tracker: Program) -> None:
    assert usage_tracker("record", "--service", "ChatGPT", "--cost-usd", "20", "--at", "2026-11-20").code == 0
    (row,) = rows(usage_tracker, "--group-by", "service,day")
    assert row == {
        "service": "chatgpt",
        "day": "2026-11-20",
        "input_tokens": None,
        "cached_input_tokens": None,
        "cache_write_tokens": None,
        "output_tokens": None,
        "requests": None,
        "cost_usd": "20",
        "cost_status": "reported",
    }
    assert usage_tracker("record", "--service", "chatgpt", "--requests", "4", "--at", "2026-11-20").code == 0
    (row,) = rows(usage_tracker, "--group-by", "service,day")
    assert (row["requests"], row["cost_usd"], row["cost_status"]) == (4, "20", "partial")


def test_a_pipe_of_json_lines(usage_tracker: Program) -> None:
    lines = (
        '{"at": "2026-11-24T10:00Z", "service": "groq", "requests": 1, "id": "r1", "sessions_active": 2}\n'
        '{"at": "2026-11-24T10:00Z", "service": "groq", "requests": 1, "id": "r1"}\n'
        "not json\n"
    )
    ended = usage_tracker("record", "--json", "-", "--format", "json", stdin=lines)
    assert ended.code == 4
    assert (ended.json["read"], ended.json["added"], ended.json["unchanged"]) == (3, 1, 1)
    assert [rejected["line"] for rejected in ended.json["rejected"]] == [3]
    assert rows(usage_tracker, "--group-by", "service")[0]["requests"] == 1


def test_records_stand_beside_what_the_service_tells(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--lookback", "2d").code == 0
    before = usage_tracker("report", "--format", "json").json["totals"]
    usage_tracker("record", "--service", "groq", "--requests", "5", "--input-tokens", "7", "--at", "2026-11-24")
    after = usage_tracker("report", "--format", "json").json["totals"]
    assert after["requests"] == before["requests"] + 5
    assert after["input_tokens"] == before["input_tokens"] + 7
    assert usage_tracker("report", "--format", "json", "--service", "groq").json["totals"]["requests"] == 5
    assert usage_tracker("report", "--format", "json", "--channel", "groq").json["totals"]["requests"] == 5


def test_a_key_that_only_records_know_is_a_channel(usage_tracker: Program) -> None:
    usage_tracker("record", "--service", "groq", "--key", "laptop", "--requests", "5")
    usage_tracker("record", "--service", "groq", "--key", "phone", "--requests", "6")
    found = usage_tracker("report", "--to", "2026-11-26", "--format", "json", "--channel", "laptop").json
    assert found["totals"]["requests"] == 5
    assert usage_tracker("report", "--channel", "desk").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--service", "groq"),
        ("--requests", "1"),
        ("--service", "groq", "--requests", "-1"),
        ("--service", "groq", "--requests", "1", "--at", "2030-01-01"),
        ("--service", "groq", "--cost-usd", "much"),
        ("--json", "file.jsonl"),
        ("--json", "-", "--requests", "1"),
    ],
)
def test_wrong_usage_is_one_sentence_and_nothing_is_kept(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("record", *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert rows(usage_tracker) == []


def test_services_without_an_api_are_offered_and_never_asked(usage_tracker: Program) -> None:
    assert usage_tracker("accounts", "add", "my plan", "--service", "chatgpt").code == 0
    (listed,) = [
        row for row in usage_tracker("accounts", "list", "--format", "json").json["accounts"] if row["configured"]
    ]
    assert (listed["name"], listed["secret"]) == ("my plan", "not needed")
    synced = usage_tracker("sync", "--lookback", "1d", "--format", "json")
    assert synced.code == 0
    assert [account["account"] for account in synced.json["accounts"]] == ["openai"]
    assert usage_tracker("record", "--service", "chatgpt", "--account", "my plan", "--requests", "3").code == 0
    assert usage_tracker("accounts", "remove", "my plan", "--yes").code == 0


def test_usage_of_services_that_tell_nothing_makes_accounts_of_ones_own(usage_tracker: Program) -> None:
    for service in ("groq", "house model", "openai"):
        assert usage_tracker("record", "--service", service, "--cost-usd", "3").code == 0
    listed = usage_tracker("accounts", "list", "--format", "json").json["accounts"]
    own = {row["name"]: row["secret"] for row in listed if row["configured"]}
    assert own == {"groq": "not needed", "house-model": "not needed"}
    synced = usage_tracker("sync", "--lookback", "1d", "--format", "json")
    assert (synced.code, [account["account"] for account in synced.json["accounts"]]) == (0, ["openai"])


def test_everything_that_was_recorded_goes_with_its_account(usage_tracker: Program) -> None:
    usage_tracker("record", "--service", "groq", "--requests", "5", "--at", "2026-11-24")
    assert usage_tracker("accounts", "remove", "groq").code == 2
    assert usage_tracker("accounts", "remove", "groq", "--yes").code == 0
    assert rows(usage_tracker) == []
