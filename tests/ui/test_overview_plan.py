"""The overview's chart and rankings: the period before, the budget, trends, caches and tiers; and narrow windows."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.report import GroupBy, Lookback, View
from usage_tracker_gui.domain.trends import TrendWish
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.overview.model_columns import cached_of, tiers_by_model
from usage_tracker_gui.ui.overview.overview import OverviewPage
from usage_tracker_gui.ui.series.usage_lines import grouped

MakeWindow = Callable[..., MainWindow]
MONTH = View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)


@pytest.fixture
def window(made_up: ModuleType, make_window: MakeWindow) -> MainWindow:
    return make_window(made_up.report(MONTH))


@pytest.fixture
def page(window: MainWindow) -> OverviewPage:
    found = window.shelf.page("overview")
    assert isinstance(found, OverviewPage)
    return found


def test_all_of_the_overview_is_in_sight_at_the_comfortable_size(
    window: MainWindow, page: OverviewPage, made_up: ModuleType
) -> None:
    window.show_collection(made_up.collection())
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0


def test_the_period_before_stands_behind_the_bars(
    page: OverviewPage, made_up: ModuleType, made_up_pages: ModuleType
) -> None:
    report = made_up.report(MONTH)
    before = made_up_pages.surroundings(report).previous
    plain = page.chart.grab().toImage()
    page.show_surroundings(before)
    assert page.chart.grab().toImage() != plain
    assert "Period before: $" in page.chart.step_text(3)
    hours = replace(before, question=replace(before.question, group_by=(GroupBy.HOUR, GroupBy.MODEL)))
    page.show_surroundings(hours)  # of another view: it would not fit
    assert "Period before" not in page.chart.step_text(3)


def test_a_budget_is_a_line_unless_it_is_far_above_all_bars(page: OverviewPage) -> None:
    assert page.chart.budget is None
    page.show_budget(Decimal(40))
    assert page.chart.budget == 40
    page.show_budget(Decimal(40_000))
    assert page.chart.budget is None


def test_hours_have_no_budget(made_up: ModuleType, make_window: MakeWindow) -> None:
    window = make_window(made_up.report())
    window.shelf.page("overview").show_budget(Decimal(1))
    assert window.shelf.page("overview").chart.budget is None


def test_models_tell_their_cache_and_their_tiers(made_up: ModuleType) -> None:
    usage = made_up.report(MONTH).usage
    tiers = tiers_by_model(usage)
    for line in grouped(usage, (GroupBy.MODEL,)):
        of_model = {row.group[5] for row in usage.rows if row.group[4] == line.ids[0]}
        first, _, more = tiers[line.ids[0]].partition(" +")
        assert first in of_model
        assert int(more or 0) == len(of_model) - 1
        assert cached_of(line).endswith(" %")


def test_trends_are_wished_of_the_dearest_keys_while_somebody_looks(
    window: MainWindow, page: OverviewPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.trends_wanted) as wanted:
        page.tell()
    assert wanted.args == [TrendWish((GroupBy.KEY,), tuple(sorted(line.ids[0] for line in page.top_keys.lines)))]
    with qtbot.waitSignals([page.trends_wanted, page.followed], check_params_cbs=[is_none, is_false]):
        window.show_page("usage")


def is_none(wish: object) -> bool:
    return wish is None


def is_false(followed: object) -> bool:
    return followed is False


def test_a_trend_is_drawn_beside_its_key_and_told_by_its_tooltip(
    page: OverviewPage, made_up: ModuleType, made_up_pages: ModuleType, qtbot: QtBot
) -> None:
    plain = page.top_keys.grab().toImage()
    page.show_trends(made_up_pages.trends(made_up.report(MONTH), ("key",)))
    assert page.top_keys.grab().toImage() != plain
    qtbot.mouseMove(page.top_keys, QPoint(40, 40))
    QApplication.processEvents()
    page.top_keys._move_to(0)
    assert "Most: $" in page.top_keys.toolTip()


@pytest.mark.parametrize(("width", "text"), [(1100, "Updated 12 s ago"), (800, "12 s ago")])
def test_a_narrow_bar_has_the_age_alone_and_its_whole_name(
    made_up: ModuleType, make_window: MakeWindow, width: int, text: str
) -> None:
    window = make_window(made_up.report(MONTH), width=width)
    window.show_collection(made_up.collection())
    QApplication.processEvents()
    assert window.top_bar.updated.text() == text
    assert window.top_bar.updated.accessibleName() == "Updated 12 s ago"


def test_a_narrow_banner_says_what_happened_before_when(made_up: ModuleType, make_window: MakeWindow) -> None:
    wide, narrow = (make_window(made_up.report(), width=width) for width in (1100, 760))
    assert wide.shelf.page("overview").banner.text.text().endswith("limit 10 k · 4 min ago · 1 more")
    banner = narrow.shelf.page("overview").banner
    assert banner.text.text().endswith("limit 10 k · 4 min ago")
    assert banner.text.toolTip().startswith(wide.shelf.page("overview").banner.text.text())
