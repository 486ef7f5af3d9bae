"""German and Spanish: every page speaks them to the last word, and nothing that it says is cut."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import ModuleType

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from usage_tracker_gui.app.language import speak
from usage_tracker_gui.domain.account import AccountStatus
from usage_tracker_gui.domain.alert_rules import AlertRules
from usage_tracker_gui.domain.carried import ImportPreview, ImportWish
from usage_tracker_gui.domain.report import GroupBy, Lookback, View
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.tracking.importing.columns import FIELDS
from usage_tracker_gui.tracking.importing.files import A_COUNT
from usage_tracker_gui.tracking.status import SENTENCES
from usage_tracker_gui.ui.accounts.add_account import AddAccountDialog
from usage_tracker_gui.ui.frame.shortcuts import ShortcutList
from usage_tracker_gui.ui.language.conventions import Conventions, put_in_force
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.overview.budget_popup import BudgetPopup
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.segments import Segment
from usage_tracker_gui.ui.parts.wording import status_text
from usage_tracker_gui.ui.reconcile.reconcile_page import reason_lines
from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog
from usage_tracker_gui.ui.usage.import_page import ImportPage

LANGUAGES = ("de", "es")
PAGES = ("overview", "usage", "charts", "alerts", "reconcile", "accounts")
SIZES = ((1100, 720), (800, 560))
MONTH = View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)
# A file of which nobody knows what its columns hold.
UNREAD = ImportPreview(ImportWish("mine.csv"), ("Text",), (("24.11.2026",),), FIELDS, {}, ("at", "service", A_COUNT))
# Words that are the same in these languages: names of things, and loan words.
SAME = {
    "Admin", "Alarm", "API", "Audio", "Batch", "Budget", "Budgets", "Cache", "Caché", "CSV", "Deutsch", "English",
    "Export", "Flex", "Limit", "Limits", "Live", "Priority", "Problem", "Proxy", "Standard", "Status", "Text", "Total",
    "Name", "Plan", "tokens", "UsageTracker", "Español", "UTC", "Home", "OK", "Tokens", "Token", "Detail", "Tab", "Esc",
    "tok/min", "sk-admin-…", "min",
}  # fmt: skip


@contextmanager
def speaking(app: QApplication, language: str, **preferences: object) -> Iterator[None]:
    before = QLocale()
    speak(app, Preferences(language=language, **preferences))
    try:
        yield
    finally:
        for translator in app.findChildren(QTranslator):
            app.removeTranslator(translator)
            translator.deleteLater()
        put_in_force(Conventions())
        QLocale.setDefault(before)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, light: QApplication) -> Iterator[str]:
    with speaking(light, request.param):
        yield request.param


def texts_of(widget: QWidget) -> set[str]:
    """All that a widget says to eyes and to screen readers."""
    said = {widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
    if isinstance(widget, QLabel | QAbstractButton):
        said.add(widget.text())
    if isinstance(widget, QLineEdit):
        said.add(widget.placeholderText())
    if isinstance(widget, QComboBox):
        said |= {widget.itemText(at) for at in range(widget.count())}
    if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
        columns = range(model.columnCount() if isinstance(widget, QTableView) else 1)
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        cells = [model.index(row, column) for row in range(min(5, model.rowCount())) for column in columns]
        said |= {str(model.headerData(column, Qt.Orientation.Horizontal)) for column in columns}
        said |= {str(cell.data(role)) for cell in cells for role in roles}
    for action in widget.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly):
        said |= {action.text(), action.toolTip()}
    return {text for text in said if text and text != "None"}


def all_texts(top: QWidget) -> set[str]:
    return set().union(*(texts_of(widget) for widget in (top, *top.findChildren(QWidget))))


def names_in(made_up: ModuleType) -> set[str]:
    """Names and sentences that come from outside of the window, in whatever language they are."""
    statuses: tuple[AccountStatus, ...] = made_up.ACCOUNTS
    names = {status.account.name for status in statuses} | {status.message for status in statuses}
    names |= {status.service_name for status in statuses} | {status.account.base_url for status in statuses}
    names |= {text for key in made_up.KEYS for text in key} | set(made_up.MODELS) | set(made_up.TIERS)
    names |= {service.help for service in made_up.SERVICES} | {service.name for service in made_up.SERVICES}
    rules: AlertRules = sys.modules["made_up_rules"].ordinary()
    names |= {part.name for part in rules.parts} | {state.budget.name for state, _ in rules.budgets}
    return {name for name in names if name}


def words_of(texts: set[str], names: set[str]) -> set[str]:
    """The texts that hold a word of the window's own, without names, addresses, figures and the same words."""
    left = set()
    for text in texts - SAME:
        rest = text
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(name, "")
        words = re.findall(r"[^\W\d_]{3,}", re.sub(r"\S+[:/.@]\S+", "", rest))
        if any(word not in SAME for word in words):
            left.add(text)
    return left


