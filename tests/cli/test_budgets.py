"""`usage-tracker budgets`: set, listed with what is spent and expected, changed, and removed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Program = Callable[..., Any]


@pytest.fixture
def synced(usage_tracker: Program) -> Program:
    usage_tracker("sync", "--lookback", "30d")
    return usage_tracker


def listed(usage_tracker: Program, *arguments: str) -> Any:
    return usage_tracker("budgets", "list", "--format", "json", *arguments).json["budgets"]


def month_so_far(usage_tracker: Program, *arguments: str) -> Decimal:
    totals = usage_tracker("report", "--from", "2026-11-01", "--format", "json", *arguments).json["totals"]
    return Decimal(totals["cost_usd"])


def test_a_monthly_budget_holds_what_the_report_says_was_spent(synced: Program) -> None:
    assert synced("budgets", "set", "monthly", "--limit", "$1000").code == 0
    (budget,) = listed(synced)
    assert (budget["scope"], budget["period"], budget["limit_usd"]) == ("everything", "month", "1000")
    assert (budget["from"], budget["to"]) == ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
    assert Decimal(budget["spent_usd"]) == month_so_far(synced)
    assert budget["forecast"]["confidence"] == "high"
    low, expected, high = (Decimal(budget["forecast"][name]) for name in ("low_usd", "expected_usd", "high_usd"))
    assert month_so_far(synced) < low < expected < high


def test_the_month_of_a_zone_begins_at_its_midnight(synced: Program) -> None:
    synced("budgets", "set", "monthly", "--limit", "1000")
    (budget,) = listed(synced, "--timezone", "Asia/Kolkata")
    assert (budget["from"], budget["to"]) == ("2026-10-31T18:30:00Z", "2026-11-30T18:30:00Z")


def test_a_budget_counts_its_own_part_only(synced: Program) -> None:
    (key, *_) = synced("keys", "list", "--format", "json").json["keys"]
    synced("budgets", "set", "one key", "--limit", "50", "--key", key["key_name"])
    synced("budgets", "set", "one model", "--limit", "50", "--model", "gpt-5.1")
    synced("budgets", "set", "all of it", "--limit", "50", "--service", "openai")
    whole, one_key, _model = listed(synced)
    assert (one_key["scope_id"], one_key["scope_name"]) == (key["key"], key["key_name"])
    assert Decimal(one_key["spent_usd"]) == month_so_far(synced, "--channel", key["key"])
    assert Decimal(whole["spent_usd"]) == month_so_far(synced)


def test_a_budget_of_the_same_name_is_changed(synced: Program) -> None:
    synced("budgets", "set", "monthly", "--limit", "1000")
    synced("budgets", "set", "monthly", "--limit", "10", "--period", "week", "--threshold", "50", "--threshold", "75%")
    (budget,) = listed(synced)
    assert (budget["limit_usd"], budget["period"]) == ("10", "week")
    assert budget["thresholds_percent"] == [50, 75, 100]


def test_a_script_learns_by_the_exit_code_that_a_budget_is_used_up(synced: Program) -> None:
    synced("budgets", "set", "tiny", "--limit", "0.01")
    assert synced("budgets", "list").code == 0
    ended = synced("budgets", "list", "--fail-over")
    assert (ended.code, ended.err) == (5, "Used up: tiny.\n")
    assert "used up" in ended.out


def test_before_any_usage_nothing_is_foretold(usage_tracker: Program) -> None:
    usage_tracker("budgets", "set", "monthly", "--limit", "310")
    (budget,) = listed(usage_tracker)
    assert (budget["spent_usd"], budget["forecast"], budget["level"]) == ("0", None, "ok")
    assert budget["safe_today_usd"] == "51.67"  # 310 over the six days that are left of November


def test_without_a_budget_the_list_says_how_to_make_one(usage_tracker: Program) -> None:
    ended = usage_tracker("budgets", "list")
    assert (ended.code, ended.out) == (0, "")
    assert "budgets set" in ended.err
    assert usage_tracker("budgets", "list", "--format", "json").json["budgets"] == []


def test_a_removed_budget_is_gone_and_an_unknown_one_is_named(usage_tracker: Program) -> None:
    usage_tracker("budgets", "set", "monthly", "--limit", "1000")
    assert usage_tracker("budgets", "remove", "monthly").code == 0
    ended = usage_tracker("budgets", "remove", "monthly")
    assert ended.code == 2
    assert ended.err == "There is no budget “monthly”; see `usage-tracker budgets list`.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--limit", "0"),
        ("--limit", "-5"),
        ("--limit", "NaN"),
        ("--limit", "a lot"),
        ("--limit", "5", "--threshold", "0"),
        ("--limit", "5", "--threshold", "most"),
        ("--limit", "5", "--service", "nobody"),
        ("--limit", "5", "--account", "nobody"),
        ("--limit", "5", "--key", "key_1", "--model", "gpt-5.1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("budgets", "set", "odd", *arguments)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert listed(usage_tracker) == []
