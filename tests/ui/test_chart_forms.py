"""The other forms of the charts page: input against output, weekday and hour, what if."""

import pytest
from PySide6.QtCore import Qt

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.ui.charts.charts import ChartsPage


@pytest.fixture
def page(light, qtbot):
    page = ChartsPage()
    page.resize(1000, 600)
    qtbot.addWidget(page)
    return page


def test_input_and_output_are_stacked_by_kind(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    qtbot.mouseClick(page.form.segment("kinds"), Qt.MouseButton.LeftButton)
    assert page.chart.readout.texts() == [
        ("Input, not cached", "9.6 k"),
        ("Input from the cache", "1.6 k"),
        ("Output", "1.6 k"),
    ]
    assert page.chart.readout.note.text() == "7.0 tokens in for each token out."
    assert page.title() == "Input and output, per day"


def test_the_week_asks_for_hours_and_gives_the_step_back(page, qtbot, make_report, make_summary, make_figures):
    days = make_report(make_summary([("2026-11-23", "m", make_figures(8, "1"))]))
    page.show_report(days)
    page.show()
    with qtbot.waitSignal(page.view_changed) as asked:
        qtbot.mouseClick(page.form.segment("week"), Qt.MouseButton.LeftButton)
    assert asked.args[0].step is GroupBy.HOUR
    rows = [("2026-11-23T14:00:00+00:00", "m", make_figures(8, "1"))]
    page.show_report(make_report(make_summary(rows, step=GroupBy.HOUR)))
    assert page.pages.currentWidget() is page.week
    assert page.week.text() == "Most: Monday, 14:00–15:00: $1.00"
    with qtbot.waitSignal(page.view_changed) as asked:
        qtbot.mouseClick(page.form.segment("time"), Qt.MouseButton.LeftButton)
    assert asked.args[0].step is GroupBy.DAY


def test_what_if_is_asked_for_when_it_comes_into_sight(page, qtbot, make_report, make_figures, three_days):
    report = make_report(three_days)
    page.show_report(report)
    page.show()
    with qtbot.waitSignal(page.what_if_requested) as asked:
        qtbot.mouseClick(page.form.segment("tiers"), Qt.MouseButton.LeftButton)
    assert asked.args[0] == report.view
    page.show_what_if(make_figures(8, "10"), {"batch": make_figures(8, "5")})
    assert page.what_if.isVisible()
    assert page.what_if.texts()[1][:3] == ("All batch", "$5.00", "−$5.00 (−50 %)")
    with qtbot.waitSignal(page.what_if_requested):
        page.show_report(report)


def test_a_period_too_long_for_hours_offers_a_shorter_one(page, qtbot, make_report, make_summary, make_figures):
    page.show_report(make_report(make_summary([("2026-11-23", "m", make_figures(8, "1"))], days=365)))
    page.show()
    qtbot.mouseClick(page.form.segment("week"), Qt.MouseButton.LeftButton)
    assert page.empty.title.text() == "Choose a shorter period"
