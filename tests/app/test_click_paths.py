"""Every page is used as people use it: each control once, by a real click; then the store or the next report tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHeaderView

from usage_tracker_gui.domain.report import GroupBy, Lookback

Page = Any  # the shelf hands its pages out as widgets


def columns_of(view: Any) -> list[str]:
    model = view.model()
    shown = (column for column in range(model.columnCount()) if not view.isColumnHidden(column))
    return [str(model.headerData(column, Qt.Orientation.Horizontal)).strip(" ↑↓") for column in shown]


# --- The frame -------------------------------------------------------------------------------------------------------


def test_each_button_of_the_side_bar_opens_its_page_and_the_last_one_is_remembered(person: Page) -> None:
    for name in ("usage", "charts", "alerts", "reconcile", "accounts", "overview"):
        person.page(name)
        assert person.setting("page") == name


def test_a_period_is_what_the_next_report_is_of(person: Page) -> None:
    bar = person.desktop.window.top_bar
    for lookback in (Lookback.LAST_HOURS, Lookback.TODAY, Lookback.MONTH, Lookback.WEEK, Lookback.MONTH_OF_DAYS):
        person.click(bar.periods.segment(lookback.value))
        person.next_report(lambda report, wanted=lookback: report.view.lookback is wanted)


def test_two_days_of_ones_own_are_a_period_too(person: Page) -> None:
    from usage_tracker_gui.ui.frame.period_popup import PeriodPopup

    bar = person.desktop.window.top_bar
    person.click(bar.periods.segment(Lookback.CUSTOM.value))
    popup = person.desktop.window.findChild(PeriodPopup)
    assert isinstance(popup, PeriodPopup)
    person.click(popup.use)
    custom = person.next_report(lambda report: report.view.lookback is Lookback.CUSTOM)
    assert custom.usage.question.period == custom.view.custom
    person.click(bar.periods.segment(Lookback.MONTH_OF_DAYS.value))
    person.next_report(lambda report: report.view.lookback is Lookback.MONTH_OF_DAYS)


def test_another_zone_cuts_the_days_elsewhere(person: Page) -> None:
    bar = person.desktop.window.top_bar
    person.pick(bar.zone, "Europe", "Berlin")
    report = person.next_report(lambda report: report.view.zone == "Europe/Berlin")
    assert report.series.question.zone == "Europe/Berlin"
    person.pick(bar.zone, "UTC, as the services bill")
    person.next_report(lambda report: report.view.zone == "UTC")


def test_another_tier_prices_all_of_it_anew(person: Page) -> None:
    bar = person.desktop.window.top_bar
    before = person.next_report(lambda report: report.view.tier is None).usage.totals
    person.pick(bar.tier, "All batch")
    batch = person.next_report(lambda report: report.view.tier == "batch").usage.totals
    assert batch.tokens == before.tokens
    assert batch.cost != before.cost
    person.pick(bar.tier, "As billed")
    person.next_report(lambda report: report.view.tier is None)


def test_pause_asks_the_service_nothing_until_it_is_pressed_again_and_refresh_asks_at_once(person: Page) -> None:
    bar, asked = person.desktop.window.top_bar, person.service.requests
    person.click(bar.pause)
    before = -1
    while len(asked) != before:  # what was under way
        before = len(asked)
        person.rest(2000)
    person.rest(2000)
    assert len(asked) == before
    person.click(bar.pause)
    person.wait(lambda: len(asked) > before)
    before = len(asked)
    person.click(bar.refresh)
    person.wait(lambda: len(asked) > before)


def test_the_menu_lists_the_keyboard_and_tells_what_the_program_is(person: Page) -> None:
    window = person.desktop.window
    person.pick(window.top_bar.menu, "Keyboard shortcuts")
    assert window.shortcut_list is not None
    assert window.shortcut_list.isVisible()
    QTest.keyClick(window.shortcut_list, Qt.Key.Key_Escape)
    assert not window.shortcut_list.isVisible()
    person.pick(window.top_bar.menu, "About UsageTracker")
    about = person.desktop.help.about
    assert str(person.workspace.paths.data) in about.folder.text()
    assert "LGPL" in about.licences.toPlainText()
    person.click(about.close_button)
    assert not about.isVisible()


# --- Usage -----------------------------------------------------------------------------------------------------------


def test_rows_are_filtered_grouped_sorted_and_copied(person: Page) -> None:
    page = person.page("usage")
    lines = page.grid.model_
    all_rows = len(lines.lines)
    person.type(page.filter, "mini")
    person.wait(lambda: 0 < len(lines.lines) < all_rows)
    person.click(page.copy)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 1 + len(lines.lines)
    page.filter.selectAll()
    QTest.keyClick(page.filter, Qt.Key.Key_Backspace)
    person.wait(lambda: len(lines.lines) == all_rows)
    person.pick(page.group, "Model")
    assert columns_of(page.grid.table)[0] == "Model"
    assert json.loads(str(person.setting("usage_columns")))["group"] == "model"
    header: QHeaderView = page.grid.table.horizontalHeader()
    column = [header_text.strip(" ↑↓") for header_text in all_titles(page.grid.table)].index("Requests")
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    person.click(header.viewport(), place)
    counts = [line.figures.requests for line in lines.lines]
    assert counts == sorted(counts, reverse=True)
    person.pick(page.group, "Everything apart")


def all_titles(view: Any) -> list[str]:
    model = view.model()
    return [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]


def test_a_column_is_hidden_and_stays_hidden(person: Page) -> None:
    page = person.page("usage")
    person.pick(page.columns, "Output")
    assert "Output" not in columns_of(page.grid.table)
    assert "output" in json.loads(str(person.setting("usage_columns")))["hidden"]
    person.pick(page.columns, "Output")
    person.pick(page.columns, "Sort by", "Cost")
    costs = [line.cost for line in page.grid.model_.lines]
    assert costs in (sorted(costs), sorted(costs, reverse=True))


def test_the_rows_in_sight_are_exported_as_the_command_line_prints_them(person: Page, tmp_path: Path) -> None:
    page = person.page("usage")
    person.pick(page.group, "Model")
    file = tmp_path / "models.csv"
    person.pick(page.export, "Rows as CSV…")
    person.answer_file_dialog(file)
    person.wait(lambda: file.exists() and file.stat().st_size > 0)
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    assert head.startswith("model,input_tokens")
    assert len(rows) == len(page.grid.model_.lines)
    person.pick(page.group, "Everything apart")


def test_a_web_page_a_document_and_a_picture_come_from_the_menu(person: Page, tmp_path: Path) -> None:
    menu = person.desktop.window.top_bar.menu
    page, document, picture = tmp_path / "report.html", tmp_path / "rows.json", tmp_path / "page.png"
    person.pick(menu, "Report as a web page…")
    person.answer_file_dialog(page)
    person.wait(lambda: page.exists() and page.stat().st_size > 0)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    person.pick(menu, "Rows as JSON…")
    person.answer_file_dialog(document)
    person.wait(lambda: document.exists() and document.stat().st_size > 0)
    assert json.loads(document.read_text(encoding="utf-8"))["rows"]
    person.pick(menu, "Picture of this page…")
    person.answer_file_dialog(picture)
    person.wait(lambda: picture.exists() and picture.stat().st_size > 0)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_file_dropped_on_the_window_is_looked_at_and_imported_by_a_click(person: Page, tmp_path: Path) -> None:
    window = person.desktop.window
    file = tmp_path / "mine.csv"
    file.write_text("When,Vendor,Model,Prompt Tokens,Cost\n2026-11-24T10:00Z,groq,llama-4,1234,0.5\nsoon,groq,x,1,1\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, buttons, keys))
    page = window.import_page
    assert page is not None
    person.wait(lambda: "When" in page.choices, "no preview")
    assert not page.go.isEnabled()  # nothing says yet when it was
    person.choose(page.choices["When"], "time")
    person.wait(page.go.isEnabled)
    assert page.go.text() == "Import 1 line"
    assert "Line 3" in page.rejected.toPlainText()
    person.click(page.go)
    person.wait(lambda: page.go.text() == "Show usage")
    with person.store() as store:
        account = store.account("groq")
        assert account is not None
        (record,) = store.records_of(account.id)
    assert (record.model, record.input_tokens) == ("llama-4", 1234)
    person.click(page.go)
    assert window.current_page == "usage"
    person.next_report(lambda report: "llama-4" in {row.group[4] for row in report.usage.rows})


# --- Charts ----------------------------------------------------------------------------------------------------------


def test_a_chart_is_drawn_as_it_is_chosen(person: Page) -> None:
    page = person.page("charts")
    person.wait(lambda: page.chart.plot is not None and bool(page.chart.plot.bars))
    person.choose(page.stack_choice, "by key")
    person.next_report(lambda report: report.view.stack is GroupBy.KEY)
    person.choose(page.step_choice, "per hour")
    person.next_report(lambda report: report.view.step is GroupBy.HOUR)
    person.choose(page.step_choice, "per day")
    person.choose(page.stack_choice, "by model")
    person.next_report(lambda report: (report.view.step, report.view.stack) == (GroupBy.DAY, GroupBy.MODEL))
    person.choose(page.metric_choice, "Requests")
    person.wait(lambda: page.title().startswith("Requests"))
    person.choose(page.metric_choice, "Cost")
    person.click(page.table_button)
    person.wait(lambda: page.pages.currentWidget() is page.table and page.table.model().rowCount() > 0)
    person.click(page.table_button)
    person.wait(lambda: page.pages.currentWidget() is page.chart)


def test_the_other_forms_show_kinds_of_tokens_and_hours_of_the_week(person: Page) -> None:
    page = person.page("charts")
    person.click(page.form.segment("kinds"))
    person.wait(lambda: page.chart.readout.texts() and "Input" in page.chart.readout.texts()[0][0])
    person.click(page.form.segment("week"))
    person.wait(lambda: page.pages.currentWidget() is page.week and bool(page.week.text()))
    person.click(page.form.segment("time"))
    person.wait(lambda: page.pages.currentWidget() is page.chart)


def test_what_if_puts_each_tier_beside_what_was_billed(person: Page) -> None:
    page = person.page("charts")
    person.click(page.form.segment("tiers"))
    person.wait(lambda: len(page.what_if.texts()) == 5, "no tiers")
    assert [row[0] for row in page.what_if.texts()][:3] == ["As billed", "All standard", "All batch"]
    assert page.what_if.caching.text().startswith("Caching ")
    person.click(page.form.segment("time"))


def test_time_that_was_not_read_is_a_band_in_the_chart(person: Page) -> None:
    """The organization opened on the 10th; thirty days were read, and a year was not."""
    page = person.page("charts")
    assert page.sorter.thread() is not page.thread()
    person.wait(lambda: page.chart.plot is not None)
    assert not any(band.isVisible() for band in page.chart.plot.gap_bands)


# --- Reconcile -------------------------------------------------------------------------------------------------------


def test_the_bill_is_grouped_and_copied(person: Page) -> None:
    page = person.page("reconcile")
    person.wait(lambda: page.table.model().rowCount() > 0, "no bill")
    for group in ("project", "day"):
        person.click(page.group.segment(group))
        assert page.table.model().rowCount() > 0
    person.click(page.copy)
    assert len(QGuiApplication.clipboard().text().splitlines()) > 2
