"""A file to import: what it would add, how its columns are taken, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.carried import Imported, ImportPreview, ImportWish
from usage_tracker_gui.ui.main_window import MainWindow, dropped_file
from usage_tracker_gui.ui.usage.import_page import ImportPage

FILE = "mine.csv"
PREVIEW = ImportPreview(
    ImportWish(FILE),
    columns=("When", "Vendor", "In", "Remark"),
    rows=(("2026-11-24", "groq", "12", "=1+1"),),
    fields=("at", "service", "input_tokens", "output_tokens"),
    mapping={"at": "When", "service": "Vendor", "input_tokens": "In"},
    read=4,
    added=2,
    unchanged=1,
    rejected_count=1,
    rejected=((3, "at: “soon” is no time"),),
)


@pytest.fixture
def page(qtbot: QtBot, light: QApplication, made_up: ModuleType) -> ImportPage:
    page = ImportPage(made_up.SERVICES)
    qtbot.addWidget(page)
    page.show_file(FILE)
    page.show()
    return page


def test_it_says_what_an_import_would_do(page: ImportPage) -> None:
    page.show_preview(PREVIEW)
    assert page.summary.text().startswith("2 lines are new. 1 is already here. 1 can't be used and is left out.")
    assert page.go.text() == "Import 2 lines"
    assert page.rejected.toPlainText() == "Line 3: at: “soon” is no time"


def test_nothing_can_be_imported_before_it_was_looked_at(page: ImportPage) -> None:
    assert not page.go.isEnabled()
    page.show_preview(replace(PREVIEW, added=0))
    assert not page.go.isEnabled()


def test_a_column_that_is_taken_for_something_else_is_asked_about_again(page: ImportPage, qtbot: QtBot) -> None:
    page.show_preview(PREVIEW)
    box = page.choices["In"]
    box.setCurrentIndex(box.findData("output_tokens"))
    with qtbot.waitSignal(page.preview_wanted) as asked:
        box.activated.emit(box.currentIndex())
    assert asked.args[0].columns == {"at": "When", "service": "Vendor", "output_tokens": "In"}


def test_what_was_chosen_last_wins_over_the_column_that_held_it(page: ImportPage, qtbot: QtBot) -> None:
    page.show_preview(PREVIEW)
    box = page.choices["Remark"]
    box.setCurrentIndex(box.findData("input_tokens"))
    with qtbot.waitSignal(page.preview_wanted) as asked:
        box.activated.emit(box.currentIndex())
    assert asked.args[0].columns["input_tokens"] == "Remark"


def test_a_file_that_lacks_something_says_what(page: ImportPage) -> None:
    page.show_preview(replace(PREVIEW, missing=("at",), added=0))
    assert page.summary.text() == "No column holds time: choose which one does."


def test_a_preview_of_another_file_is_not_shown(page: ImportPage) -> None:
    page.show_preview(replace(PREVIEW, wish=ImportWish("other.csv")))
    assert page.summary.text() == "Reading the file…"


def test_afterwards_the_next_step_is_to_see_the_usage(page: ImportPage, qtbot: QtBot) -> None:
    page.show_preview(PREVIEW)
    with qtbot.waitSignal(page.import_wanted):
        QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert not page.go.isEnabled()
    page.show_imported(Imported(ImportWish(FILE), 2, 1, 1))
    assert page.summary.text().startswith("2 lines were imported.")
    with qtbot.waitSignal(page.usage_requested):
        QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)


def test_escape_leaves_it(make_window: Callable[..., MainWindow], made_up: ModuleType) -> None:
    window = make_window(made_up.report())
    page = window.show_import(made_up.SERVICES, FILE)
    assert page.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert window.side_bar.isVisible()


@pytest.mark.parametrize(
    ("names", "taken"),
    [(["/home/a/usage.csv"], "/home/a/usage.csv"), (["/a/x.exe"], ""), (["/a/1.csv", "/a/2.csv"], ""), ([], "")],
)
def test_one_file_of_usage_may_be_dropped_and_nothing_else(names: list[str], taken: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    assert dropped_file(data).replace("\\", "/").endswith(taken)
    assert bool(dropped_file(data)) is bool(taken)
