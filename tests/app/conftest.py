"""A desktop at work, and somebody who uses it as people do: by real clicks and keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.theme import apply_theme

PATIENCE = 40.0  # seconds; two cores that run four such files at once are slow
MENU_PATIENCE = 5.0  # then a menu in which nothing goes on is closed and opened once more
NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform says these of windows and trays that it shows; all other warnings fail the test."""
    words = "This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)|systemTrayWindowChanged"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(words))


@dataclass
class Person:
    """Sees the window, clicks and types, and looks into the store to check."""

    desktop: Desktop
    workspace: Workspace
    keychain: MemoryKeychain
    service: Faulty
    clock: SimulatedClock
    reports: list[Report] = field(default_factory=list)
    used: set[QWidget] = field(default_factory=set, repr=False)
    tests: set[str] = field(default_factory=set)

    def hear(self, report: Report) -> None:
        self.reports.append(report)

    def rest(self, milliseconds: int) -> None:
        """The event loop and the workers go on. `QTest.qWait` would keep Python's lock, and no worker moved."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def wait(self, until: Callable[[], bool], what: str = "") -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, what or "it never came"
            self.rest(20)

    def next_report(self, fits: Callable[[Report], bool]) -> Report:
        self.wait(lambda: bool(self.reports) and fits(self.reports[-1]), "no such report came")
        return self.reports[-1]

    def page(self, name: str) -> QWidget:
        """Goes there by a click in the side bar."""
        window = self.desktop.window
        self.click(window.side_bar.button(name))
        assert window.current_page == name
        return window.shelf.page(name)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.wait(widget.isVisible, f"“{widget.accessibleName()}” is not in sight")
        assert widget.isEnabled(), f"“{widget.accessibleName()}” is disabled"
        self.used.add(widget)
        if at is None:
            at = widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def click_row(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        index = view.model().index(row, column)
        view.scrollTo(index)
        self.click(view.viewport(), view.visualRect(index).center())

    def type(self, line: QLineEdit, text: str) -> None:
        """In place of what stands there, and Enter."""
        self.click(line)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def choose(self, box: QComboBox, text: str) -> None:
        """Opens the list and clicks the entry."""
        self.click(box)
        self.rest(QApplication.doubleClickInterval() + 10)  # until then a release is taken for the opening click's
        view = box.view()
        index = view.model().index(box.findText(text), 0)
        assert index.isValid(), f"“{text}” is not offered"
        view.scrollTo(index)
        QTest.mouseMove(view.viewport(), view.visualRect(index).center())
        self.click(view.viewport(), view.visualRect(index).center())

    def pick(self, button: QWidget, *path: str) -> None:
        """Opens the button's menu and clicks one entry after the other; the menu runs a loop of its own until then."""
        steps = list(path)
        timer = QTimer()
        timer.setInterval(30)
        progress = [time.monotonic()]

        def go_on() -> None:
            menu = QApplication.activePopupWidget()
            if time.monotonic() > progress[0] + MENU_PATIENCE:
                self._close_menus()
                return
            if not isinstance(menu, QMenu) or not steps:
                return
            entries = {action.text().partition("\t")[0]: action for action in menu.actions()}
            if steps[0] not in entries:
                return
            place = menu.actionGeometry(entries[steps[0]]).center()
            menu.setActiveAction(entries[steps[0]])
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
            if QApplication.activePopupWidget() is menu:  # it takes the click for the one that opened it
                menu.setActiveAction(entries[steps[0]])
                QTest.keyClick(menu, Qt.Key.Key_Return)
            if QApplication.activePopupWidget() is not menu:  # a submenu came, or the menu went
                steps.pop(0)
                progress[0] = time.monotonic()

        timer.timeout.connect(go_on)
        timer.start()
        for _attempt in range(3):  # a list of a dialog that just went takes the first click, as it would a person's
            if steps:
                progress[0] = time.monotonic()
                self.click(button)
        timer.stop()
        assert not steps, f"{steps} was not offered"

    def _close_menus(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def unused(self, page: QWidget, never_shown: Set[QWidget] = frozenset()) -> list[str]:
        """The controls of a page, or of a dialog, that no test of this file has clicked so far."""
        views = {view.viewport() for view in page.findChildren(QAbstractItemView)}
        parts = {part for box in page.findChildren(QComboBox) for part in box.findChildren(QWidget)}
        parts |= {part for line in page.findChildren(QLineEdit) for part in line.findChildren(QWidget)}
        parts |= {part for bar in page.findChildren(QHeaderView) for part in (bar, bar.viewport())}
        controls = {*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), *page.findChildren(QComboBox)}
        left = (controls | views) - parts - self.used - never_shown
        return sorted(_name(control) for control in left if not isinstance(control.parentWidget(), QTableView))

    def answer_file_dialog(self, file: Path) -> None:
        """Types the name into the dialog that is open, and presses Enter."""
        dialog = self.desktop.files.dialog
        assert isinstance(dialog, QFileDialog)
        self.wait(dialog.isVisible)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        self.type(line, str(file))
        if dialog.isVisible():  # the first Enter took what was proposed
            QTest.keyClick(line, Qt.Key.Key_Return)

    def store(self) -> Store:
        return self.workspace.open_store()

    def setting(self, name: str) -> object:
        from usage_tracker_gui.settings import settings_file

        return getattr(settings_file.load(self.workspace.paths.settings), name)


