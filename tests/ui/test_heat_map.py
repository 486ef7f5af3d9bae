"""The heat map sums usage by weekday and hour of the person's zone."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.ui.charts.heat_map import FAINTEST, HeatMap, heat_of
from usage_tracker_gui.ui.series.chart_series import Metric


@pytest.fixture
def week(light, qtbot):
    week = HeatMap()
    week.resize(700, 400)
    qtbot.addWidget(week)
    week.show()
    return week


@pytest.fixture
def cells(make_summary, make_figures):
    rows = [
        ("2026-11-23T14:00:00+01:00", "a", make_figures(8, "1")),  # a Monday
        ("2026-11-16T14:00:00+01:00", "b", make_figures(8, "3")),  # the Monday before
        ("2026-11-24T02:00:00+01:00", "a", make_figures(8, "0.04")),
    ]
    return heat_of(make_summary(rows, step=GroupBy.HOUR, zone="Europe/Berlin", days=14))


def test_the_same_hour_of_two_mondays_is_summed(cells):
    assert cells[(0, 14)].cost.usd == Decimal(4)
    assert set(cells) == {(0, 14), (1, 2)}


def test_none_is_paler_than_some_and_most_is_strongest(week, cells):
    week.show_cells(cells, Metric.COST)
    assert week.strength((3, 3)) == 0
    assert FAINTEST < week.strength((1, 2)) < week.strength((0, 14)) == 1


def test_without_pointing_it_names_the_busiest_hour(week, cells):
    week.show_cells(cells, Metric.COST)
    assert week.text() == "Most: Monday, 14:00–15:00: $4.00"
    assert week.accessibleDescription() == week.text()


def test_the_mouse_reads_a_cell(week, cells, qtbot):
    week.show_cells(cells, Metric.TOKENS)
    qtbot.mouseMove(week, QPoint(5, 5))
    qtbot.mouseMove(week, week.rect_of((1, 2)).center().toPoint())
    assert week.text() == "Tuesday, 02:00–03:00: 8 tokens"


def test_arrow_keys_read_cells_and_stop_at_the_edge(week, cells, qtbot):
    week.show_cells(cells, Metric.COST)
    for _ in range(30):
        qtbot.keyClick(week, Qt.Key.Key_Down)
    for _ in range(30):
        qtbot.keyClick(week, Qt.Key.Key_Right)
    assert week.cell == (6, 23)
    assert week.text() == "Sunday, 23:00–00:00: no usage"


def test_cells_are_found_where_they_are_drawn(week):
    for cell in ((0, 0), (3, 12), (6, 23)):
        assert week.cell_at(week.rect_of(cell).center()) == cell


def test_nothing_is_drawn_without_a_flaw(week):
    week.show_cells({}, Metric.COST)
    assert week.text() == ""
    assert not week.grab().isNull()
