"""`usage-tracker subscriptions`: a plan's quota since its last reset, beside what metered use would have cost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Program = Callable[..., Any]
PLUS = ("subscriptions", "set", "mine", "--service", "chatgpt", "--plan", "Plus", "--price", "20")


def test_a_plan_is_tracked_since_its_last_reset(usage_tracker: Program) -> None:
    assert usage_tracker(*PLUS, "--quota", "100", "--reset-day", "20", "--sessions", "2").code == 0
    told = ("record", "--service", "chatgpt", "--account", "mine", "--model", "gpt-5.1")
    counts = ("--input-tokens", "1000", "--cached-input-tokens", "0", "--output-tokens", "100")
    assert usage_tracker(*told, *counts, "--requests", "30", "--at", "2026-11-21", "--sessions-active", "3").code == 0
    assert usage_tracker(*told, *counts, "--requests", "50", "--at", "2026-11-19").code == 0
    (plan,) = usage_tracker("subscriptions", "list", "--format", "json").json["subscriptions"]
    assert (plan["from"], plan["to"]) == ("2026-11-20T00:00:00Z", "2026-12-20T00:00:00Z")
    assert (plan["price_usd"], plan["quota_used"], plan["quota_left"]) == ("20", 30, 70)
    assert (plan["sessions_most"], plan["session_limit"]) == (3, 2)
    quote = usage_tracker(
        "prices", "quote", *("--service", "openai", "--model", "gpt-5.1"), *counts, "--format", "json"
    )
    assert Decimal(plan["metered_usd"]) == Decimal(quote.json["usd"])
    shown = usage_tracker("subscriptions", "list")
    assert "3 of 2" in shown.out
    assert "3 sessions at once" in shown.err


def test_what_nobody_told_is_unknown(usage_tracker: Program) -> None:
    assert usage_tracker(*PLUS, "--quota", "100").code == 0
    usage_tracker("record", "--service", "chatgpt", "--account", "mine", "--cost-usd", "1", "--at", "2026-11-21")
    (plan,) = usage_tracker("subscriptions", "list", "--format", "json").json["subscriptions"]
    assert (plan["quota_used"], plan["quota_left"], plan["metered_usd"]) == (None, None, None)
    assert plan["metered_status"] == "unpriced"


def test_a_plan_is_replaced_and_forgotten(usage_tracker: Program) -> None:
    assert usage_tracker(*PLUS).code == 0
    assert usage_tracker("subscriptions", "set", "mine", "--plan", "Pro", "--price", "$200").code == 0
    (plan,) = usage_tracker("subscriptions", "list", "--format", "json").json["subscriptions"]
    assert (plan["plan"], plan["price_usd"], plan["quota"]) == ("Pro", "200", None)
    assert usage_tracker("subscriptions", "remove", "mine").code == 0
    assert usage_tracker("subscriptions", "remove", "mine").code == 2
    assert usage_tracker("subscriptions", "list", "--format", "json").json["subscriptions"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "nobody", "--plan", "Plus", "--price", "20"),
        ("set", "mine", "--service", "nothing", "--plan", "Plus", "--price", "20"),
        ("set", "mine", "--service", "chatgpt", "--plan", "Plus", "--price", "-1"),
        ("set", "mine", "--service", "chatgpt", "--plan", "Plus", "--price", "20", "--reset-day", "32"),
    ],
)
def test_wrong_usage_is_one_sentence(usage_tracker: Program, arguments: tuple[str, ...]) -> None:
    ended = usage_tracker("subscriptions", *arguments)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