def _name(control: QWidget) -> str:
    """As a screen reader calls it; a list's viewport by the list."""
    named = control if control.accessibleName() or not control.parentWidget() else control.parentWidget()
    text = control.text() if isinstance(control, QAbstractButton) else ""
    return control.accessibleName() or text or named.accessibleName() or type(control).__name__


@pytest.fixture(autouse=True)
def remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Which tests of the file a person has done, for the one that looks back on all of them."""
    yield
    if "person" in request.fixturenames:
        request.getfixturevalue("person").tests.add(request.node.name)


@pytest.fixture
def looks_back(request: pytest.FixtureRequest, person: Person) -> None:
    """Skips a test at a file's end where not all of the others ran before it."""
    module = request.module
    others = {name for name in vars(module) if name.startswith("test_")} - {request.node.name}
    if missing := others - {name.partition("[")[0] for name in person.tests}:
        pytest.skip(f"looks back on the whole file, of which {len(missing)} tests did not run")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Faulty, str]]:
    service = Faulty(OpenAIApp(World(opened=date(2026, 11, 10)), SimulatedClock(NOW)))
    with Simulator.serving(service) as url:
        yield service, url


@pytest.fixture(scope="module")
def person(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, simulated: tuple[Faulty, str]
) -> Iterator[Person]:
    """One desktop for all paths of a module: each leaves it as it found it."""
    service, url = simulated
    data = tmp_path_factory.mktemp("data")
    (data / "settings.toml").write_text('[watching]\ninterval_seconds = 2\nlookback = "30d"\n')
    keychain = MemoryKeychain()
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(data)}, data, None, keychain)
    with workspace.open_store() as store:
        account = store.add_account("work", "openai", url)
        for at in range(4):
            store.save_alert(an_alert(at))
    keychain.set(Account(account.id, "work", "openai", url), Secret(ADMIN_SECRET))
    clock = SimulatedClock(NOW)
    desktop = Desktop(workspace, Arguments(), apply_theme(qapp, "light"), clock.now)
    person = Person(desktop, workspace, keychain, service, clock)
    desktop.reported.connect(person.hear)
    interval = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(50)
    try:
        desktop.show()
        desktop.begin()
        person.next_report(
            lambda report: len({row.group[0] for row in report.series.rows}) > 10 and bool(report.accounts)
        )
        yield person
    finally:
        QApplication.setDoubleClickInterval(interval)
        desktop.threads.stop()
        desktop.log.close()
        desktop.window.hide()
        desktop.window.deleteLater()
        desktop.deleteLater()


def an_alert(number: int) -> Alert:
    return Alert(
        AlertKind.TOKEN_SPIKE, NOW.replace(minute=number), "work", f"key_{number}", f"robot {number}", "gpt-5.1",
        Decimal(61_000), Decimal(10_000), f"robot {number} used 61,000 tokens a minute",
    )  # fmt: skip
