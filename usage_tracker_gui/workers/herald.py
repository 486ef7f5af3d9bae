"""The herald: tells whether there is a newer version, on a thread of its own, so that a slow feed holds up nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.workspace import Workspace

if TYPE_CHECKING:
    from usage_tracker_gui.tracking.daily_release import DailyRelease

AFTER_START_MS = 10_000  # the first seconds are for what a person came to see
LOOK_EVERY_MS = 10 * 60_000

log = logging.getLogger(__name__)


class Herald(QObject):
    told = Signal(object)  # ReleaseNews, whenever somebody looked or the settings changed

    def __init__(self, workspace: Workspace, now: Callable[[], datetime], after_start_ms: int = AFTER_START_MS) -> None:
        super().__init__()
        self._workspace = workspace
        self._now = now
        self.after_start_ms = after_start_ms
        self._daily: DailyRelease | None = None
        self._timer: QTimer | None = None

    @Slot()
    def start(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._timer.start(self.after_start_ms)

    @Slot(object)
    def work_in(self, workspace: Workspace) -> None:
        """Settings have changed: somebody may have switched it off, or named another feed."""
        self._workspace = workspace
        self._daily = None
        if self._timer is not None:
            self._timer.start(0)

    @Slot()
    def finish(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()  # here, on the thread that made it
            self._timer = None
        self.thread().quit()

    @Slot()
    def _tell(self) -> None:
        """What is known already, then what a look brings, when one is due."""
        try:
            daily, now = self._open(), self._now()
            self.told.emit(daily.news(now))
            if daily.is_due(now):
                self.told.emit(daily.look(now, QThread.currentThread().isInterruptionRequested))
        except SettingsError as error:
            log.warning("%s", error)
        if self._timer is not None:
            self._timer.start(LOOK_EVERY_MS)

    def _open(self) -> DailyRelease:
        if self._daily is None:
            from usage_tracker_gui.tracking.daily_release import DailyRelease  # HTTP: not wanted before the first frame

            self._daily = DailyRelease(self._workspace)
        return self._daily
