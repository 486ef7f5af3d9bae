"""The desktop: one object that hears every wish of the window and the tray and passes it to the worker it is for."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from usage_tracker_gui.app.arguments import Arguments, theme_choice
from usage_tracker_gui.settings import settings_file
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.snapshot import load_snapshot
from usage_tracker_gui.ui.language.conventions import show_currency
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.main_window import MainWindow

if TYPE_CHECKING:  # what is imported here costs the first frame nothing; the rest is imported where it is used
    from PySide6.QtWidgets import QWidget

    from usage_tracker_gui.app.first_run_desk import FirstRunDesk
    from usage_tracker_gui.app.page_desks import PageDesks
    from usage_tracker_gui.app.settings_window import SettingsWindow
    from usage_tracker_gui.app.threads import Threads
    from usage_tracker_gui.app.tray_desk import TrayDesk
    from usage_tracker_gui.domain.account import AccountStatus
    from usage_tracker_gui.domain.collection import Collection
    from usage_tracker_gui.domain.report import Report, View
    from usage_tracker_gui.settings.preferences import Preferences
    from usage_tracker_gui.tracking.workspace import Workspace
    from usage_tracker_gui.ui.look.theme import Theme


LOG = "usage-tracker-gui"


OF_THE_WINDOW = frozenset({"page", "window_geometry", "usage_columns", "dismissed_version"})


def system_now() -> datetime:
    return datetime.now(UTC)


class Desktop(QObject):
    """Lives on the main thread. `begin` starts the workers once the first frame is there."""

    view_chosen = Signal(object)
    workspace_changed = Signal(object)
    paused = Signal(bool)
    refresh_wanted = Signal()
    acknowledged = Signal(object)
    statuses_changed = Signal(object)
    settled = Signal()  # history is read as far as it goes
    reported = Signal(object)  # Report, once the window shows it

    def __init__(
        self,
        workspace: Workspace,
        arguments: Arguments,
        theme: Theme,
        now: Callable[[], datetime] = system_now,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self._arguments = arguments
        self._theme = theme
        self._now = now
        self._tray: TrayDesk | None = None
        self._settings: SettingsWindow | None = None
        self.desks: PageDesks | None = None
        self._first_run: FirstRunDesk | None = None
        self._statuses: tuple[AccountStatus, ...] | None = None
        self.log = ExitStack()  # holds the log open, from `begin` on
        snapshot = load_snapshot(workspace.paths.snapshot)
        self._is_first_run = snapshot is None and self._knows_no_account()
        services = workspace.services if self._is_first_run else snapshot.services if snapshot else ()
        self.window = MainWindow(workspace.preferences, services, now=now)
        if snapshot is not None:
            self.window.show_report(snapshot.report)
        if self._is_first_run:
            self.window.show_first_run()
        if arguments.page and arguments.page != "settings":
            self.window.show_page(arguments.page)
        self._connect_window()

    def _knows_no_account(self) -> bool:
        """Asked before the database is open: a folder without one, and no credential in the environment."""
        workspace = self.workspace
        if workspace.database != workspace.paths.database or workspace.paths.database.exists():
            return False
        return not any(workspace.has_environment_secret(service) for service in workspace.services)

    # Start and end

    @Slot()
    def begin(self) -> None:
        """The first frame is painted: now log and tray; then, a turn of the event loop each, desks and workers."""
        from usage_tracker_gui.settings.logs import logging_to
        from usage_tracker_gui.ui.tray import Tray

        gc.freeze()  # the modules and widgets there are stay: no later collection, however long, looks at them again
        gc.enable()
        workspace = self.workspace
        file = workspace.paths.log_of(LOG)
        self.log.enter_context(logging_to(file, workspace.preferences.log_level, workspace.scrubber))
        if Tray.is_available():
            self._open_tray()
        if self._is_first_run:
            self._ask_first_question()
        QTimer.singleShot(0, self._open_desks)

    @Slot()
    def _open_desks(self) -> None:
        """Who serves the pages, the files that go out and come in, and questions about the program."""
        from usage_tracker_gui.app.files_desk import FilesDesk
        from usage_tracker_gui.app.help_desk import HelpDesk
        from usage_tracker_gui.app.page_desks import PageDesks

        self.desks = PageDesks(self.workspace, self.window, self.threads, self._now)
        self.desks.show_accounts(self._statuses or ())
        self.desks.alert_settings_requested.connect(self.show_alert_settings)
        self.files = FilesDesk(self.workspace, self.window, self.threads.porter, self._now)
        self.files.imported.connect(self.threads.reporter.refresh)
        dismissed = self.workspace.preferences.dismissed_version
        self.help = HelpDesk(self.window, self.threads.herald, str(self.workspace.paths.data), dismissed)
        self.help.data_folder_opened.connect(self._open_data_folder)
        QTimer.singleShot(0, self._start_workers)

    @Slot()
    def _start_workers(self) -> None:
        """Last: what they import on their threads makes everything here slow for half a second."""
        from usage_tracker_gui.app.network import Network

        self._network = Network(self)
        self._network.returned.connect(self._refresh)
        self.threads.start()

    @cached_property
    def threads(self) -> Threads:
        """Made when they are first wanted, after the first frame."""
        from usage_tracker_gui.app.threads import Threads

        threads = Threads(self.workspace, self.window.view, self._now)
        self._connect_workers(threads)
        return threads

    def show(self) -> None:
        """A minimized start hides in the tray; without one the window stays reachable."""
        if not (self._arguments.minimized or self.workspace.preferences.start_minimized):
            self.window.show()
            return
        from usage_tracker_gui.ui.tray import Tray

        if not Tray.is_available():
            self.window.showMinimized()

    @Slot(bool)
    def end(self, done: bool) -> None:
        self._leave(0 if done else 1)

    @Slot()
    def quit(self) -> None:
        self._leave(0)

    def _leave(self, code: int) -> None:
        if self._tray is not None:
            self._tray.tray.hide()
        self.window.hide()
        self.threads.stop()
        QCoreApplication.exit(code)

    def _open_tray(self) -> None:
        from usage_tracker_gui.app.tray_desk import TrayDesk

        self._tray = TrayDesk(self.workspace, self.window)
        self.workspace_changed.connect(self._tray.work_in)
        tray = self._tray.tray
        self.reported.connect(tray.show_report)
        self.paused.connect(tray.set_paused)
        tray.refresh_requested.connect(self._refresh)
        tray.pause_toggled.connect(self._pause)
        tray.settings_requested.connect(self.show_settings)
        tray.quit_requested.connect(self.quit)

    # Connections

    def _connect_window(self) -> None:
        window = self.window
        window.view_changed.connect(self.view_chosen)
        window.refresh_requested.connect(self._refresh)
        window.pause_toggled.connect(self._pause)
        window.settings_requested.connect(self.show_settings)
        window.quit_requested.connect(self.quit)
        window.alerts_acknowledged.connect(self.acknowledged)
        window.preferences_changed.connect(self._remember)

    def _connect_workers(self, threads: Threads) -> None:
        reporter, poller, clerk = threads.reporter, threads.poller, threads.clerk
        self.view_chosen.connect(reporter.show_view)
        self.acknowledged.connect(reporter.acknowledge)
        self.window.alert_snoozed.connect(reporter.snooze)
        self.statuses_changed.connect(reporter.show_accounts)
        self.refresh_wanted.connect(poller.poll_at_once)
        self.paused.connect(poller.pause)
        for worker in (reporter, poller, clerk, threads.porter, threads.courier, threads.herald):
            self.workspace_changed.connect(worker.work_in)
        reporter.ready.connect(self._show_report)
        reporter.failed.connect(self.window.show_problem)
        poller.looked.connect(self._show_collection)
        poller.collected.connect(reporter.refresh)
        poller.collected.connect(threads.courier.hear)
        poller.accounts_read.connect(self._show_accounts)
        poller.progressed.connect(self._show_progress)
        poller.settled.connect(self._settle)
        poller.failed.connect(self.window.show_problem)
        threads.courier.failed.connect(self.window.show_problem)
        clerk.accounts_changed.connect(self._refresh)
        clerk.failed.connect(self._show_account_problem)

    # What workers tell

    @Slot(object)
    def _show_report(self, report: Report) -> None:
        self.window.show_report(report)
        if self._settings is not None:
            self._settings.show_report(report)
        self.reported.emit(report)

    @Slot(object)
    def _show_collection(self, collection: Collection) -> None:
        self.window.show_collection(collection)
        if self._tray is not None:
            self._tray.show_collection(collection)

    @Slot(object)
    def _show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        if not statuses and not self._is_first_run:
            self._is_first_run = True
            self._ask_first_question()
        if statuses != self._statuses:
            self._statuses = statuses
            self.statuses_changed.emit(statuses)
            for desk in (self._settings, self.desks):
                if desk is not None:
                    desk.show_accounts(statuses)

    @Slot(object)
    def _show_progress(self, progress: Any) -> None:
        share = int(100 * progress.done / progress.total) if progress.total else 100
        text = translate(
            "Progress", "Reading older history of {account}: {part} %", account=progress.account, part=share
        )
        self.window.show_progress(text)

    @Slot()
    def _settle(self) -> None:
        self.window.show_progress("")
        self.settled.emit()

    # What the window asks for

    @Slot()
    def _refresh(self) -> None:
        self.threads.poller.poke()
        self.refresh_wanted.emit()

    @Slot(bool)
    def _pause(self, paused: bool) -> None:
        self.window.set_paused(paused)
        self.paused.emit(paused)

    @Slot(object)
    def _remember(self, changes: dict[str, Any]) -> None:
        """Small things that the window remembers, such as the last page. No worker needs to know."""
        try:
            preferences = settings_file.change(self.workspace.paths.settings, **changes)
        except SettingsError as error:
            self.window.show_problem(str(error))
            return
        self.workspace = replace(self.workspace, preferences=preferences)

    # First run

    @Slot()
    def _ask_first_question(self) -> None:
        """Also how another account is added while there is none to look at."""
        if self._first_run is None:
            from usage_tracker_gui.app.first_run_desk import FirstRunDesk

            self._first_run = FirstRunDesk(self.workspace, self.window, self.threads.clerk)
            self._first_run.finished.connect(self._refresh)
            self._first_run.demo_started.connect(self.quit)
        self.window.show_first_run()

    @Slot(str, str)
    def _show_account_problem(self, _name: str, sentence: str) -> None:
        """Where nobody nearer to it shows it: no dialog, no first question."""
        hearer = self.desks.accounts if self.desks is not None else None
        if hearer is None and self._settings is None and self._first_run is None:
            self.window.show_problem(sentence)

    # Settings

    @Slot()
    def show_settings(self) -> None:
        if self._settings is None:
            from usage_tracker_gui.app.settings_window import SettingsWindow

            self._settings = SettingsWindow(self.workspace, self.window, self.threads.clerk, self.threads.courier)
            self._settings.preferences_changed.connect(self._apply)
            self._settings.data_folder_opened.connect(self._open_data_folder)
            self._settings.account_requested.connect(self._ask_first_question)
            self._settings.section_requested.connect(self.window.shelf.show_section)
            if (shown := self.window.shelf.shown()) is not None:
                self._settings.show_report(shown[0])
        self._settings.open(self.workspace.preferences, self._statuses or ())

    @Slot()
    def show_alert_settings(self) -> None:
        self.show_settings()
        if self._settings is not None:
            self._settings.show_alerts()

    @property
    def settings_dialog(self) -> QWidget:
        return self._settings.dialog if self._settings is not None else self.window

    @Slot(object)
    def _apply(self, preferences: Preferences) -> None:
        """Saved, and in force at once."""
        before = self.workspace.preferences
        try:
            settings_file.change(self.workspace.paths.settings, **_changed(before, preferences))
        except SettingsError as error:
            self.window.show_problem(str(error))
        self.workspace = replace(self.workspace, preferences=preferences)
        self._theme.choose(theme_choice(self._arguments, preferences))
        show_currency(preferences.currency, preferences.currency_rate)  # the report that follows is drawn in it
        self.workspace_changed.emit(self.workspace)
        if self._settings is not None and preferences.start_at_login != before.start_at_login:
            self._settings.start_at_login(preferences.start_at_login)
        self._show_changed_view(before, preferences)

    def _show_changed_view(self, before: Preferences, after: Preferences) -> None:
        """The view follows the settings only where they changed: the rest is the person's choice of the moment."""
        from usage_tracker_gui.ui.frame.opening_view import opening_view

        if opening_view(before) != opening_view(after):
            view: View = opening_view(after)
            self.window.show_view(view)
            self.view_chosen.emit(view)

    @Slot()
    def _open_data_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.workspace.paths.data)))


def _changed(before: Preferences, after: Preferences) -> dict[str, Any]:
    """Only what a person changed: the window remembers its own small things in the same file."""
    return {
        field.name: getattr(after, field.name)
        for field in fields(after)
        if getattr(after, field.name) != getattr(before, field.name) and field.name not in OF_THE_WINDOW
    }
