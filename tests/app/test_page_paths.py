"""Usage, charts and reconcile down to their smallest control: each clicked once; the store or the next report tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from usage_tracker_gui.domain.report import GroupBy

Page = Any  # the shelf hands its pages out as widgets
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """With the button held on the way, which QTest leaves out of its moves."""

    def send(kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        place, on_screen = QPointF(at), QPointF(widget.mapToGlobal(at))
        event = QMouseEvent(kind, place, on_screen, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)

    send(QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    for part in range(1, 9):
        send(QEvent.Type.MouseMove, start + (end - start) * (part / 8), NONE, LEFT)
    send(QEvent.Type.MouseButtonRelease, end, LEFT, NONE)


def choose_from_row_menu(person: Page, page: Page, row: int, text: str, *, by_keyboard: bool = False) -> None:
    """Opens the menu of a row and clicks an entry."""
    table = page.grid.table
    person.click_row(table, row, page.grid.wanted_columns()[0])
    place = table.visualRect(table.currentIndex()).center()
    reason = QContextMenuEvent.Reason.Keyboard if by_keyboard else QContextMenuEvent.Reason.Mouse
    at = QPoint(1, 1) if by_keyboard else place
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(reason, at, table.viewport().mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text() == text)
    QTest.mouseMove(menu, menu.actionGeometry(action).center())
    QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())
    person.wait(lambda: QApplication.activePopupWidget() is None, "the menu stayed")


def key_of(page: Page, row: int) -> str:
    model = page.grid.model_
    return str(model.id(model.lines[row], GroupBy.KEY))


# --- Usage -----------------------------------------------------------------------------------------------------------


def test_a_title_dragged_onto_the_strip_groups_and_its_cross_ends_that(person: Page) -> None:
    page = person.page("usage")
    header = page.grid.header
    model = header.sectionViewportPosition(2) + 20
    drop = header.viewport().mapFromGlobal(page.strip.mapToGlobal(page.strip.rect().center()))
    drag(header.viewport(), QPoint(model, 16), drop)
    assert page.group.text() == "Group: model"
    assert json.loads(str(person.setting("usage_columns")))["group"] == "model"
    assert len(page.grid.model_.lines) == len({line.ids for line in page.grid.model_.lines})
    person.click(page.strip.chips[0])
    assert page.group.text() == "Group: everything apart"


def test_rows_in_sight_have_a_trend_from_the_store(person: Page) -> None:
    page = person.page("usage")
    model = page.grid.model_
    person.wait(lambda: bool(model.trends.heights), "no trend")

    def adds_up() -> bool:  # as soon as a report has all of the history that was read
        line = model.lines[0]
        return sum(model.trends.of(line.ids)) == pytest.approx(float(line.figures.cost.usd or 0), rel=0.01)

    person.wait(adds_up, "trend and cost differ")
    person.pick(page.group, "Model")
    person.wait(lambda: model.trends.of(model.lines[0].ids) != (), "no trend of models")
    person.pick(page.group, "Everything apart")


def test_a_rows_menu_leads_to_its_chart_its_alerts_and_its_key(person: Page) -> None:
    page = person.page("usage")
    window = person.desktop.window
    key = key_of(page, 0)
    choose_from_row_menu(person, page, 0, "Show its chart")
    assert window.current_page == "charts"
    person.next_report(lambda report: report.view.channels == (key,))
    person.click(window.top_bar.only)
    person.next_report(lambda report: report.view.channels == ())
    page = person.page("usage")
    choose_from_row_menu(person, page, 0, "Show its alerts")
    assert window.current_page == "alerts"
    page = person.page("usage")
    choose_from_row_menu(person, page, 0, "Show its key")
    assert window.current_page == "accounts"


def test_a_row_is_shown_alone_and_copied_from_its_menu_by_keyboard(person: Page) -> None:
    page = person.page("usage")
    key = key_of(page, 1)
    choose_from_row_menu(person, page, 1, "Copy", by_keyboard=True)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    choose_from_row_menu(person, page, 1, "Show only this", by_keyboard=True)
    report = person.next_report(lambda report: report.view.channels == (key,))
    assert {row.group[report.usage.column(GroupBy.KEY)] for row in report.usage.rows} == {key}
    person.click(person.desktop.window.top_bar.only)
    person.next_report(lambda report: report.view.channels == ())


# --- Charts ----------------------------------------------------------------------------------------------------------


def test_a_span_is_brushed_and_all_of_it_shown_again(person: Page) -> None:
    page = person.page("charts")
    person.wait(lambda: page.chart.plot is not None and page.chart.isVisible())
    plot = page.chart.plot
    room = plot.box.sceneBoundingRect().toRect()
    drag(plot.viewport(), QPoint(room.left() + room.width() // 4, room.center().y()), room.center())
    assert plot.is_zoomed
    person.click(page.all_button)
    assert not plot.is_zoomed


@pytest.mark.parametrize(("name", "begins"), [("chart.png", b"\x89PNG"), ("chart.svg", b"<?xml")])
def test_a_chart_is_saved_by_its_button(person: Page, tmp_path: Path, name: str, begins: bytes) -> None:
    page = person.page("charts")
    person.wait(lambda: page.chart.isVisible())
    person.click(page.save_button)
    dialog = page.dialog
    assert isinstance(dialog, QFileDialog)
    dialog.activateWindow()  # as a window manager does
    person.wait(dialog.isActiveWindow, "the dialog got no focus")
    line = dialog.findChild(QLineEdit)
    assert line is not None
    file = tmp_path / name
    person.type(line, str(file))
    if dialog.isVisible():  # the first Enter took what was proposed
        QTest.keyClick(line, Qt.Key.Key_Return)
    person.wait(file.exists, f"no file: {page.problem.text()}")
    assert file.read_bytes().startswith(begins)


def test_the_tiers_of_each_key_are_copied(person: Page) -> None:
    page = person.page("charts")
    person.click(page.form.segment("tiers"))
    table = page.what_if.table
    person.wait(lambda: table.figures.rowCount() > 1, "no keys")
    person.click_row(table, 0)
    person.click(page.what_if.copy)
    head, whole = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:3] == ["Key", "As billed", "All standard"]
    assert whole.startswith("All keys\t")
    person.click(page.form.segment("time"))
    person.wait(page.chart.isVisible)


# --- Reconcile -------------------------------------------------------------------------------------------------------


def test_a_bill_is_seen_by_each_of_its_sides(person: Page) -> None:
    page = person.page("reconcile")
    person.wait(lambda: page.table.model().rowCount() > 0, "no bill")
    titles = set()
    for group in ("project", "model", "key", "line", "day"):
        person.click(page.group.segment(group))
        assert page.table.model().rowCount() > 0
        titles.add(page.table.model().headerData(0, Qt.Orientation.Horizontal).strip(" ↑↓"))
    assert titles == {"Project", "Model", "Key", "Line of the bill", "Day"}
    header = page.table.horizontalHeader()
    person.click(header.viewport(), QPoint(header.sectionViewportPosition(2) + 30, 16))
    assert page.table.balances.sorted_by == (2, True)
    person.click_row(page.table, 0)
    person.click(page.copy)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
