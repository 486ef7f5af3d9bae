"""What a screen reader is told: every control of every page has a name, and the keyboard reaches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.carried import ImportPreview, ImportWish
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.accounts.add_account import AddAccountDialog
from usage_tracker_gui.ui.frame.about import AboutDialog
from usage_tracker_gui.ui.frame.pages import PAGES
from usage_tracker_gui.ui.frame.shortcuts import ShortcutList
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog

Role = QAccessible.Role
CONTROLS = {
    Role.Button, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.EditableText, Role.Slider, Role.SpinBox,
    Role.Table, Role.List, Role.Tree, Role.Chart, Role.ButtonMenu, Role.ButtonDropDown, Role.MenuItem, Role.Link,
}  # fmt: skip


def tree(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is shown; the rows of tables and lists are texts of their own."""
    state = root.state()
    if state.invisible:
        return
    yield root
    if root.role() in (Role.Table, Role.List, Role.Tree, Role.ComboBox):
        return
    for number in range(root.childCount()):
        child = root.child(number)
        if child is not None and child.isValid():
            yield from tree(child)


def nameless(widget: QWidget) -> list[str]:
    found = []
    for part in tree(QAccessible.queryAccessibleInterface(widget)):
        is_control = part.role() in CONTROLS or (part.state().focusable and part.role() is not Role.ScrollBar)
        if is_control and not part.text(QAccessible.Text.Name).strip():
            target = part.object()
            found.append(f"{part.role().name} {type(target).__name__} in {type(target.parent()).__name__}")
    return found


def controls(widget: QWidget) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    told = (QAccessible.Text.Name, QAccessible.Text.Description)
    return [" ".join(part.text(text) for text in told) for part in tree(interface) if part.role() in CONTROLS]


@pytest.mark.parametrize("page", [page.id for page in PAGES])
@pytest.mark.parametrize("figures", ["report", "empty_report", "crowded_report"])
def test_every_control_of_a_page_has_a_name(
    make_window: Callable[..., MainWindow], made_up: ModuleType, page: str, figures: str
) -> None:
    window = make_window(getattr(made_up, figures)())
    window.show_collection(made_up.collection())
    window.show_page(page)
    QApplication.processEvents()
    assert nameless(window) == []
    assert len(controls(window)) > 10


@pytest.mark.parametrize("figures", ["", "ordinary", "crowded"])
@pytest.mark.parametrize("section", ["budgets", "limits", "snoozes"])
def test_every_section_and_form_of_the_alerts_page_has_names(
    make_window: Callable[..., MainWindow],
    made_up: ModuleType,
    made_up_rules: ModuleType,
    section: str,
    figures: str,
) -> None:
    window = make_window(made_up.report())
    window.show_page("alerts")
    page = window.shelf.page("alerts")
    page.show_rules(made_up_rules.rules(figures))
    page.show_section(section)
    QApplication.processEvents()
    assert nameless(window) == []
    if section != "snoozes":
        page.sections[section].add_button.click()
        QApplication.processEvents()
        assert nameless(window) == []


@pytest.mark.parametrize("form", ["kinds", "week", "tiers"])
def test_every_form_of_a_chart_has_names(
    make_window: Callable[..., MainWindow], made_up: ModuleType, form: str
) -> None:
    window = make_window(made_up.report())
    window.show_page("charts")
    window.shelf.page("charts").form.segment(form).click()
    assert nameless(window) == []


def test_the_chart_says_what_it_shows(make_window: Callable[..., MainWindow], made_up: ModuleType) -> None:
    window = make_window(made_up.report())
    window.show_page("charts")
    plot = QAccessible.queryAccessibleInterface(window.shelf.page("charts").chart.plot)
    assert plot.text(QAccessible.Text.Name) == "Chart of usage over time"
    assert "steps, most of it" in plot.text(QAccessible.Text.Description)


