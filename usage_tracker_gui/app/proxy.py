"""Follows the proxy of the settings, so that a change takes effect with the next question to a service."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Slot

from usage_tracker_gui.settings.proxy import SettingsProxy
from usage_tracker_gui.tracking.workspace import Workspace


class Proxy(QObject):
    """Connected before any worker is, so that it is in force when a worker opens its clients anew."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proxy = SettingsProxy(os.environ)
        self.follow(workspace)

    @Slot(object)
    def follow(self, workspace: Workspace) -> None:
        self._proxy.use(workspace.preferences.proxy)
