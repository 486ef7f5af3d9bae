"""The parts of the overview: the light chart, the sparkline's values, and how figures are worded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.alerts import AlertKind, Severity
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import NO_FIGURES, GroupBy, Lookback, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.frame.opening_view import opening_view, stepped
from usage_tracker_gui.ui.look.theme import SeriesColors
from usage_tracker_gui.ui.overview.cost_chart import CostChart, mark_text, scale_marks
from usage_tracker_gui.ui.overview.hero_cards import TodayCard, minute_values
from usage_tracker_gui.ui.parts.wording import (
    alert_sentence,
    alert_title,
    change_text,
    cover,
    percent,
    shortened,
    steady_count,
)
from usage_tracker_gui.ui.series.usage_lines import grouped, ranked

MONTH = View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)


@pytest.fixture
def chart(qtbot: QtBot, light: QApplication) -> CostChart:
    chart = CostChart(SeriesColors())
    qtbot.addWidget(chart)
    chart.resize(800, 200)
    chart.show()
    return chart


def test_a_step_of_the_chart_tells_its_day_its_sum_and_its_parts(chart: CostChart, made_up: ModuleType) -> None:
    report = made_up.report(MONTH)
    chart.show_report(report)
    middle = chart.step_at(QPoint(426, 100))
    assert middle is not None
    lines = chart.step_text(middle).splitlines()
    day = report.series.question.period.start.date() + timedelta(days=middle)
    assert lines[0] == f"{day:%a} {day.day} {day:%b %Y}"
    rows = [row for row in report.series.rows if row.group[0] == day.isoformat()]
    assert len(lines) == 2 + len(rows)
    assert any(lines[at].endswith("gpt-5.1") for at in range(2, len(lines)))
    assert chart.step_at(QPoint(5, 100)) is None


def test_the_chart_is_described_in_words(chart: CostChart, made_up: ModuleType) -> None:
    chart.show_report(made_up.report(MONTH))
    assert chart.accessibleDescription().startswith("at least $")
    assert "gpt-5.1" in chart.accessibleDescription()
    chart.show_report(made_up.empty_report())
    assert chart.is_empty
    assert chart.accessibleDescription() == "No cost in this period"


def test_a_chart_of_one_step_and_of_thousands_is_drawn(chart: CostChart, made_up: ModuleType) -> None:
    report = made_up.report(MONTH)
    one = Period(report.at - timedelta(hours=1), report.at)
    question = replace(report.series.question, period=one)
    chart.show_report(replace(report, series=replace(report.series, question=question)))
    assert not chart.grab().isNull()
    hours = View(lookback=Lookback.CUSTOM, step=GroupBy.HOUR, custom=Period(report.at - timedelta(days=90), report.at))
    chart.show_report(made_up.report(hours))
    assert not chart.grab().isNull()


@pytest.mark.parametrize("top", [0.000001, 0.03, 0.99, 1, 7, 61.2, 999, 123_456, 9_999_999.99])
def test_scales_have_few_round_marks_and_room_for_the_highest_bar(top: float) -> None:
    marks = scale_marks(top)
    assert 1 <= len(marks) <= 4
    assert marks[-1] >= top * 0.7
    assert len({mark_text(mark) for mark in marks}) == len(marks)


def test_the_minutes_of_the_live_line_include_idle_ones(made_up: ModuleType) -> None:
    minutes = made_up.report().minutes
    every_third = replace(minutes, rows=minutes.rows[::3])
    values = minute_values(every_third)
    assert len(values) == 60
    assert values[1] == 0
    assert values[3] == every_third.rows[1].figures.total_tokens


def test_spend_is_compared_with_the_same_time_of_the_day_before(qtbot: QtBot, made_up: ModuleType) -> None:
    card = TodayCard()
    qtbot.addWidget(card)
    report = made_up.report()
    card.show_report(report)
    assert card.note.text() == "+12 % vs Mon"
    assert card.note.toolTip() == "Mon by this time: $36.85"
    card.show_report(replace(report, same_time_yesterday=NO_FIGURES))
    assert card.note.text().endswith("tokens")  # nothing to compare with is not "+100 %"


def test_why_a_cost_is_not_certain_is_said_when_somebody_points_at_it(
    qtbot: QtBot, light: QApplication, made_up: ModuleType
) -> None:
    card = TodayCard()
    qtbot.addWidget(card)
    unsure = Cost(Decimal("1.25"), CostStatus.ESTIMATED, frozenset({"long_context"}))
    card.show_report(replace(made_up.report(), today=replace(made_up.report().today, cost=unsure)))
    assert card.value.text() == "~$1.25"
    QApplication.sendEvent(card, QEnterEvent(QPointF(20, 20), QPointF(20, 20), QPointF(20, 20)))
    assert card.value.toolTip() == (
        "$1.25\nAn estimate\nLong requests of this model cost more, and how long each one was is not known."
    )


def test_grouping_keeps_the_sum_and_ranking_puts_the_unknown_last(made_up: ModuleType) -> None:
    report = made_up.report()
    by_model = ranked(grouped(report.usage, (GroupBy.MODEL,)))
    assert sum(line.figures.total_tokens for line in by_model) == report.usage.totals.total_tokens
    assert by_model[-1].figures.cost.usd is None
    assert grouped(report.usage, (GroupBy.KEY,))[0].names != ("",)


def test_words_for_shares_counts_and_changes() -> None:
    assert percent(Decimal("0.644")) == "64 %"
    assert percent(Decimal("0.0004")) == "< 1 %"
    assert percent(Decimal(0)) == "0 %"
    assert percent(None) == "—"
    assert cover(Decimal("0.9996")) == "99.9 %"  # never 100 % of less
    assert cover(Decimal(1)) == "100 %"
    assert [steady_count(count) for count in (0, 950, 4_000_000, 466_000, 13_400_000)] == [
        "0", "950", "4.0 M", "466 k", "13.4 M",
    ]  # fmt: skip
    assert change_text(Decimal("0.12"), "Mon") == "+12 % vs Mon"
    assert change_text(Decimal("-0.5"), "Mon") == "−50 % vs Mon"
    assert change_text(Decimal("0.001"), "Mon") == "±0 % vs Mon"
    assert change_text(Decimal(40), "Mon") == "over 10 × Mon"
    assert shortened("a\nb") == "a b"
    assert len(shortened("n" * 300)) == 32


def test_alerts_of_every_kind_have_a_sentence(made_up: ModuleType) -> None:
    for kind in AlertKind:
        assert alert_sentence(replace(made_up.SPIKE, kind=kind))
    budget = replace(made_up.SPIKE, kind=AlertKind.BUDGET, rule="Shop", value=Decimal("80.5"), threshold=Decimal(80))
    assert alert_sentence(budget) == "The budget “Shop” nears its limit: $80.50 spent, warned from $80.00"
    used_up = replace(budget, severity=Severity.CRITICAL, value=Decimal(101), threshold=Decimal(100))
    assert alert_sentence(used_up) == "The budget “Shop” is used up: $101.00 of $100.00"
    day = replace(budget, kind=AlertKind.COST_THRESHOLD, account="", key="", key_name="", rule="")
    assert alert_sentence(day) == "The day has cost $80.50, limit $80.00"
    assert alert_title(day) == "Cost over its threshold"


def test_a_period_brings_the_step_that_suits_it() -> None:
    end = datetime(2026, 11, 24, tzinfo=UTC)
    steps = {
        View(lookback=Lookback.TODAY): GroupBy.HOUR,
        View(lookback=Lookback.LAST_HOURS, hours=6): GroupBy.HOUR,
        View(lookback=Lookback.LAST_HOURS, hours=168): GroupBy.DAY,
        View(lookback=Lookback.WEEK): GroupBy.DAY,
        View(lookback=Lookback.CUSTOM, custom=Period(end - timedelta(days=2), end)): GroupBy.HOUR,
        View(lookback=Lookback.CUSTOM, custom=Period(end - timedelta(days=400), end)): GroupBy.MONTH,
    }
    assert [stepped(view).step for view in steps] == list(steps.values())


def test_the_window_opens_with_what_the_settings_say() -> None:
    view = opening_view(Preferences(lookback="30d", timezone="Europe/Berlin", tier="batch"))
    assert (view.lookback, view.zone, view.tier, view.step) == (
        Lookback.MONTH_OF_DAYS, "Europe/Berlin", "batch", GroupBy.DAY,
    )  # fmt: skip
    assert opening_view(Preferences()).tier is None
    assert opening_view(Preferences(lookback="hours", bucket_width="1m")).step is GroupBy.MINUTE


def test_the_chart_answers_the_mouse(chart: CostChart, made_up: ModuleType, qtbot: QtBot) -> None:
    chart.show_report(made_up.report(MONTH))
    before = chart.grab().toImage()
    qtbot.mouseMove(chart, QPoint(300, 100))
    QApplication.processEvents()
    qtbot.waitUntil(lambda: chart.grab().toImage() != before)
