"""The charts page draws what a report says, in place, and says what a person asks for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import process_time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from usage_tracker_gui.domain.report import GroupBy, Lookback, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.charts.charts import ChartsPage
from usage_tracker_gui.ui.look.theme import apply_theme


@pytest.fixture
def page(light, qtbot):
    page = ChartsPage()
    page.resize(1000, 600)
    qtbot.addWidget(page)
    return page


def bars(page, series=0):
    """(x, bottom, height) of each drawn bar."""
    opts = page.chart.plot.bars[series].opts
    middle = opts["x0"] + opts["width"] / 2
    return [tuple(map(float, bar)) for bar in zip(middle, opts["y0"], opts["height"], strict=True)]


def choose(qtbot, box, text):
    """As a person does with the keyboard: open, type the beginning, take it."""
    box.setFocus()
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def test_pyqtgraph_waits_until_the_page_is_seen(page, make_report, three_days):
    page.show_report(make_report(three_days))
    assert page.chart.plot is None
    page.show()
    assert page.chart.plot is not None


def test_bars_stand_on_one_another(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    assert bars(page, 0) == [(0.0, 0.0, 5.0), (2.0, 0.0, 2.5)]
    assert bars(page, 1) == [(0.0, 5.0, 1.0)]


def test_a_day_without_usage_is_a_gap_and_not_a_bar_of_nothing(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    assert 1.0 not in [x for x, _bottom, _height in bars(page, 0)]


def test_a_new_report_changes_the_same_items(page, make_report, make_summary, make_figures, three_days):
    page.show_report(make_report(three_days))
    page.show()
    items = list(page.chart.plot.bars)
    page.show_report(make_report(make_summary([("2026-11-23", "gpt-5.1", make_figures(8, "7"))])))
    assert bars(page, 0) == [(1.0, 0.0, 7.0)]
    assert list(page.chart.plot.bars) == items
    assert not items[1].isVisible()


def test_a_model_keeps_its_color_when_others_pass_it(page, make_report, make_summary, make_figures, three_days):
    page.show_report(make_report(three_days))
    page.show()
    before = page.chart.plot.bars[0].opts["brush"].color().name()
    overtaken = [("2026-11-22", "gpt-5.1", make_figures(8, "5")), ("2026-11-22", "o4-mini", make_figures(8, "9"))]
    page.show_report(make_report(make_summary(overtaken)))
    assert page.chart.plot.bars[1].opts["brush"].color().name() == before


def test_the_metric_redraws_from_the_same_report(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    with qtbot.assertNotEmitted(page.view_changed):
        choose(qtbot, page.metric_choice, "Tokens")
    assert bars(page, 0)[0] == (0.0, 0.0, 8000.0)
    assert page.chart.readout.texts()[0] == ("gpt-5.1", "12 k")


def test_another_stack_is_asked_for(page, qtbot, make_report, three_days):
    report = make_report(three_days)
    page.show_report(report)
    page.show()
    with qtbot.waitSignal(page.view_changed) as asked:
        choose(qtbot, page.stack_choice, "by key")
    assert asked.args[0] == replace(report.view, stack=GroupBy.KEY)


def test_another_step_is_asked_for_and_an_older_report_does_not_take_it_back(page, qtbot, make_report, three_days):
    report = make_report(three_days)
    page.show_report(report)
    page.show()
    with qtbot.waitSignal(page.view_changed) as asked:
        choose(qtbot, page.step_choice, "per hour")
    assert asked.args[0].step is GroupBy.HOUR
    page.show_report(report)
    assert page.step_choice.currentText() == "per hour"


def test_weeks_are_folded_from_days_without_asking(page, qtbot, make_report, make_summary, make_figures):
    rows = [("2026-11-22", "m", make_figures(8, "1")), ("2026-11-24", "m", make_figures(8, "2"))]
    page.show_report(make_report(make_summary(rows, days=20)))
    page.show()
    with qtbot.assertNotEmitted(page.view_changed):
        choose(qtbot, page.step_choice, "per week")
    assert [height for _x, _bottom, height in bars(page)] == [1.0, 2.0]


def test_the_pointer_shows_the_values_of_its_step(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    page.chart.plot.point_at(0)
    assert page.chart.readout.title.text() == "Sun 22 Nov 2026"
    assert page.chart.readout.total.text() == "$6.00"
    assert page.chart.readout.texts() == [("gpt-5.1", "$5.00"), ("o4-mini", "$1.00")]
    page.chart.plot.point_at(-1)
    assert page.chart.readout.total.text() == "$8.50"


def test_arrow_keys_walk_through_the_steps(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    qtbot.keyClick(page.chart.plot, Qt.Key.Key_Right)
    qtbot.keyClick(page.chart.plot, Qt.Key.Key_Right)
    assert page.chart.readout.title.text() == "Mon 23 Nov 2026"


def test_the_mouse_points_at_steps(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    plot = page.chart.plot
    room = plot.box.sceneBoundingRect()
    plot.scene().sigMouseMoved.emit(room.center())
    assert page.chart.readout.title.text() == "Mon 23 Nov 2026"


def test_dragging_zooms_and_the_button_shows_all_again(page, qtbot, make_report, make_summary, make_figures):
    rows = [(f"2026-11-{day:02}", "m", make_figures(8, str(day))) for day in range(1, 25)]
    page.show_report(make_report(make_summary(rows, days=24)))
    page.show()
    plot = page.chart.plot
    room = plot.box.sceneBoundingRect().toRect()
    start = QPoint(room.left() + room.width() // 4, room.center().y())
    end = QPoint(room.left() + room.width() // 2, room.center().y())
    viewport = plot.viewport()
    drag(viewport, start, end)
    assert plot.is_zoomed
    first, last = plot.box.viewRange()[0]
    assert first == pytest.approx(5.5, abs=1.01)
    assert last == pytest.approx(11.5, abs=1.01)
    qtbot.mouseClick(page.all_button, Qt.MouseButton.LeftButton)
    assert not plot.is_zoomed


def drag(viewport, start, end):
    """qtbot's mouseMove carries no buttons, so the way between is sent by hand."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def send(kind, at, button, buttons):
        place = QPointF(at)
        glob = QPointF(viewport.mapToGlobal(at))
        QApplication.sendEvent(
            viewport, QMouseEvent(kind, place, glob, button, buttons, Qt.KeyboardModifier.NoModifier)
        )

    send(QEvent.Type.MouseButtonPress, start, left, left)
    for part in range(1, 9):
        send(QEvent.Type.MouseMove, start + (end - start) * part / 8, none, left)
    send(QEvent.Type.MouseButtonRelease, end, left, none)


