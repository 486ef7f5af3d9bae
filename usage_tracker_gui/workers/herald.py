"""The herald: tells whether there is a newer version, on a thread of its own, so that a slow feed holds up nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal, Slot

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.worker import Alarm, Worker

if TYPE_CHECKING:
    from usage_tracker_gui.tracking.daily_release import DailyRelease

AFTER_START_MS = 10_000  # the first seconds are for what a person came to see
LOOK_EVERY_MS = 10 * 60_000

log = logging.getLogger(__name__)


class Herald(Worker):
    told = Signal(object)  # ReleaseNews, whenever somebody looked or the settings changed

    def __init__(self, workspace: Workspace, now: Callable[[], datetime], after_start_ms: int = AFTER_START_MS) -> None:
        super().__init__(workspace, now)
        self.after_start_ms = after_start_ms
        self._daily: DailyRelease | None = None
        self._alarm = Alarm()

    def _begin(self) -> None:
        self._alarm.begin(self, self._tell)
        self._alarm.ring_in(self.after_start_ms)

    def _change(self) -> None:
        """Settings have changed: somebody may have switched it off, or named another feed."""
        self._daily = None
        self._alarm.ring_in(0)

    def _end(self) -> None:
        self._alarm.end()

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
        self._alarm.ring_in(LOOK_EVERY_MS)

    def _open(self) -> DailyRelease:
        if self._daily is None:
            from usage_tracker_gui.tracking.daily_release import DailyRelease  # HTTP: not wanted before the first frame

            self._daily = DailyRelease(self._workspace)
        return self._daily