def windows(made_up: ModuleType, qtbot: QtBot, page: str) -> QWidget:
    if page == "settings":
        dialog = SettingsDialog(Preferences(), services=made_up.SERVICES)
        dialog.show_accounts(made_up.ACCOUNTS)
        qtbot.addWidget(dialog)
        return dialog
    if page in ("add account", "shortcuts"):
        other = AddAccountDialog(made_up.SERVICES) if page == "add account" else ShortcutList()
        qtbot.addWidget(other)
        return other
    if page == "import":
        import_page = ImportPage(made_up.SERVICES)
        qtbot.addWidget(import_page)
        import_page.show_file("mine.csv")
        import_page.show_preview(UNREAD)
        return import_page
    window = MainWindow(Preferences(), made_up.SERVICES, now=lambda: made_up.NOW)
    qtbot.addWidget(window)
    if page == "first run":
        window.show_first_run()
        return window
    if page.startswith("alerts:"):
        return alerts_window(window, made_up, *page.split(":")[1:])
    empty = page.endswith("empty")
    window.show_view(MONTH)
    window.show_page(page.removesuffix(" empty"))
    window.show_report(made_up.empty_report(View()) if empty else made_up.report(MONTH))
    window.show_collection(made_up.collection())
    return window


def alerts_window(window: MainWindow, made_up: ModuleType, section: str, form: str = "") -> MainWindow:
    """A section of the alerts page, or the form that is opened there."""
    window.show_page("alerts")
    window.show_report(made_up.report(MONTH))
    page = window.shelf.page("alerts")
    page.show_rules(sys.modules["made_up_rules"].ordinary())
    page.show_section(section)
    if form:
        page.sections[section].add_button.click()
    return window


def settle(widget: QWidget, width: int = 1100, height: int = 720) -> None:
    widget.resize(width, height)
    widget.show()
    for _ in range(4):
        QApplication.processEvents()


SECTIONS = ("alerts:budgets", "alerts:limits", "alerts:snoozes", "alerts:budgets:form", "alerts:limits:form")
EVERYTHING = (
    *PAGES, *(f"{page} empty" for page in PAGES), *SECTIONS, "settings", "add account", "shortcuts", "first run",
    "import",
)  # fmt: skip


@pytest.fixture(autouse=True)
def rules(made_up_rules: ModuleType) -> ModuleType:
    return made_up_rules


@pytest.mark.parametrize("page", EVERYTHING)
def test_no_word_stays_english(made_up: ModuleType, qtbot: QtBot, light: QApplication, page: str) -> None:
    english = windows(made_up, qtbot, page)
    settle(english)
    known = words_of(all_texts(english), names_in(made_up))
    english.close()
    assert known
    for language in LANGUAGES:
        with speaking(light, language):
            other = windows(made_up, qtbot, page)
            settle(other)
            assert sorted(known & all_texts(other)) == []
            other.close()


def shown_label_is_cut(label: QLabel) -> bool:
    room = label.contentsRect()
    if isinstance(label, Elided) or not label.text() or not label.isVisible():
        return False
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    lines = label.text().split("\n")
    return max(label.fontMetrics().horizontalAdvance(line) for line in lines) > room.width() + 1


def shown_button_is_cut(button: QAbstractButton) -> bool:
    if not isinstance(button, QPushButton | QToolButton | Segment) or not button.text() or not button.isVisible():
        return False
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    if isinstance(button, QToolButton) and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return False
    return button.fontMetrics().horizontalAdvance(button.text()) + icon > button.width()