def test_a_zoom_stays_through_a_refresh(page, make_report, make_summary, make_figures):
    rows = [(f"2026-11-{day:02}", "m", make_figures(8, str(day))) for day in range(1, 25)]
    report = make_report(make_summary(rows, days=24))
    page.show_report(report)
    page.show()
    page.chart.plot._look_at(3.5, 9.5)
    page.show_report(replace(report, at=report.at + timedelta(seconds=15)))
    assert page.chart.plot.box.viewRange()[0] == pytest.approx([3.5, 9.5])


def test_the_step_that_still_fills_wears_a_veil_and_says_so(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    veil = page.chart.plot.open_veil
    assert veil.isVisible()
    assert veil.opts["height"] == [2.5]
    page.chart.plot.point_at(2)
    assert page.chart.readout.note.text() == "This day is not over yet."


def test_the_period_before_is_a_ghost(page, make_report, make_summary, make_figures, three_days):
    before = make_summary([("2026-11-23", "gpt-5.1", make_figures(8, "4"))])
    page.show_report(make_report(three_days))
    page.show_surroundings(before, ())
    page.show()
    assert list(page.chart.plot.ghost.getData()[1]) == [0.0, 4.0, 0.0]
    assert ("Period before", "$4.00") in page.chart.readout.texts()


def test_a_budget_is_a_line_at_its_daily_pace(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show_budget(Decimal("3.50"))
    page.show()
    assert page.chart.plot.budget.isVisible()
    assert page.chart.plot.budget.value() == 3.5
    assert ("Budget per day", "$3.50") in page.chart.readout.texts()


def test_a_budget_is_no_line_among_tokens(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show_budget(Decimal("3.50"))
    page.show()
    choose(qtbot, page.metric_choice, "Tokens")
    assert not page.chart.plot.budget.isVisible()


def test_time_that_was_not_read_is_a_band(page, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show_surroundings(None, (Period(datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)),))
    page.show()
    assert page.chart.plot.gap_bands[0].getRegion() == pytest.approx((-0.5, 0.5))
    page.chart.plot.point_at(0)
    assert page.chart.readout.note.text() == "This time has not been read yet."


def test_a_click_on_an_alert_mark_tells_which(page, qtbot, make_report, make_alert, three_days):
    alert = make_alert()
    page.show_report(make_report(three_days, alerts=(alert,)))
    page.show()
    marks = page.chart.plot.marks
    with qtbot.waitSignal(page.alert_chosen) as chosen:
        marks.sigClicked.emit(marks, marks.points(), None)
    assert chosen.args[0] is alert


def test_an_empty_period_says_so_and_offers_a_longer_one(page, qtbot, make_report, make_summary):
    page.show_report(make_report(make_summary([]), lookback=Lookback.TODAY))
    page.show()
    assert page.pages.currentWidget() is page.empty
    assert page.empty.title.text() == "No usage in this period"
    with qtbot.waitSignal(page.view_changed) as asked:
        qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert asked.args[0].lookback is Lookback.MONTH_OF_DAYS


def test_before_the_first_report_the_page_says_what_will_be_here(page):
    page.show()
    assert page.pages.currentWidget() is page.empty
    assert "will be here" in page.empty.text.text()


def test_the_table_holds_the_same_figures(page, qtbot, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    assert page.pages.currentWidget() is page.table
    page.table.selectRow(2)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == ("When\tAll\tgpt-5.1\to4-mini\nSun 22 Nov 2026\t$6.00\t$5.00\t$1.00")


def test_new_figures_in_the_table_keep_what_is_selected(page, qtbot, make_report, make_summary, make_figures):
    page.show_report(make_report(make_summary([("2026-11-23", "m", make_figures(8, "1"))])))
    page.show()
    qtbot.mouseClick(page.table_button, Qt.MouseButton.LeftButton)
    page.table.selectRow(1)
    page.show_report(make_report(make_summary([("2026-11-23", "m", make_figures(8, "2"))])))
    assert page.table.selected_text().splitlines()[1] == "Mon 23 Nov 2026\t$2.00\t$2.00"


@pytest.mark.parametrize(("name", "begins"), [("chart.png", b"\x89PNG"), ("chart.svg", b"<?xml")])
def test_the_chart_is_saved(page, qtbot, tmp_path, make_report, three_days, name, begins):
    page.show_report(make_report(three_days))
    page.show()
    with qtbot.waitSignal(page.saved):
        page.save(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_chart_that_cannot_be_saved_says_so(page, qtbot, tmp_path, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    with qtbot.assertNotEmitted(page.saved):
        page.save(tmp_path / "no such folder" / "chart.png")
    assert "could not be saved" in page.problem.text()


def test_the_theme_changes_the_drawn_colors(page, qapp, make_report, three_days):
    page.show_report(make_report(three_days))
    page.show()
    light = page.chart.plot.backgroundBrush().color().name()
    apply_theme(qapp, "dark")
    try:
        assert page.chart.plot.backgroundBrush().color().name() != light
    finally:
        apply_theme(qapp, "light")


def test_ninety_days_of_hours_in_eight_series_are_drawn_fast(page, qapp, make_report, make_summary, make_figures):
    start = datetime(2026, 8, 27, tzinfo=UTC)
    each = make_figures(8000, "0.25")
    rows = [
        ((start + timedelta(hours=hour)).isoformat(), f"m{model}", each)
        for hour in range(24 * 90)
        for model in range(8)
    ]
    report = make_report(make_summary(rows, step=GroupBy.HOUR, days=90))
    page.show_report(report)
    page.show()
    qapp.processEvents()
    begun = process_time()
    page.show_report(report)
    assert process_time() - begun < 1.0
    assert sum(len(bars(page, series)) for series in range(8)) == 24 * 90 * 8


def test_names_of_300_letters_and_from_right_to_left_stay_in_the_readout(page, make_report, make_summary, make_figures):
    names = ["x" * 300, "مفتاح الإنتاج"]
    page.show_report(make_report(make_summary([("2026-11-23", name, make_figures(8, "1")) for name in names])))
    page.show()
    assert {name for name, _ in page.chart.readout.texts()} == set(names)
    assert page.chart.readout.width() == 248


def test_every_control_has_a_name_for_screen_readers(page):
    for control in (page.metric_choice, page.stack_choice, page.step_choice, page.table_button, page.save_button):
        assert control.accessibleName()


def test_the_default_view_is_drawn_too(page, make_report, make_summary, make_figures):
    series = make_summary([("2026-11-24T10:00:00+00:00", "m", make_figures(8, "1"))], step=GroupBy.HOUR, days=1)
    page.show_report(replace(make_report(series), view=View()))
    page.show()
    assert bars(page) == [(10.0, 0.0, 1.0)]
