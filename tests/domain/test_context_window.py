"""A context window stands behind the tier, and decides which rates hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from usage_tracker_gui.domain.context_window import BilledAs, ContextWindow, window_of
from usage_tracker_gui.domain.pricing import PriceSheet, canonical_tier
from usage_tracker_gui.domain.usage import Tokens

DAY = date(2026, 11, 24)
SHEET = PriceSheet.parse(
    "service,model,tier,context_over_tokens,effective_from,input,output\n"
    "anthropic,sonnet,standard,,,3,15\n"
    "anthropic,sonnet,standard,200000,,6,22.5\n"
    "anthropic,sonnet,batch,,,1.5,7.5\n"
    "anthropic,haiku,standard,,,0.1,0.5\n"
    "anthropic,haiku,standard,100000,,0.5,2.5\n"
    "anthropic,giant,standard,,,1,1\n"
    "anthropic,giant,standard,500000,,2,2\n"
    "anthropic,opus,standard,,,5,25\n",
    "service,model,tool,usd_per_call\n",
)
MILLION = Tokens(input=1_000_000)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("0-200k", ContextWindow(0, 200_000)),
        ("200k-1M", ContextWindow(200_001, 1_000_000)),
        ("", None),
        ("long", None),
        ("1M-200k", None),
    ],
)
def test_a_window_is_read_as_services_write_it(text: str, window: ContextWindow | None) -> None:
    assert window_of(text) == window


@pytest.mark.parametrize("told", [BilledAs("standard", "200k-1M"), BilledAs("a/b"), BilledAs("", "0-200k")])
def test_tier_and_window_come_back_as_they_were_put_together(told: BilledAs) -> None:
    assert BilledAs.read(told.text) == told


def test_a_window_that_nobody_understands_says_nothing() -> None:
    assert BilledAs("standard", "huge").text == "standard"


@pytest.mark.parametrize(
    ("model", "tier", "usd", "status"),
    [
        ("sonnet", "standard", "3", "estimated"),
        ("sonnet", "standard/0-200k", "3", "priced"),
        ("sonnet", "standard/200k-1M", "6", "priced"),
        ("sonnet", "auto/200k-1M", "6", "priced"),
        ("haiku", "standard/0-200k", "0.1", "estimated"),  # its own limit lies within the window
        ("haiku", "standard/200k-1M", "0.5", "priced"),
        ("giant", "standard/0-200k", "1", "priced"),
        ("giant", "standard/200k-1M", "1", "estimated"),
        ("opus", "standard/200k-1M", "5", "priced"),  # long requests cost no more
    ],
)
def test_a_sum_of_requests_is_certain_once_its_window_is_known(model: str, tier: str, usd: str, status: str) -> None:
    cost = SHEET.cost("anthropic", model, tier, MILLION, DAY)
    assert (cost.usd, cost.status) == (Decimal(usd), status)


def test_long_requests_in_a_tier_that_prices_only_short_ones_have_no_price() -> None:
    cost = SHEET.cost("anthropic", "sonnet", "batch/200k-1M", MILLION, DAY)
    assert (cost.usd, cost.reasons) == (None, {"long_context_not_priced"})
    assert SHEET.cost("anthropic", "sonnet", "batch/0-200k", MILLION, DAY).status == "priced"


def test_the_tier_is_the_same_with_and_without_a_window() -> None:
    assert canonical_tier("anthropic", "Standard/200k-1M") == "standard"


def test_the_rates_of_a_window_are_those_of_its_requests() -> None:
    known = SHEET.rates_of("anthropic", "sonnet", "standard/200k-1M", DAY)
    assert known is not None
    assert (known.ordinary[0], known.longest[0]) == (Decimal(6), Decimal(6))
