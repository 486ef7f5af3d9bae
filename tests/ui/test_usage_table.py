"""The usage page: sorting, filtering, grouping, copying, and rows that change in place."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from time import perf_counter
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import Report, Summary, sum_figures
from usage_tracker_gui.ui.usage.usage_columns import COLUMNS, COST
from usage_tracker_gui.ui.usage.usage_table import UsagePage

MakePage = Callable[..., UsagePage]


def column(id: str) -> int:
    return next(at for at, column in enumerate(COLUMNS) if column.id == id)


@pytest.fixture
def make_page(qtbot: QtBot, light: object) -> MakePage:
    def make(report: Report | None, width: int = 1200, height: int = 600) -> UsagePage:
        page = UsagePage()
        qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        if report is not None:
            page.show_report(report)
        return page

    return make


def texts(page: UsagePage, id: str) -> list[str]:
    usage = page.grid.model_
    return [usage.index(row, column(id)).data() for row in range(usage.rowCount())]


def with_rows(report: Report, rows: list) -> Report:
    question = report.usage.question
    summary = Summary(question, tuple(rows), sum_figures(row.figures for row in rows), report.usage.prices_as_of)
    return replace(report, usage=summary)


def header_middle(header: QHeaderView, section: int) -> QPoint:
    return QPoint(header.sectionViewportPosition(section) + header.sectionSize(section) // 2, header.height() // 2)


def test_rows_begin_with_the_most_expensive_and_unknown_costs_come_last(
    made_up: ModuleType, make_page: MakePage
) -> None:
    page = make_page(made_up.report())
    costs = [line.figures.cost.usd for line in page.grid.model_.lines]
    known = [cost for cost in costs if cost is not None]
    assert known == sorted(known, reverse=True)
    assert costs[: len(known)] == known
    assert len(known) < len(costs)


def test_a_click_on_a_header_sorts_and_a_second_turns_it_round(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(made_up.report())
    header = page.grid.table.horizontalHeader()
    for order in (True, False):
        place = header_middle(header, column("output"))
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        counts = [line.figures.output_tokens for line in page.grid.model_.lines]
        assert counts == sorted(counts, reverse=order)
    assert page.grid.model_.headerData(column("output"), Qt.Orientation.Horizontal) == "↑ Output"


def test_names_sort_from_a_to_z_first(made_up: ModuleType, make_page: MakePage, qtbot: QtBot) -> None:
    page = make_page(made_up.report())
    header = page.grid.table.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header_middle(header, column("key")))
    names = [name.casefold() for name in texts(page, "key")]
    assert names == sorted(names)


def test_typing_filters_by_every_word_and_the_totals_follow(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(made_up.report())
    every = len(page.grid.model_.lines)
    qtbot.keyClicks(page.filter, "PROD 4.1")
    qtbot.waitUntil(lambda: 0 < len(page.grid.model_.lines) < every)
    assert {(line.names[0], line.names[2]) for line in page.grid.model_.lines} <= {
        (key, model) for key in ("prod-batch", "prod-chat") for model in ("gpt-4.1", "ft:gpt-4.1:acme::9xYz")
    }
    shown = page.grid.model_.lines
    assert page.grid.totals_model.figures.total_tokens == sum(line.figures.total_tokens for line in shown)
    assert page.grid.totals_model.label() == f"Total of {len(shown)} of {every}"


def test_a_filter_that_matches_nothing_offers_to_clear_it(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(made_up.report())
    qtbot.keyClicks(page.filter, "zzz")
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.title.text() == "No row matches"
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.grid.isVisible)
    assert page.filter.text() == ""


def test_copying_gives_headers_and_exact_figures(made_up: ModuleType, make_page: MakePage, qtbot: QtBot) -> None:
    page = make_page(made_up.report())
    page.grid.table.setFocus()
    page.grid.table.selectRow(0)
    qtbot.keyClick(page.grid.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    titles, first, *rest = QGuiApplication.clipboard().text().splitlines()
    row = dict(zip(titles.split("\t"), first.split("\t"), strict=True))
    line = page.grid.model_.lines[0]
    assert rest == []
    assert row["Input"] == str(line.figures.input_tokens)
    assert Decimal(row["Cost (USD)"]) == line.figures.cost.usd
    assert row["Cost status"] == "priced"


def test_the_copy_button_copies_all_rows_when_none_is_selected(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(made_up.report())
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + len(page.grid.model_.lines)


def test_a_copied_name_can_neither_break_a_cell_nor_start_a_formula(made_up: ModuleType, make_page: MakePage) -> None:
    page = make_page(made_up.crowded_report())
    tsv = page.grid.model_.as_tsv(range(len(page.grid.model_.lines)), page.grid.wanted_columns())
    cells = [line.split("\t") for line in tsv.splitlines()]
    assert len({len(row) for row in cells}) == 1
    assert any(row[0] == "'=SUM(A1)" for row in cells)
    assert any(row[0] == "<b>bold</b>&amp; second line" for row in cells)


def test_an_unknown_cost_is_a_dash_on_screen_and_nothing_in_a_copy(made_up: ModuleType, make_page: MakePage) -> None:
    page = make_page(made_up.report())
    row = next(at for at, line in enumerate(page.grid.model_.lines) if line.figures.cost.usd is None)
    index = page.grid.model_.index(row, COST)
    assert index.data() == "—"
    assert "No price" in index.data(Qt.ItemDataRole.ToolTipRole)
    copied = page.grid.model_.as_tsv([row], [COST]).splitlines()[1]
    assert copied == "\tunpriced"


def test_estimates_and_lower_bounds_say_so(made_up: ModuleType, make_page: MakePage) -> None:
    report = made_up.report()
    row = report.usage.rows[0]
    bound = replace(row.figures, cost=Cost(Decimal("1.5"), CostStatus.PARTIAL, frozenset(), 12))
    guess = replace(row.figures, cost=Cost(Decimal("1.25"), CostStatus.ESTIMATED, frozenset({"long_context"})))
    rows = [replace(row, figures=bound), replace(report.usage.rows[1], figures=guess)]
    page = make_page(with_rows(report, rows))
    assert texts(page, "cost") == ["at least $1.50", "~$1.25"]
    tips = [page.grid.model_.index(at, COST).data(Qt.ItemDataRole.ToolTipRole) for at in range(2)]
    assert "12 tokens have no price" in tips[0]
    assert "Long requests" in tips[1]
    assert page.grid.totals_model.index(0, COST).data() == "at least $2.75"


def test_a_refresh_keeps_selection_place_and_order_and_changes_figures(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    report = made_up.report(count=200)
    page = make_page(report)
    page.grid.select_rows([150])
    chosen = page.grid.model_.lines[150].ids
    scrolled = page.grid.table.verticalScrollBar().value()
    assert scrolled > 0
    rows = list(report.usage.rows)
    grown = replace(rows[0].figures, cost=Cost(Decimal("5000"), CostStatus.PRICED))
    rows[0] = replace(rows[0], figures=grown)
    resets: list[bool] = []
    page.grid.model_.modelReset.connect(lambda: resets.append(True))
    page.show_report(with_rows(report, rows))
    assert [page.grid.model_.lines[at].ids for at in page.grid.selected_rows()] == [chosen]
    assert page.grid.table.verticalScrollBar().value() == scrolled
    assert page.grid.model_.index(0, COST).data() == "$5,000.00"
    assert resets == []


def test_rows_that_vanish_leave_and_new_ones_arrive(made_up: ModuleType, make_page: MakePage) -> None:
    report = made_up.report(count=40)
    rows = list(report.usage.rows)
    page = make_page(with_rows(report, rows[:30]))
    page.show_report(with_rows(report, rows[10:]))
    assert {line.ids[0] for line in page.grid.model_.lines} == {f"key_{at:05}" for at in range(10, 40)}
    costs = [line.cost for line in page.grid.model_.lines]
    assert costs == sorted(costs, reverse=True)


def test_five_thousand_rows_refresh_quickly(made_up: ModuleType, make_page: MakePage) -> None:
    report = made_up.report(count=5000)
    page = make_page(report)
    rows = [
        replace(row, figures=replace(row.figures, requests=(row.figures.requests or 0) + 1))
        for row in report.usage.rows
    ]
    changed = with_rows(report, rows)
    start = perf_counter()
    page.show_report(changed)
    assert perf_counter() - start < 0.5  # about 0.06 s on an idle machine
    assert len(page.grid.model_.lines) == 5000


def test_grouping_adds_up_and_hides_the_columns_that_are_gone(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    report = made_up.report()
    page = make_page(report)
    told: list[str] = []
    page.state_changed.connect(told.append)
    by_model = next(action for action in page.group.list.actions() if action.text() == "Model")
    by_model.trigger()
    assert len(page.grid.model_.lines) == len({row.group[4] for row in report.usage.rows})
    assert page.grid.table.isColumnHidden(column("key"))
    assert not page.grid.table.isColumnHidden(column("model"))
    assert sum(line.figures.total_tokens for line in page.grid.model_.lines) == report.usage.totals.total_tokens
    assert page.group.text() == "Group: model"
    assert json.loads(told[-1])["group"] == "model"


def test_what_was_chosen_comes_back_at_the_next_start(made_up: ModuleType, make_page: MakePage) -> None:
    first = make_page(made_up.report())
    told: list[str] = []
    first.state_changed.connect(told.append)
    next(action for action in first.group.list.actions() if action.text() == "Key").trigger()
    next(action for action in first.columns.list.actions() if action.text() == "Requests").trigger()
    first.grid.sort_by(column("input"))
    second = make_page(None)
    second.restore(told[-1])
    second.show_report(made_up.report())
    assert second.group.text() == "Group: key"
    assert column("requests") not in second.grid.wanted_columns()
    inputs = [line.figures.input_tokens for line in second.grid.model_.lines]
    assert inputs == sorted(inputs, reverse=True)


@pytest.mark.parametrize("state", ["", "{", "[]", "null", '{"group": "no such"}', '{"header": "AAAA", "hidden": 3}'])
def test_a_spoilt_state_is_no_reason_to_fail(made_up: ModuleType, make_page: MakePage, state: str) -> None:
    page = make_page(made_up.report())
    page.restore(state)
    assert page.grid.model_.lines


def test_a_narrow_window_keeps_key_and_cost_and_never_cuts_a_cost(made_up: ModuleType, make_page: MakePage) -> None:
    page = make_page(made_up.crowded_report(), width=664)
    table = page.grid.table
    assert not table.isColumnHidden(column("key"))
    assert not table.isColumnHidden(COST)
    assert table.isColumnHidden(column("share"))
    assert table.horizontalHeader().length() <= table.viewport().width()
    widest = page.grid.totals_model.index(0, COST).data()
    metrics = page.grid.totals.fontMetrics()
    assert table.columnWidth(COST) >= metrics.horizontalAdvance(widest)
    assert column("share") in page.grid.wanted_columns()


def test_a_row_menu_goes_to_its_chart_alerts_key_and_filter(
    made_up: ModuleType, make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page(made_up.report())
    row = next(at for at, line in enumerate(page.grid.model_.lines) if line.names[0] == "prod-chat")
    for text, signal in (
        ("Show its chart", page.chart_requested),
        ("Show its alerts", page.alerts_requested),
        ("Show its key", page.key_details_requested),
        ("Show only this", page.only_requested),
    ):
        menu = page.row_menu(row)
        with qtbot.waitSignal(signal) as asked:
            next(action for action in menu.actions() if action.text() == text).trigger()
        assert asked.args == ["key_x81B"]


def test_a_key_is_selected_as_soon_as_a_report_has_it(made_up: ModuleType, make_page: MakePage) -> None:
    page = make_page(made_up.empty_report())
    page.show_key("key_9fQ2", "gpt-5.1")
    assert page.grid.selected_rows() == []
    page.show_report(made_up.report())
    chosen = [page.grid.model_.lines[at] for at in page.grid.selected_rows()]
    assert chosen
    assert {line.names[0] for line in chosen} == {"prod-batch"}


def test_an_empty_period_offers_a_longer_one(made_up: ModuleType, make_page: MakePage, qtbot: QtBot) -> None:
    page = make_page(made_up.empty_report())
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.wider_requested):
        qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)


def test_long_and_right_to_left_names_stand_whole_in_their_tooltip(made_up: ModuleType, make_page: MakePage) -> None:
    page = make_page(made_up.crowded_report())
    tips = {
        page.grid.model_.index(row, 0).data(Qt.ItemDataRole.ToolTipRole).split("\n")[0]
        for row in range(page.grid.model_.rowCount())
    }
    assert {"n" * 300, "מפתח-ייצור", "مفتاح الإنتاج"} <= tips
