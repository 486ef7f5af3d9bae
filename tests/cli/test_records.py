"""`usage-tracker records`: a typing error is seen, mended or taken back, and the account's log says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.store.store import Store

Program = Callable[..., Any]


def record(usage_tracker: Program, *more: str) -> None:
    told = ("--service", "groq", "--account", "team", "--model", "llama-4", *more)
    assert usage_tracker("record", *told).code == 0


def kept(usage_tracker: Program, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = usage_tracker("records", "list", "--format", "json", *arguments).json["records"]
    return found


@pytest.fixture
def changes(environment: dict[str, str]) -> Callable[[], list[str]]:
    def read() -> list[str]:
        with Store.open(Path(environment["USAGE_TRACKER_DATA_DIR"]) / "history.db") as store:
            return [f"{change.account}: {change.detail}" for change in store.changes(10)]

    return read


def test_entries_are_listed_newest_first_with_what_is_unknown(usage_tracker: Program) -> None:
    record(usage_tracker, "--at", "2026-11-23T10:00Z", "--input-tokens", "12000", "--id", "first")
    record(usage_tracker, "--at", "2026-11-24T10:00Z", "--cost-usd", "0.5", "--id", "second")
    newest, oldest = kept(usage_tracker)
    assert (newest["id"], newest["input_tokens"], newest["cost_usd"]) == ("second", None, "0.5")
    assert (oldest["id"], oldest["at"], oldest["account"]) == ("first", "2026-11-23T10:00:00Z", "team")
    assert [row["id"] for row in kept(usage_tracker, "--from", "2026-11-24", "--account", "team")] == ["second"]
    assert [row["id"] for row in kept(usage_tracker, "--limit", "1")] == ["second"]
    assert "12,000" in usage_tracker("records", "list").out


def test_a_wrong_count_is_changed_and_the_rest_stays(usage_tracker: Program, changes: Callable[[], list[str]]) -> None:
    record(usage_tracker, "--at", "2026-11-23T10:00Z", "--input-tokens", "12000", "--cost-usd", "9", "--id", "typo-1")
    ended = usage_tracker("records", "change", "typo", "--input-tokens", "1200", "--cost-usd", "unknown")
    assert ended.code == 0, ended.err
    (row,) = kept(usage_tracker)
    assert (row["id"], row["input_tokens"], row["cost_usd"], row["model"]) == ("typo-1", 1200, None, "llama-4")
    totals = usage_tracker("report", "--format", "json").json["totals"]
    assert totals["input_tokens"] == 1200
    assert changes()[0] == (
        "team: usage of 2026-11-23 10:00 UTC, llama-4 changed: input_tokens 12000 → 1200, cost_usd $9 → unknown"
    )


def test_a_wrong_entry_is_taken_back_and_may_be_told_again(
    usage_tracker: Program, changes: Callable[[], list[str]]
) -> None:
    record(usage_tracker, "--requests", "1", "--id", "x")
    assert usage_tracker("records", "remove", "x").code == 2
    assert len(kept(usage_tracker)) == 1
    assert usage_tracker("records", "remove", "x", "--yes").code == 0
    assert kept(usage_tracker) == []
    assert "taken back" in changes()[0]
    record(usage_tracker, "--requests", "2", "--id", "x")
    assert [row["requests"] for row in kept(usage_tracker)] == [2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("change", "x"),
        ("change", "x", "--cached-input-tokens", "999"),
        ("change", "x", "--at", "2027-12-01"),
        ("change", "x", "--cost-usd", "much"),
        ("change", "nothing", "--requests", "1"),
        ("remove", "nothing", "--yes"),
        ("remove", "", "--yes"),
        ("remove", "x", "--yes", "--account", "nobody"),
        ("list", "--account", "nobody"),
    ],
)
def test_what_can_not_be_is_one_sentence_and_changes_nothing(
    usage_tracker: Program, arguments: tuple[str, ...]
) -> None:
    record(usage_tracker, "--input-tokens", "5", "--output-tokens", "1", "--id", "x")
    before = kept(usage_tracker)
    ended = usage_tracker("records", *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert kept(usage_tracker) == before


def test_a_beginning_that_two_entries_share_is_not_enough(usage_tracker: Program) -> None:
    for id_ in ("same-1", "same-2"):
        record(usage_tracker, "--requests", "1", "--id", id_)
    assert "2 entries begin" in usage_tracker("records", "remove", "same", "--yes").err
    assert usage_tracker("records", "remove", "same-2", "--yes").code == 0
    assert [row["id"] for row in kept(usage_tracker)] == ["same-1"]
