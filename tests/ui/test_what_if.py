"""What if: each tier's cost beside what was billed; a lower bound is never compared."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.tier_comparison import KeyTiers
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


def of_key(id, name, billed, batch, uncached):
    return KeyTiers(id, name, figures(billed), {"batch": figures(batch)}, figures(uncached))


def cells(what_if, row):
    model = what_if.table.figures
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_table_has_all_of_it_and_each_key_in_each_tier(what_if):
    keys = (of_key("key_1", "prod", "8", "4", "9"), of_key("", "", "2", "1", "1.50"))
    what_if.show_tiers(figures("10"), {"batch": figures("5")}, figures("10.50"), keys)
    titles = [what_if.table.figures.headerData(column, Qt.Orientation.Horizontal) for column in range(5)]
    assert titles == ["Key", "As billed", "All batch", "Caching saved", "No price"]
    assert [cells(what_if, row) for row in range(3)] == [
        ["All keys", "$10.00", "$5.00", "$0.50", ""],
        ["prod", "$8.00", "$4.00", "$1.00", ""],
        ["No key", "$2.00", "$1.00", "−$0.50", ""],
    ]


def test_the_table_shows_the_share_without_a_price(what_if):
    what_if.show_tiers(figures("10", CostStatus.PARTIAL, 267), {"batch": figures(None, CostStatus.UNPRICED, 1000)})
    assert cells(what_if, 0) == ["All keys", "at least $10.00", "—", "—", "26.7 %"]


def test_the_table_is_copied_by_a_click_and_chosen_rows_by_the_keyboard(what_if, qtbot):
    keys = (of_key("key_1", "=prod", "8", "4", "9"), of_key("key_2", "test", "2", "1", "2"))
    what_if.show_tiers(figures("10"), {"batch": figures("5")}, None, keys)
    qtbot.mouseClick(what_if.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Key\tAs billed\tAll batch\tCaching saved\tNo price"
    assert lines[1:] == ["All keys\t10\t5\t\t0", "'=prod\t8\t4\t1\t0", "test\t2\t1\t0\t0"]
    what_if.table.setFocus()
    what_if.table.selectRow(2)
    qtbot.keyClick(what_if.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["test\t2\t1\t0\t0"]


def test_a_refresh_keeps_the_chosen_row(what_if):
    keys = (of_key("key_1", "prod", "8", "4", "9"),)
    what_if.show_tiers(figures("10"), {"batch": figures("5")}, None, keys)
    what_if.table.selectRow(1)
    what_if.show_tiers(figures("11"), {"batch": figures("5")}, None, (of_key("key_1", "prod", "9", "4", "9"),))
    assert [index.row() for index in what_if.table.selectionModel().selectedRows()] == [1]
    assert cells(what_if, 1)[1] == "$9.00"
