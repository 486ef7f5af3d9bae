"""The window: side bar, top bar, one page at a time, status bar. It draws reports and says what a person asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, View
from usage_tracker_gui.ui.faces import Faces
from usage_tracker_gui.ui.frame.dropped_file import dropped_file
from usage_tracker_gui.ui.frame.opening_view import opening_view, stepped
from usage_tracker_gui.ui.frame.side_bar import SideBar
from usage_tracker_gui.ui.frame.status_bar import StatusBar
from usage_tracker_gui.ui.frame.top_bar import TopBar
from usage_tracker_gui.ui.look.gauge import app_icon
from usage_tracker_gui.ui.look.theme import SeriesColors
from usage_tracker_gui.ui.page_shelf import PageShelf, newest_update
from usage_tracker_gui.ui.series.usage_lines import grouped, ranked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from usage_tracker_gui.domain.collection import Collection
    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.ui.accounts.first_run import FirstRun
    from usage_tracker_gui.ui.frame.problem_bar import ProblemBar
    from usage_tracker_gui.ui.usage.import_page import ImportPage

COMFORTABLE = QSize(1100, 720)
USABLE = QSize(720, 480)
NARROW_BELOW = 960  # the side bar shows icons alone


def system_now() -> datetime:
    return datetime.now(UTC)


PASSED_ON = (  # what pages wish and the app grants
    "alert_snoozed",
    "alerts_acknowledged",
    "key_requested",
    "limit_requested",
    "entry_requested",
    "month_budget_set",
    "preferences_changed",
    "page_made",
)


class MainWindow(QMainWindow):
    view_changed = Signal(object)  # View: what to look at
    refresh_requested = Signal()
    pause_toggled = Signal(bool)
    settings_requested = Signal()
    key_requested = Signal(str)  # the account that needs a new admin key
    limit_requested = Signal(str)  # the account whose monthly limit is to be set
    entry_requested = Signal(str)  # the account whose usage is to be entered by hand
    month_budget_set = Signal(object)  # Budget; None: there is to be none any more
    alerts_acknowledged = Signal(object)  # tuple of alert IDs
    alert_snoozed = Signal(object, object)  # Alert, timedelta: stay silent about its key for so long
    connect_requested = Signal(str, object)  # first run: the service's id, Secret
    keys_chosen = Signal(tuple)  # first run: key IDs; empty: every key
    demo_requested = Signal()  # first run
    preferences_changed = Signal(object)  # dict: field of Preferences -> value
    page_made = Signal(str, object)  # a page's name and widget, once, so that its own signals can be connected
    export_requested = Signal(object)  # FileKind
    import_requested = Signal()  # of a file that is still to be chosen
    file_dropped = Signal(str)
    about_requested = Signal()
    quit_requested = Signal()

    def __init__(
        self,
        preferences: Preferences,
        services: Sequence[Service],
        parent: QWidget | None = None,
        *,
        now: Callable[[], datetime] = system_now,
    ) -> None:
        super().__init__(parent)
        self._services = tuple(services)
        self._view = opening_view(preferences)
        self._collected: datetime | None = None
        self._kept_in_tray = False
        self.shortcut_list: QDialog | None = None
        self.model_colors = SeriesColors()
        self.setWindowTitle("UsageTracker")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(USABLE)
        self.setAcceptDrops(True)
        self.side_bar = SideBar(self)
        self.top_bar = TopBar(self._view, now, self)
        self.problems: ProblemBar | None = None
        self.shelf = PageShelf(self._services, self.model_colors, now, preferences.usage_columns, self)
        self.status = StatusBar(now, self)
        self._ticker = QTimer(self, interval=1000)
        self._lay_out()
        self._connect()
        self._restore_geometry(preferences.window_geometry)
        self.show_page(preferences.page)

    def _lay_out(self) -> None:
        beside = _column()
        beside.addWidget(self.top_bar)
        beside.addWidget(self.shelf, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addLayout(beside, 1)
        dashboard = QWidget(self)
        column = _column(dashboard)
        column.addLayout(row, 1)
        column.addWidget(self.status)
        self._faces = Faces(self._services, dashboard, self)
        whole = QWidget(self)
        self._whole = _column(whole)
        self._whole.addWidget(self._faces)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.side_bar.page_chosen.connect(self._choose_page)
        self.side_bar.settings_requested.connect(self.settings_requested)
        self.top_bar.view_changed.connect(self._change_period)
        self.top_bar.refresh_requested.connect(self.refresh_requested)
        self.top_bar.pause_toggled.connect(self.pause_toggled)
        self.status.accounts_requested.connect(self._open_accounts)
        self.shelf.view_changed.connect(self._change_view)
        self.shelf.wider_view_requested.connect(self._look_further_back)
        self.shelf.only_requested.connect(self._show_only)
        self.shelf.chart_requested.connect(self._chart_only)
        self.shelf.page_requested.connect(self._choose_page)
        self.shelf.alert_chosen.connect(self.show_alert_target)
        self.shelf.settings_requested.connect(self.settings_requested)
        for signal in PASSED_ON:
            getattr(self.shelf, signal).connect(getattr(self, signal))
        self.shelf.export_requested.connect(self.export_requested)
        for signal in ("connect_requested", "keys_chosen", "demo_requested"):
            getattr(self._faces, signal).connect(getattr(self, signal))
        self._faces.usage_requested.connect(self._show_usage)
        self._connect_menu()
        self._ticker.timeout.connect(self._tick)
        QShortcut(QKeySequence.StandardKey.Quit, self, self._ask_to_quit)
        QShortcut(QKeySequence("Ctrl+,"), self, self._ask_for_settings)

    def _connect_menu(self) -> None:
        menu = self.top_bar.menu
        menu.export_requested.connect(self.export_requested)
        menu.import_requested.connect(self.import_requested)
        menu.shortcuts_requested.connect(self.show_shortcuts)
        menu.about_requested.connect(self.about_requested)
        for keys, slot in (
            ("Ctrl+E", self._ask_for_csv),
            ("Ctrl+O", self._ask_to_import),
            ("F1", self.show_shortcuts),
            ("Ctrl+/", self.show_shortcuts),
            ("F10", menu.open),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    # What is shown

    @property
    def view(self) -> View:
        return self._view

    @property
    def current_page(self) -> str:
        return self.shelf.current

    @Slot(str)
    def show_page(self, name: str) -> None:
        """`settings` asks for the dialog; an unknown name is the overview."""
        if name == "settings":
            self.settings_requested.emit()
            return
        self.side_bar.select(self.shelf.show_page(name))

    @Slot(object)
    def show_report(self, report: Report) -> None:
        """Draws it in place. Stored data of an earlier pass shows its own age."""
        if self._collected is None:
            self.top_bar.show_updated(newest_update(report))
        self.model_colors.rank(line.ids[0] for line in ranked(grouped(report.usage, (GroupBy.MODEL,))))
        self.side_bar.set_unread(report.unread_alerts)
        self.status.show_report(report)
        self.shelf.show_report(report)

    @Slot(object)
    def show_collection(self, collection: Collection) -> None:
        if collection.heard:
            self._collected = collection.at
            self.top_bar.show_updated(collection.at)
        self.shelf.show_collection(collection)

    @Slot(object)
    def show_alert_target(self, alert: Alert) -> None:
        """Opens the rows of the alert's key, in front."""
        self.bring_to_front()
        self.show_page("usage")
        self.shelf.show_key(alert.key, alert.model)

    @Slot()
    def bring_to_front(self) -> None:
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot(bool)
    def set_paused(self, paused: bool) -> None:
        self.top_bar.set_paused(paused)

    @Slot(str)
    def show_problem(self, sentence: str) -> None:
        """What happened and what to do, above whatever fills the window; '' takes it away."""
        if self.problems is None:
            from usage_tracker_gui.ui.frame.problem_bar import ProblemBar  # seldom needed

            self.problems = ProblemBar(self)
            self._whole.insertWidget(0, self.problems)
        self.problems.show_problem(sentence)

    @Slot(str)
    def show_progress(self, text: str) -> None:
        """A passing word in the status bar, such as which month is being read; '' takes it away."""
        self.status.show_message(text)

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Draws a choice that was made elsewhere (in the settings); tells nobody."""
        self._view = view
        self.top_bar.show_view(view)

    @Slot(bool)
    def keep_in_tray(self, kept: bool) -> None:
        """Closing then hides the window. Only for where a tray can bring it back, which the caller has to know."""
        self._kept_in_tray = kept

    # First run

    def show_first_run(self) -> FirstRun:
        """The question of the first start, in place of the dashboard; its slots show keys, progress and problems."""
        return self._faces.show_first_run()

    @Slot()
    def end_first_run(self) -> None:
        self._faces.show_dashboard()

    # A file to import

    def show_import(self, services: Sequence[Service], file: str) -> ImportPage:
        """In place of the dashboard until it is imported or closed; the app answers what the page asks for."""
        return self._faces.show_import(services, file)

    @property
    def import_page(self) -> ImportPage | None:
        return self._faces.import_page

    @Slot()
    def _show_usage(self) -> None:
        self._choose_page("usage")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = dropped_file(event.mimeData())
        if file:
            event.acceptProposedAction()
            self.file_dropped.emit(file)

    # What a person asks for

    @Slot(object)
    def _change_period(self, view: View) -> None:
        """From the top bar: another period brings the step of time that suits it."""
        other = (view.lookback, view.custom) != (self._view.lookback, self._view.custom)
        self._change_view(stepped(view) if other else view)

    @Slot(object)
    def _change_view(self, view: View) -> None:
        if view != self._view:
            self.show_view(view)
            self.view_changed.emit(view)

    @Slot()
    def _look_further_back(self) -> None:
        self._change_view(stepped(replace(self._view, lookback=Lookback.MONTH_OF_DAYS)))

    @Slot(str)
    def _show_only(self, channel: str) -> None:
        self._change_view(replace(self._view, channels=(channel,)))

    @Slot(str)
    def _chart_only(self, channel: str) -> None:
        self._show_only(channel)
        self._choose_page("charts")

    @Slot(str)
    def _choose_page(self, name: str) -> None:
        self.show_page(name)
        self.preferences_changed.emit({"page": self.current_page})

    @Slot()
    def _open_accounts(self) -> None:
        self._choose_page("accounts")

    @Slot()
    def _ask_for_settings(self) -> None:
        self.settings_requested.emit()

    @Slot()
    def _ask_for_csv(self) -> None:
        self.export_requested.emit(FileKind.CSV)

    @Slot()
    def _ask_to_import(self) -> None:
        self.import_requested.emit()

    @Slot()
    def show_shortcuts(self) -> None:
        from usage_tracker_gui.ui.frame.shortcuts import ShortcutList  # seldom needed

        if self.shortcut_list is None:
            self.shortcut_list = ShortcutList(self)
        self.shortcut_list.show()
        self.shortcut_list.raise_()

    @Slot()
    def _ask_to_quit(self) -> None:
        self.quit_requested.emit()

    # The window itself

    @Slot()
    def _tick(self) -> None:
        self.top_bar.tick()
        self.shelf.tick()

    def _restore_geometry(self, saved: str) -> None:
        if not (saved and self.restoreGeometry(QByteArray.fromBase64(saved.encode("ascii", "ignore")))):
            self.resize(COMFORTABLE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._ticker.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()  # nobody looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side_bar.set_narrow(self.width() < NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.preferences_changed.emit({"window_geometry": geometry, "page": self.current_page})
        if self._kept_in_tray:
            event.ignore()
            self.hide()
            return
        super().closeEvent(event)
        self.quit_requested.emit()


def _column(parent: QWidget | None = None) -> QVBoxLayout:
    column = QVBoxLayout(parent) if parent else QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
