"""The reconcile page: estimate, bill and difference, why they differ, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.reconciliation import Comparison, NotReported, Reason, Reconciliation, Residual
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.reconcile.reconcile_page import ReconcilePage, reason_lines

START = datetime(2026, 11, 23, tzinfo=UTC)
DAYS = Period(START, START + timedelta(days=2))


def compared(
    item: str,
    billed: str,
    reason: Reason | None = None,
    *,
    day: int = 23,
    project: str = "proj_shop",
    model: str = "gpt-5.1",
    estimated: str | None = None,
) -> Comparison:
    known = None if estimated is None else Decimal(estimated)
    rest = Decimal(billed) - (known or 0)
    residuals = (Residual(reason, rest),) if reason else ()
    return Comparison(date(2026, 11, day), "OpenAI", project, "key_1", model, item, known, Decimal(billed), residuals)


FOUND = Reconciliation(
    DAYS,
    (
        compared("input", "4", estimated="4"),
        compared("cached input", "1.25", Reason.LONG_CONTEXT, model="gpt-6-sol", estimated="1"),
        compared("web search tool calls", "0.75", Reason.TOOL_FEE, model="", day=24),
        compared("Regional processing uplift", "0.37", Reason.UNKNOWN_LINE_ITEM, model="", project="", day=24),
        compared("input", "0.000000003", Reason.ROUNDING, estimated="0.000000001", day=24),
        compared("output", "0.5", Reason.LATE_DATA, estimated="1.5", day=24),
    ),
    prices_as_of=date(2026, 11, 20),
    project_names={"proj_shop": "Shop"},
    key_names={"key_1": "prod-chat"},
)


@pytest.fixture
def page(qtbot: QtBot, light: QApplication) -> ReconcilePage:
    page = ReconcilePage()
    qtbot.addWidget(page)
    page.resize(900, 640)
    page.show()
    return page


def rows(page: ReconcilePage) -> list[list[str]]:
    model = page.table.balances
    return [[model.index(row, column).data() for column in range(5)] for row in range(model.rowCount())]


def test_the_three_figures_stand_on_top(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    assert (page.estimated.value.text(), page.billed.value.text()) == ("$6.50", "$6.87")
    assert page.difference.value.text() == "+$0.37"
    assert page.estimated.note.text() == "95 % of the bill, prices as of 2026-11-20"
    assert page.billed.note.text() == "23 Nov to 24 Nov, days in UTC"
    assert page.difference.note.text() == "100 % of it has a reason"


def test_large_figures_in_a_small_window_stand_below_one_another_and_are_whole(page: ReconcilePage) -> None:
    page.resize(740, 480)
    (line,) = FOUND.comparisons[:1]
    page.show_reconciliation(replace(FOUND, comparisons=(replace(line, billed=Decimal("9999999999.99")),)))
    QApplication.processEvents()
    cards = (page.estimated, page.billed, page.difference)
    assert len({card.y() for card in cards}) == 2
    assert page.widget().width() <= page.width()
    page.resize(1400, 480)
    QApplication.processEvents()
    assert len({card.y() for card in cards}) == 1


def test_reasons_come_largest_first_and_unknown_lines_under_their_own_words(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    assert [(line.name, str(line.usd)) for line in page.reasons.lines()] == [
        ("Late data", "-1.0"),
        ("Tool fee", "0.75"),
        ("Unknown line item", "0.37"),
        ("Long context", "0.25"),
    ]
    assert page.reasons.lines()[2].words == "“Regional processing uplift”"
    assert "Late data −$1.00" in page.reasons.accessibleDescription()


def test_days_are_listed_newest_first(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    assert rows(page) == [
        ["2026-11-24", "$1.50", "$1.62", "+$0.12", "late data −$1.00, tool fee +$0.75, unknown line item +$0.37"],
        ["2026-11-23", "$5.00", "$5.25", "+$0.25", "long context +$0.25"],
    ]


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("project", ["No project", "Shop"]),
        ("model", ["No model", "gpt-5.1", "gpt-6-sol"]),
        ("key", ["prod-chat"]),
        (
            "line",
            [
                "gpt-5.1, output",
                "web search tool calls",
                "Regional processing uplift",
                "gpt-6-sol, cached input",
                "gpt-5.1, input",
            ],
        ),
    ],
)
def test_rows_are_grouped_as_chosen_the_largest_difference_first(
    page: ReconcilePage, qtbot: QtBot, group: str, names: list[str]
) -> None:
    page.show_reconciliation(FOUND)
    qtbot.mouseClick(page.group.segment(group), Qt.MouseButton.LeftButton)
    assert [row[0] for row in rows(page)] == names


def test_what_could_not_be_estimated_is_a_dash_and_no_zero(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    page.group.segment("line").click()
    assert rows(page)[1][:3] == ["web search tool calls", "—", "$0.75"]


def test_a_heading_sorts_and_turns_round(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    page.group.segment("model").click()
    header = page.table.horizontalHeader()
    header.sectionClicked.emit(2)
    assert [row[2] for row in rows(page)] == ["$4.50", "$1.25", "$1.12"]
    header.sectionClicked.emit(2)
    assert [row[2] for row in rows(page)] == ["$1.12", "$1.25", "$4.50"]
    assert page.table.balances.headerData(2, Qt.Orientation.Horizontal) == "Billed ↑"


def test_a_copy_has_headers_and_exact_amounts(page: ReconcilePage) -> None:
    page.show_reconciliation(FOUND)
    page.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Day\tEstimated\tBilled\tDifference\tBecause of"
    assert lines[1].startswith("2026-11-24\t1.500000001\t1.620000003\t0.120000002\t")


def test_what_has_no_reason_is_told_as_such(page: ReconcilePage) -> None:
    found = Reconciliation(DAYS, (compared("input", "5", Reason.UNEXPLAINED, estimated="4"),))
    page.show_reconciliation(found)
    assert page.difference.note.text() == "0 % of it has a reason"
    assert page.difference.note.tone == "warning"


def test_what_a_service_reports_nowhere_is_said_to_be_left_out(page: ReconcilePage) -> None:
    silent = (NotReported("Claude", "priority", 94_711),)
    page.show_reconciliation(replace(FOUND, not_reported=silent))
    assert page.left_out.isVisible()
    assert "94,711 tokens of “Claude” in the priority tier, whose cost is not reported" in page.left_out.text()
    page.show_reconciliation(FOUND)
    assert not page.left_out.isVisible()


def test_without_a_bill_it_says_so_and_comes_back_when_there_is_one(page: ReconcilePage) -> None:
    page.show_reconciliation(Reconciliation(DAYS, (), without_bill=("OpenAI",)))
    assert page.empty.isVisible()
    assert "OpenAI" in page.empty.text.text()
    page.show_reconciliation(FOUND)
    assert not page.empty.isVisible()
    assert page.table.isVisible()


def test_with_nothing_used_it_offers_to_look_further_back(page: ReconcilePage, qtbot: QtBot) -> None:
    page.show_reconciliation(Reconciliation(DAYS, ()))
    with qtbot.waitSignal(page.wider_requested):
        page.empty.button.click()


def test_it_asks_for_figures_only_while_it_is_in_sight(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    told: list[bool] = []
    window.page_made.connect(lambda _name, page: page.followed.connect(told.append))
    window.show_page("reconcile")
    window.show_page("overview")
    assert told == [True, False]


def test_names_may_look_like_markup_and_break_lines() -> None:
    found = Reconciliation(DAYS, (compared("<b>odd</b>\nline", "0.37", Reason.UNKNOWN_LINE_ITEM, model=""),))
    (line,) = reason_lines(found)
    assert line.words == "“<b>odd</b>\nline”"