def cut(top: QWidget) -> list[str]:
    labels = [label.text() for label in top.findChildren(QLabel) if shown_label_is_cut(label)]
    return labels + [button.text() for button in top.findChildren(QAbstractButton) if shown_button_is_cut(button)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("page", [*PAGES, *SECTIONS, "settings", "add account", "first run"])
def test_nothing_is_cut(made_up: ModuleType, qtbot: QtBot, language: str, page: str, size: tuple[int, int]) -> None:
    widget = windows(made_up, qtbot, page)
    settle(widget, *size)
    assert cut(widget) == []
    assert widget.width() == size[0]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_an_overview_in_another_currency_fits_and_says_its_rate(
    made_up: ModuleType, qtbot: QtBot, light: QApplication, size: tuple[int, int]
) -> None:
    with speaking(light, "es", currency="EUR", currency_rate=Decimal("0.92")):
        window = windows(made_up, qtbot, "overview")
        assert isinstance(window, MainWindow)
        settle(window, *size)
        assert cut(window) == []
        page = window.shelf.page("overview")
        assert page.today.value.text() == "37,97\u00a0€"
        assert page.today.title.text() == "Gasto de hoy · a 0,92"
        assert not page.horizontalScrollBar().maximum()
        assert window.status.currency.isVisible()
        assert "EUR" in window.status.currency.text()
        assert "0,92" in window.status.currency.text()


def test_a_changed_currency_is_in_every_cell_at_the_next_report(
    made_up: ModuleType, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window(made_up.report(MONTH), page="usage")
    model = window.shelf.page("usage").grid.model_
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    put_in_force(Conventions(currency="EUR", before="€", rate=Decimal("0.5")))
    try:
        window.show_report(made_up.report(MONTH))
        assert changed == list(range(len(model.lines)))
    finally:
        put_in_force(Conventions())


def test_a_setting_is_explained_in_the_language_and_takes_its_numbers(
    made_up: ModuleType, qtbot: QtBot, light: QApplication
) -> None:
    with speaking(light, "de"):
        dialog = SettingsDialog(Preferences(currency="EUR"), services=made_up.SERVICES)
        qtbot.addWidget(dialog)
        rate, tokens = dialog.rows["currency_rate"], dialog.rows["spike_token_rate"]
        line = rate.field.control()
        assert isinstance(line, QLineEdit)
        line.setText("0,92")
        rate.commit()
        assert rate.value == Decimal("0.92")
        assert line.text() == "0,92"
        counts = tokens.field.control()
        assert isinstance(counts, QLineEdit)
        assert counts.text() == "10.000"
        counts.setText("viel")
        tokens.commit()
        assert tokens.problem.text() == "Nicht übernommen. Erlaubt: eine ganze Zahl von 0 bis 1.000.000.000."


def test_another_language_is_promised_for_the_next_start(made_up: ModuleType, qtbot: QtBot) -> None:
    dialog = SettingsDialog(Preferences(), services=made_up.SERVICES)
    qtbot.addWidget(dialog)
    row = dialog.rows["language"]
    box = row.field.control()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("de"))
    box.activated.emit(box.currentIndex())
    assert dialog.preferences.language == "de"
    assert row.problem.text() == "The window speaks it from its next start on."


def test_a_snooze_is_as_long_in_every_language(made_up: ModuleType, qtbot: QtBot, language: str) -> None:
    window = windows(made_up, qtbot, "alerts")
    assert isinstance(window, MainWindow)
    settle(window)
    page = window.shelf.page("alerts").history
    page.list.setCurrentIndex(page.alerts.index(0))
    with qtbot.waitSignal(page.alert_snoozed) as snoozed:
        page.snooze_menu.actions()[1].trigger()
    assert snoozed.args[1].total_seconds() == 8 * 3600


def test_words_that_the_app_puts_in_by_itself_are_german_too(
    made_up_pages: ModuleType, qtbot: QtBot, light: QApplication
) -> None:
    with speaking(light, "de"):
        assert "„Regional processing uplift“" in [line.words for line in reason_lines(made_up_pages.reconciliation())]
        parent = QWidget()
        qtbot.addWidget(parent)
        popup = BudgetPopup(None, parent)
        popup.limit.setText("700")
        with qtbot.waitSignal(popup.chosen) as chosen:
            popup.save.click()
        assert chosen.args[0].name == "Monatlich"


def test_why_an_account_is_as_it_is_is_said_in_the_language(language: str) -> None:
    for sentence in SENTENCES:
        assert status_text(sentence) not in ("", sentence)
    assert status_text("OpenAI can't be reached.") == "OpenAI can't be reached."


def test_a_long_explanation_of_a_shortcut_is_on_two_lines(qtbot: QtBot, light: QApplication) -> None:
    with speaking(light, "de"):
        shortcuts = ShortcutList()
        qtbot.addWidget(shortcuts)
        settle(shortcuts, 300, 560)
        table = shortcuts.table
        heights = {table.item(row, 0).text(): table.rowHeight(row) for row in range(table.rowCount())}
        assert heights["Tab"] > heights["F10"]
