"""What if: each tier's cost beside what was billed; a lower bound is never compared."""

from decimal import Decimal

import pytest

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.ui.charts.what_if import WhatIf, best_text, caching_text, difference_text


def cost(usd, status=CostStatus.PRICED, unpriced=0):
    return Cost(None if usd is None else Decimal(usd), status, frozenset(), unpriced)


def figures(usd, status=CostStatus.PRICED, unpriced=0):
    return Figures(Tokens(input=1000), 1, cost(usd, status, unpriced))


@pytest.fixture
def what_if(light, qtbot):
    what_if = WhatIf()
    what_if.resize(800, 400)
    qtbot.addWidget(what_if)
    what_if.show()
    return what_if


def test_tiers_stand_side_by_side_with_what_was_billed(what_if):
    what_if.show_tiers(figures("10"), {"batch": figures("5"), "priority": figures("17.50")}, figures("12.50"))
    assert what_if.texts() == [
        ("As billed", "$10.00", "", ""),
        ("All batch", "$5.00", "−$5.00 (−50 %)", ""),
        ("All priority", "$17.50", "+$7.50 (+75 %)", ""),
    ]
    assert what_if.best.text() == "All batch would have saved $5.00 (50 %)."
    assert what_if.caching.text() == "Caching saved $2.50 (20 %)."


def test_a_lower_bound_says_what_it_lacks_and_is_not_compared(what_if):
    what_if.show_tiers(figures("10"), {"flex": figures("2", CostStatus.PARTIAL, 267)})
    assert what_if.texts()[1] == ("All flex", "at least $2.00", "—", "26.7 % of tokens")
    assert what_if.best.text() == ""


def test_a_tier_without_any_price_is_a_dash_and_not_zero(what_if):
    what_if.show_tiers(figures("10"), {"flex": figures(None, CostStatus.UNPRICED, 1000)})
    assert what_if.texts()[1] == ("All flex", "—", "—", "100.0 % of tokens")


def test_fewer_tiers_leave_no_row_of_the_ones_before(what_if):
    what_if.show_tiers(figures("10"), {"batch": figures("5"), "flex": figures("5")})
    what_if.show_tiers(figures("10"), {"batch": figures("5")})
    assert [row[0] for row in what_if.texts()] == ["As billed", "All batch"]


def test_bars_are_as_long_as_costs_are_large(what_if):
    what_if.show_tiers(figures("10"), {"batch": figures("5"), "priority": figures("20")})
    assert [widgets[1].part for widgets in what_if._rows] == [0.5, 0.25, 1.0]


def test_when_billed_is_cheapest_it_says_so():
    assert best_text(cost("1"), {"All batch": cost("1"), "All flex": cost("3")}) == "No tier would have been cheaper."


def test_caching_can_cost_more_than_it_saves():
    assert caching_text(cost("12"), cost("10")) == "Caching cost $2.00 more than it saved."
    assert caching_text(cost("10"), cost("10")) == "Caching saved nothing."
    assert caching_text(cost("10"), None) == ""


def test_free_usage_has_no_percentages():
    assert difference_text(cost("0"), cost("0")) == "$0.00"
