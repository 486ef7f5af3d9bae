"""A bill beside an estimate: what belongs together, and what each difference is due to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.bill_comparison import Payer, Used, compare
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.reconciliation import NAMES, SENTENCES, Balance, Comparison, Reason, balance
from usage_tracker_gui.domain.usage import BilledCost, Tokens

DAY = date(2026, 11, 20)
NOON = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp())
PAYER = Payer("work", "openai", (), late_since=date(2026, 11, 22))
SHEET = PriceSheet.parse(
    "service,model,tier,context_over_tokens,input,output,cached_input\n"
    "openai,gpt-5.1,standard,,1.25,10,0.125\n"
    "openai,gpt-5.1,batch,,0.625,5,0.0625\n"
    "openai,gpt-6-sol,standard,,2,10,0.2\n"
    "openai,gpt-6-sol,standard,272000,4,15,0.4\n",
    "service,model,tool,usd_per_call\n",
)


def used(model: str, tier: str = "standard", key: str = "key_1", **tokens: int) -> Used:
    return Used(DAY, key, "proj_1", model, tier, Tokens(**tokens))


def billed(item: str, usd: str, quantity: str = "", unit: str = "tokens", key: str = "") -> BilledCost:
    return BilledCost(NOON, "proj_1", item, int(Decimal(usd).scaleb(9)), quantity, unit, key)


def compared(usage: Sequence[Used], bill: Sequence[BilledCost], payer: Payer = PAYER) -> list[Comparison]:
    return compare(payer, usage, bill, SHEET)


def reasons(usage: Sequence[Used], bill: Sequence[BilledCost], payer: Payer = PAYER) -> dict[Reason, Decimal]:
    return dict(balance(compared(usage, bill, payer)).reasons)


def test_equal_sides_leave_nothing_to_explain() -> None:
    whole = balance(compared([used("gpt-5.1", input=1_000_000)], [billed("gpt-5.1, input", "1.25", "1000000")]))
    assert whole == Balance(Decimal("1.25"), Decimal("1.25"), {}, Decimal(100))


def test_each_kind_and_tier_is_compared_with_its_own_line() -> None:
    usage = [used("gpt-5.1", input=1_000_000, output=100_000), used("gpt-5.1", "batch", cached_input=1_000_000)]
    bill = [
        billed("gpt-5.1, input", "1.25", "1000000"),
        billed("gpt-5.1, output", "1", "100000"),
        billed("gpt-5.1, batch cached input", "0.0625", "1000000"),
    ]
    assert [(one.item, one.estimated, one.billed) for one in compared(usage, bill)] == [
        ("batch cached input", Decimal("0.0625"), Decimal("0.0625")),
        ("input", Decimal("1.25"), Decimal("1.25")),
        ("output", Decimal(1), Decimal(1)),
    ]


def test_a_bill_that_tells_no_tiers_is_compared_with_all_of_them_together() -> None:
    usage = [used("gpt-5.1", input=1_000_000), used("gpt-5.1", "batch", input=1_000_000)]
    assert reasons(usage, [billed("gpt-5.1, input", "1.875", "2000000")]) == {}


def test_dated_snapshots_are_compared_with_their_family() -> None:
    assert reasons([used("gpt-5.1-2025-11-13", input=1_000_000)], [billed("gpt-5.1, input", "1.25", "1000000")]) == {}


def test_a_line_that_names_a_model_alone_is_compared_with_all_of_the_model() -> None:
    usage = [used("gpt-5.1", input=1_000_000, output=100_000)]
    (one,) = compared(usage, [billed("gpt-5.1", "2.25", "1100000")])
    assert (one.item, one.estimated, one.residuals) == ("all tokens", Decimal("2.25"), ())


def test_a_model_without_a_price_is_named_with_all_that_was_billed_for_it() -> None:
    usage, bill = [used("house-model-x", input=5000)], [billed("house-model-x, input", "0.004", "5000")]
    (one,) = compared(usage, bill)
    assert one.estimated is None
    assert reasons(usage, bill) == {Reason.UNPRICED_MODEL: Decimal("0.004")}


@pytest.mark.parametrize(
    ("item", "unit", "reason"),
    [
        ("web search tool calls", "requests", Reason.TOOL_FEE),
        ("dall-e-3, images", "images", Reason.IMAGE),
        ("tts-1, characters", "characters", Reason.AUDIO),
        ("Regional processing uplift", "days", Reason.UNKNOWN_LINE_ITEM),
    ],
)
def test_lines_that_no_tokens_stand_behind_are_residuals_by_themselves(item: str, unit: str, reason: Reason) -> None:
    (one,) = compared([], [billed(item, "0.37", "1", unit)])
    assert one.item == item
    assert reasons([], [billed(item, "0.37", "1", unit)]) == {reason: Decimal("0.37")}


def test_the_same_tokens_at_more_are_long_context_as_far_as_long_requests_can_cost() -> None:
    usage = [used("gpt-6-sol", input=1_000_000)]
    assert reasons(usage, [billed("gpt-6-sol, input", "2.3", "1000000")]) == {Reason.LONG_CONTEXT: Decimal("0.3")}
    assert reasons(usage, [billed("gpt-6-sol, input", "4.5", "1000000")]) == {Reason.UNEXPLAINED: Decimal("2.5")}


def test_a_model_whose_long_requests_cost_the_same_has_no_long_context() -> None:
    usage = [used("gpt-5.1", input=1_000_000)]
    assert reasons(usage, [billed("gpt-5.1, input", "1.5", "1000000")]) == {Reason.UNEXPLAINED: Decimal("0.25")}


def test_tokens_that_only_the_bill_counts_are_told_from_a_dearer_rate() -> None:
    usage = [used("gpt-6-sol", input=1_000_000)]
    assert reasons(usage, [billed("gpt-6-sol, input", "3.1", "1500000")]) == {
        Reason.OTHER_ENDPOINT: Decimal(1),
        Reason.LONG_CONTEXT: Decimal("0.1"),
    }


def test_a_thousand_tokens_is_a_unit_too() -> None:
    assert reasons([used("gpt-5.1", input=1_000_000)], [billed("gpt-5.1, input", "1.25", "1000", "1000_tokens")]) == {}


def test_recent_usage_without_a_bill_is_late_and_old_usage_was_never_billed() -> None:
    usage = [used("gpt-5.1", input=1_000_000)]
    recent = Payer("work", "openai", (), late_since=DAY)
    assert reasons(usage, [], recent) == {Reason.LATE_DATA: Decimal("-1.25")}
    assert reasons(usage, [], PAYER) == {Reason.NOT_BILLED: Decimal("-1.25")}


def test_half_a_cent_in_a_large_line_is_rounding_and_in_a_small_one_is_not() -> None:
    large = reasons([used("gpt-5.1", input=10_000_003)], [billed("gpt-5.1, input", "12.50", "10000003")])
    assert large == {Reason.ROUNDING: Decimal("-0.00000375")}
    small = reasons([used("gpt-5.1", input=1_000)], [billed("gpt-5.1, input", "0.004", "1000")])
    assert small == {Reason.UNEXPLAINED: Decimal("0.00275")}


def test_a_bill_without_quantities_still_tells_what_it_can() -> None:
    usage = [used("gpt-6-sol", input=1_000_000)]
    assert reasons(usage, [billed("gpt-6-sol, input", "2.3")]) == {Reason.LONG_CONTEXT: Decimal("0.3")}
    assert reasons([], [billed("gpt-6-sol, input", "2.3")]) == {Reason.OTHER_ENDPOINT: Decimal("2.3")}


def test_a_days_keys_are_compared_apart_where_its_bill_names_keys() -> None:
    usage = [used("gpt-5.1", input=1_000_000), used("gpt-5.1", key="key_2", input=2_000_000)]
    by_key = [
        billed("gpt-5.1, input", "1.25", "1000000", key="key_1"),
        billed("gpt-5.1, input", "3.75", "3000000", key="key_2"),
    ]
    assert [(one.key, len(one.residuals)) for one in compared(usage, by_key)] == [("key_1", 0), ("key_2", 1)]
    together = [billed("gpt-5.1, input", "5", "4000000")]
    assert [one.key for one in compared(usage, together)] == [""]
    assert reasons(usage, by_key) == reasons(usage, together)


def test_what_other_keys_were_billed_is_no_riddle() -> None:
    payer = Payer("work", "openai", ("key_1",), late_since=DAY)
    usage = [used("gpt-5.1", input=1_000_000)]
    by_key = [
        billed("gpt-5.1, input", "1.25", "1000000", key="key_1"),
        billed("gpt-5.1, input", "3.75", "3000000", key="key_2"),
        billed("web search tool calls", "0.10", "10", "requests", key="key_2"),
    ]
    assert reasons(usage, by_key, payer) == {Reason.UNWATCHED_KEY: Decimal("3.85")}
    assert reasons(usage, [billed("gpt-5.1, input", "5", "4000000")], payer) == {Reason.UNWATCHED_KEY: Decimal("3.75")}


def test_a_project_that_only_the_bill_names_is_known_by_its_keys() -> None:
    """Anthropic's default workspace: usage names none, and the bill by keys gives its ID."""
    usage = [
        Used(DAY, "key_1", "", "gpt-5.1", "standard", Tokens(input=1_000_000)),
        Used(DAY, "", "", "gpt-5.1", "standard", Tokens(input=2_000_000)),
    ]
    bill = [
        billed("gpt-5.1, input", "1.25", "1000000", key="key_1"),
        billed("gpt-5.1, input", "2.5", "2000000"),
        billed("web search tool calls", "0.10", "10", "requests"),
    ]
    assert {one.project for one in compared(usage, bill)} == {""}
    assert reasons(usage, bill) == {Reason.TOOL_FEE: Decimal("0.1")}


