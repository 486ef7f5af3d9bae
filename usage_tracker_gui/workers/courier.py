"""The courier: sends alerts out, on a thread of its own, so that a slow mail server holds up nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.tracking.workspace import Workspace

if TYPE_CHECKING:
    from usage_tracker_gui.store.store import Store
    from usage_tracker_gui.tracking.delivering import Deliveries

LOOK_EVERY_MS = 30_000  # for digests that are due, and for what failed

log = logging.getLogger(__name__)


class Courier(QObject):
    failed = Signal(str)  # said once for as long as a channel keeps failing

    def __init__(self, workspace: Workspace, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._workspace = workspace
        self._now = now
        self._store: Store | None = None
        self._deliveries: Deliveries | None = None
        self._timer: QTimer | None = None

    @Slot()
    def start(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.deliver)
        self._timer.start(LOOK_EVERY_MS)

    @Slot(object)
    def hear(self, collection: Collection) -> None:
        """New alerts are sent without waiting for the timer."""
        if collection.alerts and self._timer is not None:
            self._timer.start(0)

    @Slot()
    def deliver(self) -> None:
        if self._timer is None or QThread.currentThread().isInterruptionRequested():
            return
        from usage_tracker_gui.settings.errors import SettingsError
        from usage_tracker_gui.store.errors import StoreError

        try:
            for delivery in self._open().deliver(self._now()):
                if delivery.problem and delivery.is_news:
                    self.failed.emit(f"Alerts don't reach “{delivery.channel}”: {delivery.problem} It is tried again.")
        except (StoreError, SettingsError):
            self._close()  # the poller says so already; the next time may be better
        except Exception:
            log.exception("Sending alerts ended with a fault of ours")
            self._close()
        self._timer.start(LOOK_EVERY_MS)

    @Slot(object)
    def work_in(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._close()

    @Slot()
    def finish(self) -> None:
        self._close()
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()  # here, on the thread that made it
            self._timer = None
        self.thread().quit()

    def _open(self) -> Deliveries:
        if self._deliveries is None:
            from usage_tracker_gui.tracking.delivering import Deliveries

            self._store = self._workspace.open_store()
            self._deliveries = Deliveries(self._workspace, self._store)
        return self._deliveries

    def _close(self) -> None:
        self._deliveries = None
        if self._store is not None:
            with suppress(Exception):
                self._store.close()
            self._store = None
