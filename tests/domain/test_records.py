"""A recorded usage: what can't be, what stays unknown, and how sure its cost is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.records import Counts, ImpossibleRecord, UsageRecord, recorded_cost
from usage_tracker_gui.domain.report import Figures, sum_figures
from usage_tracker_gui.domain.usage import Tokens

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
A_DOLLAR = Cost(Decimal(1), CostStatus.PRICED)


def record(**told: Any) -> UsageRecord:
    return UsageRecord(**{"id": "1", "at": NOW, "requests": 1, **told})


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"input_tokens": -1}, "negative"),
        ({"sessions_active": -1}, "negative"),
        ({"output_tokens": 10**18}, "too much"),
        ({"cost_usd": Decimal("-0.01")}, "negative"),
        ({"input_tokens": 10, "cached_input_tokens": 11}, "can't be more"),
        ({"requests": None}, "neither a count"),
        ({"requests": None, "tokens_remaining": 5}, "neither a count"),
        ({"model": "a\nb"}, "can't be printed"),
        ({"key": "k" * 501}, "longer"),
    ],
)
def test_a_record_that_can_not_be_says_why(told: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImpossibleRecord, match=reason):
        record(**told)


def test_a_cost_alone_is_a_record() -> None:
    assert record(requests=None, cost_usd=Decimal(0)).counts == Counts()


@pytest.mark.parametrize("at", [NOW + timedelta(days=2), NOW + timedelta(days=365), datetime(1999, 1, 1, tzinfo=UTC)])
def test_usage_lies_neither_ahead_nor_before_the_century(at: datetime) -> None:
    with pytest.raises(ImpossibleRecord):
        record(at=at).check_moment(NOW)


def test_a_clock_that_is_some_hours_ahead_is_no_reason() -> None:
    record(at=NOW + timedelta(hours=13)).check_moment(NOW)


def test_kinds_are_disjoint_though_input_is_told_as_a_whole() -> None:
    counts = Counts(input_tokens=100, cached_input_tokens=30, cache_write_tokens=10, cache_write_1h_tokens=5)
    assert counts.tokens == Tokens(input=55, cached_input=30, cache_write=10, cache_write_1h=5)
    assert counts.tokens.all_input == 100
    assert counts.unknown == {"output_tokens"}


def test_a_told_cost_wins_over_the_sheet() -> None:
    assert recorded_cost(Decimal(5), Counts(1, 0, 0, 0, 1), A_DOLLAR) == Cost(Decimal(5), CostStatus.REPORTED)


@pytest.mark.parametrize(
    ("counts", "status", "usd"),
    [
        (Counts(10, 0, None, None, 1), CostStatus.PRICED, 1),
        (Counts(10, None, None, None, 1), CostStatus.ESTIMATED, 1),
        (Counts(0, None, None, None, 1), CostStatus.PRICED, 1),
        (Counts(None, None, None, None, 1), CostStatus.PARTIAL, 1),
        (Counts(10, 0), CostStatus.PARTIAL, 1),
        (Counts(requests=3), CostStatus.UNPRICED, None),
    ],
)
def test_a_derived_cost_is_as_sure_as_its_counts(counts: Counts, status: CostStatus, usd: int | None) -> None:
    cost = recorded_cost(None, counts, A_DOLLAR)
    assert (cost.status, cost.usd) == (status, usd)


def test_a_sum_is_unknown_only_where_no_part_is_known() -> None:
    unknown = Figures(Tokens(), None, A_DOLLAR, frozenset({"input_tokens", "output_tokens"}))
    known = Figures(Tokens(output=5), 2, A_DOLLAR, frozenset({"input_tokens"}))
    total = sum_figures([unknown, known])
    assert total.unknown == {"input_tokens"}
    assert (total.output_tokens, total.requests) == (5, 2)
