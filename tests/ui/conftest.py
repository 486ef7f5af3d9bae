"""Made-up usage for pages that draw it, and the theme they are drawn in."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.report import (
    Figures,
    GroupBy,
    Lookback,
    Question,
    Report,
    Row,
    Summary,
    View,
    sum_figures,
)
from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.main_window import MainWindow

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 14, 37, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform says these of windows that it shows; all other warnings fail the test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
                )
            )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def light(qapp: QApplication) -> QApplication:
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # windows of earlier tests: no event loop has taken them
    apply_theme(qapp, "light")
    return qapp


def figures(tokens: int, usd: str | None = "0", requests: int | None = 1) -> Figures:
    cost = (
        Cost(None, CostStatus.UNPRICED, frozenset(), tokens) if usd is None else Cost(Decimal(usd), CostStatus.PRICED)
    )
    return Figures(Tokens(input=tokens - tokens // 4, cached_input=tokens // 8, output=tokens // 8), requests, cost)


@pytest.fixture(scope="session")
def make_figures() -> Callable[..., Figures]:
    return figures


def summary(
    rows: Sequence[tuple[str, str, Figures]],
    *,
    step: GroupBy = GroupBy.DAY,
    stack: GroupBy = GroupBy.MODEL,
    days: int = 3,
    zone: str = "UTC",
) -> Summary:
    """Rows are (step, name, figures); the period ends with the day of NOW."""
    end = NOW.replace(hour=0, minute=0) + timedelta(days=1)
    question = Question(Period(end - timedelta(days=days), end), (step, stack), zone)
    made = tuple(Row((when, name), each) for when, name, each in rows)
    return Summary(question, made, sum_figures(row.figures for row in made))


@pytest.fixture(scope="session")
def make_summary() -> Callable[..., Summary]:
    return summary


@pytest.fixture
def make_report() -> Callable[..., Report]:
    def make(series: Summary, *, alerts: tuple[Alert, ...] = (), lookback: Lookback = Lookback.CUSTOM) -> Report:
        step, stack = series.question.group_by
        view = View(lookback, zone=series.question.zone, step=step, stack=stack)
        return Report(NOW, view, series, series, series.totals, series.totals, alerts=alerts)

    return make


@pytest.fixture
def make_alert() -> Callable[..., Alert]:
    def make(
        id: int = 1,
        *,
        kind: AlertKind = AlertKind.TOKEN_SPIKE,
        at: datetime = NOW - timedelta(hours=5),
        key_name: str = "prod-batch",
        severity: Severity = Severity.WARNING,
        acknowledged: bool = False,
    ) -> Alert:
        message = f"gpt-5.1 on “{key_name}” used 61 k tokens/min, limit 10 k."
        value, threshold = Decimal(61234), Decimal(10000)
        return Alert(
            kind, at, "OpenAI", "key_1", key_name, "gpt-5.1", value, threshold, message, severity, id, acknowledged
        )

    return make


# --- The window ------------------------------------------------------------------------------------------------------


def _load(name: str) -> ModuleType:
    """The made-up organization is in modules of its own, because the pictures of the window use it too."""
    spec = spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    return _load("made_up")


@pytest.fixture(scope="session")
def made_up_rules(made_up: ModuleType) -> ModuleType:
    return _load("made_up_rules")


@pytest.fixture(scope="session")
def made_up_pages(made_up: ModuleType) -> ModuleType:
    return _load("made_up_pages")


@pytest.fixture
def make_window(qtbot: QtBot, light: QApplication, made_up: ModuleType) -> Callable[..., MainWindow]:
    """A window of 1100 x 720 at the made-up moment, shown; its report if one is given."""

    def make(
        report: Report | None = None, *, width: int = 1100, height: int = 720, **preferences: object
    ) -> MainWindow:
        window = MainWindow(Preferences(**preferences), made_up.SERVICES, now=lambda: made_up.NOW)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        if report is not None:
            window.show_view(report.view)
            window.show_report(report)
        QApplication.processEvents()
        return window

    return make


@pytest.fixture
def three_days(make_summary: Callable[..., Summary], make_figures: Callable[..., Figures]) -> Summary:
    return make_summary(
        [
            ("2026-11-22", "gpt-5.1", make_figures(8000, "5")),
            ("2026-11-22", "o4-mini", make_figures(800, "1")),
            ("2026-11-24", "gpt-5.1", make_figures(4000, "2.50")),
        ]
    )