def test_coverage_is_what_has_a_reason_of_all_differences() -> None:
    usage = [used("gpt-5.1", input=1_000_000)]
    bill = [billed("gpt-5.1, input", "1.50", "1000000"), billed("web search tool calls", "0.75", "75", "requests")]
    assert balance(compared(usage, bill)).coverage == 75
    assert balance([]).coverage == 100


amounts = st.integers(0, 10**13)
lines = st.builds(
    BilledCost,
    start=st.just(NOON),
    project=st.sampled_from(["proj_1", "proj_2", ""]),
    line_item=st.sampled_from(
        ["gpt-5.1, input", "gpt-5.1, batch output", "gpt-5.1", "gpt-6-sol, cached input", "x, input", "tool", "?"]
    ),
    usd_nanos=st.integers(-(10**12), 10**13),
    quantity=st.one_of(st.just(""), amounts.map(str)),
    unit=st.sampled_from(["tokens", "1000_tokens", "requests", ""]),
    key=st.sampled_from(["", "key_1", "key_2"]),
)
usages = st.builds(
    Used,
    day=st.just(DAY),
    key=st.sampled_from(["", "key_1", "key_2"]),
    project=st.sampled_from(["proj_1", "proj_2", ""]),
    model=st.sampled_from(["gpt-5.1", "gpt-6-sol", "gpt-6-sol-2026-01-01", "x"]),
    tier=st.sampled_from(["standard", "batch", "odd"]),
    tokens=st.tuples(*[amounts] * 4).map(
        lambda counts: Tokens(counts[0], counts[1], output=counts[2], image_output=counts[3])
    ),
)


@given(st.lists(usages, max_size=6), st.lists(lines, max_size=8), st.sampled_from([(), ("key_1",)]))
def test_reasons_add_up_to_the_difference_whatever_was_billed(
    usage: list[Used], bill: list[BilledCost], watched: tuple[str, ...]
) -> None:
    found = compared(usage, bill, Payer("work", "openai", watched, DAY))
    for one in found:
        assert sum(residual.usd for residual in one.residuals) == one.billed - (one.estimated or 0)
    whole = balance(found)
    assert whole.billed == sum((Decimal(line.usd_nanos).scaleb(-9) for line in bill), Decimal(0))
    assert sum(whole.reasons.values()) == whole.difference
    assert 0 <= whole.coverage <= 100


def test_every_reason_has_a_name_and_a_sentence() -> None:
    assert set(NAMES) == set(SENTENCES) == set(Reason)
