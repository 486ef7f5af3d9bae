"""Who serves the tray: shows it what the window shows, and notifies of alerts outside of quiet hours."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.domain.quiet import is_quiet
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.tray import Tray


class TrayDesk(QObject):
    def __init__(self, workspace: Workspace, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = workspace.preferences
        self.tray = Tray(self)
        self.tray.open_requested.connect(window.bring_to_front)
        self.tray.alert_opened.connect(window.show_alert_target)
        self.tray.show()
        self.work_in(workspace)

    @Slot(object)
    def work_in(self, workspace: Workspace) -> None:
        self._preferences = workspace.preferences
        self._window.keep_in_tray(workspace.preferences.minimize_to_tray)

    @Slot(object)
    def show_collection(self, collection: Collection) -> None:
        self.tray.show_collection(collection)
        for alert in collection.alerts:
            self._notify(alert)

    def _notify(self, alert: Alert) -> None:
        preferences = self._preferences
        if preferences.notifications and not is_quiet(alert.at, preferences.timezone, preferences.quiet_span):
            self.tray.show_alert(alert)