def test_dialogs_have_names(qtbot: QtBot, light: QApplication, made_up: ModuleType) -> None:
    settings = SettingsDialog(Preferences(), services=made_up.SERVICES, data_folder="data")
    settings.show_accounts(made_up.ACCOUNTS)
    dialogs: list[QWidget] = [
        settings,
        AddAccountDialog(made_up.SERVICES),
        AboutDialog("1.0", "6.11", "data", "licences"),
        ShortcutList(),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()
        assert nameless(dialog) == []
    for group in range(settings.groups.count()):
        settings.groups.setCurrentRow(group)
        assert nameless(settings) == []


def test_a_first_run_and_a_file_to_import_have_names(
    make_window: Callable[..., MainWindow], made_up: ModuleType
) -> None:
    window = make_window()
    window.show_first_run()
    assert nameless(window) == []
    page = window.show_import(made_up.SERVICES, "mine.csv")
    row = ("2026-11-24", "groq", "12")
    mapping = {"at": "When", "service": "Vendor"}
    fields = ("at", "service", "input_tokens")
    page.show_preview(
        ImportPreview(ImportWish("mine.csv"), ("When", "Vendor", "N"), (row,), fields, mapping, read=1, added=1)
    )
    assert nameless(window) == []
    assert any("What “N” holds" in told for told in controls(window))


@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_tab_reaches_every_control_and_comes_round(
    make_window: Callable[..., MainWindow], made_up: ModuleType, page: str
) -> None:
    window = make_window(made_up.report())
    window.show_page(page)
    window.activateWindow()
    QApplication.processEvents()
    check_tabs(window)


@pytest.mark.parametrize("in_form", [False, True])
@pytest.mark.parametrize("section", ["budgets", "limits", "snoozes"])
def test_tab_reaches_every_control_of_a_section_and_of_its_form(
    make_window: Callable[..., MainWindow],
    made_up: ModuleType,
    made_up_rules: ModuleType,
    section: str,
    in_form: bool,
) -> None:
    window = make_window(made_up.report())
    window.show_page("alerts")
    page = window.shelf.page("alerts")
    page.show_rules(made_up_rules.ordinary())
    page.show_section(section)
    if in_form and section != "snoozes":
        page.sections[section].add_button.click()
    window.activateWindow()
    QApplication.processEvents()
    check_tabs(window)


def check_tabs(window: MainWindow) -> None:
    wanted = {widget for widget in window.findChildren(QWidget) if takes_keyboard(widget)}
    window.top_bar.refresh.setFocus()
    reached: set[QWidget] = set()
    for _press in range(4 * len(wanted) + 20):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert {describe(widget) for widget in wanted - reached} == set()


def takes_keyboard(widget: QWidget) -> bool:
    """A choice among segments is reached as one and walked by arrows; a view's own parts are its own."""
    from usage_tracker_gui.ui.parts.segments import Segment

    if not widget.isVisible() or not widget.isEnabled() or isinstance(widget, Segment) or widget.focusProxy():
        return False
    inside_view = isinstance(widget.parent(), QAbstractScrollArea)
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not inside_view


def describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}” in {type(widget.parent()).__name__}"


def test_the_list_of_shortcuts_is_complete(make_window: Callable[..., MainWindow], made_up: ModuleType) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut

    from usage_tracker_gui.ui.frame.shortcuts import SHORTCUTS

    window = make_window(made_up.report())
    window.show_page("usage")
    heard = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    heard |= {button.shortcut().toString() for button in (window.top_bar.refresh, window.top_bar.pause)}
    listed = {QKeySequence(keys).toString() for _title, entries in SHORTCUTS for keys, _does in entries}
    assert heard - listed <= {"Ctrl+/"}  # named beside F1


@pytest.mark.parametrize("keys", [Qt.Key.Key_F1, Qt.Key.Key_F10])
def test_the_keyboard_opens_the_list_and_the_menu(
    make_window: Callable[..., MainWindow], made_up: ModuleType, keys: Qt.Key
) -> None:
    from PySide6.QtCore import QTimer

    window = make_window(made_up.report())
    seen: list[bool] = []

    def look() -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            seen.append(popup is window.top_bar.menu.list and len(window.top_bar.menu.list.actions()) > 6)
            popup.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(30)
    window.activateWindow()
    QTest.keyClick(window, keys)
    QTest.qWait(100)
    timer.stop()
    if keys == Qt.Key.Key_F1:
        assert window.shortcut_list is not None
        assert window.shortcut_list.isVisible()
        window.shortcut_list.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    else:
        assert seen == [True]
