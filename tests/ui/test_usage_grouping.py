"""Grouping by hand: a column's title is dragged onto the strip above the table, and taken away again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.report import GroupBy
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.usage.groupings import restored, title_of
from usage_tracker_gui.ui.usage.usage_columns import COLUMNS, TREND
from usage_tracker_gui.ui.usage.usage_table import UsagePage

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def page(made_up: ModuleType, make_window: MakeWindow) -> Iterator[UsagePage]:
    window = make_window(made_up.report(), page="usage")
    shown = window.shelf.page("usage")
    assert isinstance(shown, UsagePage)
    yield shown
    window.close()


def drag_title(page: UsagePage, id: str, to: QPoint | None = None) -> None:
    """Press, three moves and a release, as a hand does. `to` is in the strip; without it, far below."""
    header = page.grid.header
    at = next(at for at, column in enumerate(COLUMNS) if column.id == id)
    start = QPoint(header.sectionViewportPosition(at) + 20, header.height() // 2)
    aim = page.strip.mapToGlobal(to) if to is not None else page.grid.mapToGlobal(QPoint(200, 300))
    end = header.viewport().mapFromGlobal(aim)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(header.viewport(), start + (end - start) * part)
        QApplication.processEvents()
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def middle(page: UsagePage) -> QPoint:
    return page.strip.rect().center()


def chips(page: UsagePage) -> list[str]:
    return [chip.text() for chip in page.strip.chips]


def test_a_title_that_is_dragged_onto_the_strip_groups_the_rows(page: UsagePage, made_up: ModuleType) -> None:
    drag_title(page, "model", middle(page))
    assert chips(page) == ["Model"]
    assert page.group.text() == "Group: model"
    models = {row.group[4] for row in made_up.report().usage.rows}
    assert {line.names for line in page.grid.model_.lines} == {(model,) for model in models}


def test_a_second_title_groups_within_the_first_and_its_cross_takes_it_away(page: UsagePage, qtbot: QtBot) -> None:
    next(action for action in page.group.list.actions() if action.text() == "Model and tier").trigger()
    assert chips(page) == ["Model", "Tier"]
    before = len(page.grid.model_.lines)
    qtbot.mouseClick(page.strip.chips[1], Qt.MouseButton.LeftButton)
    assert chips(page) == ["Model"]
    assert len(page.grid.model_.lines) < before
    qtbot.mouseClick(page.strip.chips[0], Qt.MouseButton.LeftButton)
    assert chips(page) == []
    assert page.group.text() == "Group: everything apart"


def test_a_chip_is_taken_away_by_keyboard_too(page: UsagePage, qtbot: QtBot) -> None:
    drag_title(page, "tier", middle(page))
    page.strip.chips[0].setFocus()
    qtbot.keyClick(page.strip.chips[0], Qt.Key.Key_Space)
    assert chips(page) == []


def test_a_title_let_go_elsewhere_changes_nothing_and_columns_keep_their_order(page: UsagePage) -> None:
    order = page.grid.wanted_columns()
    drag_title(page, "model")
    drag_title(page, "cost", middle(page))  # figures group nothing
    assert chips(page) == []
    assert page.grid.wanted_columns() == order
    assert not page.strip.flying.isVisible()


def test_a_title_in_the_air_is_seen_under_the_pointer(page: UsagePage) -> None:
    header = page.grid.header
    start = QPoint(header.sectionViewportPosition(2) + 20, header.height() // 2)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    over = header.viewport().mapFromGlobal(page.strip.mapToGlobal(middle(page)))
    QTest.mouseMove(header.viewport(), over)
    QApplication.processEvents()
    assert page.strip.flying.isVisible()
    assert page.strip.flying.text() == "Model"
    QTest.keyClick(header, Qt.Key.Key_Escape)
    assert not page.strip.flying.isVisible()
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, over)
    assert chips(page) == []


def test_a_grouping_of_ones_own_comes_back_at_the_next_start(page: UsagePage, qtbot: QtBot) -> None:
    told: list[str] = []
    page.state_changed.connect(told.append)
    drag_title(page, "tier", middle(page))
    page.strip.chosen.emit((GroupBy.TIER, GroupBy.KEY))
    assert json.loads(told[-1])["group"] == "tier,key"
    assert page.group.text() == "Group: tier, key"
    again = UsagePage()
    qtbot.addWidget(again)
    again.restore(told[-1])
    assert chips(again) == ["Tier", "Key"]


def test_a_grouping_in_words() -> None:
    assert title_of((GroupBy.KEY, GroupBy.MODEL)) == "key and model"
    assert restored("key,key") is None
    assert restored("key,colour") is None
    assert restored(3) is None
    assert restored("model_tier") == (GroupBy.MODEL, GroupBy.TIER)


def test_trends_are_wished_for_the_keys_in_sight_alone(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(made_up.crowded_report(), page="usage", width=1400)
    page = window.shelf.page("usage")
    with qtbot.waitSignal(page.trends_wanted) as wanted:
        page.tell()
    wish: TrendWish = wanted.args[0]
    assert 10 < len(wish.keys) < 60
    with qtbot.waitSignal(page.trends_wanted, timeout=2000) as scrolled:
        page.grid.table.verticalScrollBar().setValue(page.grid.table.verticalScrollBar().maximum())
    assert not set(scrolled.args[0].keys) & set(wish.keys)
    with qtbot.waitSignal(page.trends_wanted) as gone:
        window.show_page("alerts")
    assert gone.args == [None]


def test_a_row_tells_where_its_trend_was_highest(
    page: UsagePage, made_up: ModuleType, made_up_pages: ModuleType
) -> None:
    trends = made_up_pages.trends
    report = made_up.report()
    page.show_trends(trends(report, ("key", "project", "model", "tier")))
    tip = page.grid.model_.index(0, TREND).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("Most: $")
    page.show_trends(trends(report, ("model",)))  # of another grouping: too late
    assert page.grid.model_.index(0, TREND).data(Qt.ItemDataRole.ToolTipRole) == tip


def test_context_windows_are_a_grouping_and_say_where_they_are_not_told(page: UsagePage, made_up: ModuleType) -> None:
    report = made_up.report()
    rows = report.usage.rows[:2]
    by = (*report.usage.question.group_by, GroupBy.CONTEXT_WINDOW)
    told = tuple(replace(row, group=(*row.group, window)) for row, window in zip(rows, ("200k-1M", ""), strict=True))
    usage = replace(report.usage, question=replace(report.usage.question, group_by=by), rows=told)
    page.show_report(replace(report, usage=usage))
    page.restore(json.dumps({"group": "model_window"}))
    assert {line.names[1] for line in page.grid.model_.lines} == {"200k-1M", "Not told"}
