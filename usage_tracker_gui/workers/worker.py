"""What lives on a thread of its own, and the timer that it may have there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Slot

from usage_tracker_gui.tracking.workspace import Workspace


class Worker(QObject):
    """Its slots run on its thread: `start` as the first, `finish` as the last.

    Workers fill in `_begin`, `_end` and `_change` and leave the slots alone: PySide runs a slot that a subclass
    overrides on the thread that made the connection.
    """

    def __init__(self, workspace: Workspace, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._workspace = workspace
        self._now = now

    @Slot()
    def start(self) -> None:
        self._begin()

    @Slot()
    def finish(self) -> None:
        self._end()
        self.thread().quit()

    @Slot(object)
    def work_in(self, workspace: Workspace) -> None:
        """Settings have changed: another zone, other prices, or another database."""
        self._workspace = workspace
        self._change()

    def _begin(self) -> None:
        """Prepares what lasts; nothing for those that open what they need when they are asked for something."""

    def _end(self) -> None:
        """Closes what is open."""

    def _change(self) -> None:
        """Lets go of what came from the workspace before."""


class Alarm:
    """Rings once after each `ring_in`. Before `begin` and after `end` it is silent.

    A timer belongs to the thread that makes it: all is called on the worker's.
    """

    def __init__(self) -> None:
        self._timer: QTimer | None = None

    @property
    def is_silent(self) -> bool:
        return self._timer is None

    def begin(self, worker: QObject, ring: Callable[[], None]) -> None:
        """`ring` is a slot of the worker."""
        self._timer = QTimer(worker)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(ring)

    def ring_in(self, ms: int) -> None:
        """In place of the ring that was awaited."""
        if self._timer is not None:
            self._timer.start(ms)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None
