"""The poller: asks every account again and again, on a thread of its own, one pass at a time."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, QTimer, Signal, Slot

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.worker import Alarm, Worker

if TYPE_CHECKING:
    from usage_tracker_gui.workers.passes import Passes

HEARTBEAT_MS = 5_000
SLEPT = 30.0  # seconds that the wall clock ran ahead of a timer: the machine was asleep

log = logging.getLogger(__name__)


class Poller(Worker):
    """Signals cross to the main thread; slots are called through connections, `poke` from any thread."""

    looked = Signal(object)  # Collection of a quick look: what keys use per minute now, and new alerts
    collected = Signal(object)  # Collection, that one and each of older or late data
    accounts_read = Signal(object)  # tuple[AccountStatus, ...]
    progressed = Signal(object)  # Progress of older history
    prices_updated = Signal()
    settled = Signal()  # nothing more is missing for now
    failed = Signal(str)  # '' when it goes well again

    def __init__(self, workspace: Workspace, now: Callable[[], datetime]) -> None:
        super().__init__(workspace, now)
        self._paused = False
        self._has_failed = False
        self._poked = threading.Event()
        self._passes: Passes | None = None
        self._alarm = Alarm()
        self._heartbeat: QTimer | None = None
        self._beat = (0.0, 0.0)

    def _begin(self) -> None:
        self._alarm.begin(self, self.poll)
        self._heartbeat = QTimer(self)
        self._heartbeat.timeout.connect(self._notice_sleep)
        self._beat = (time.monotonic(), time.time())
        self._heartbeat.start(HEARTBEAT_MS)
        self._alarm.ring_in(0)

    def poke(self) -> None:
        """Ask for a pass as soon as the running one can yield. Callable from any thread."""
        self._poked.set()

    @Slot()
    def poll(self) -> None:
        """One pass: what is new first, then older history until the next pass is due."""
        if self._alarm.is_silent:
            return
        self._poked.clear()
        began = time.monotonic()
        if not self._paused:
            self._pass(began + self._interval)
        if self._stopping():
            return
        left = began + self._interval - time.monotonic()
        self._alarm.ring_in(0 if self._poked.is_set() else max(0, int(left * 1000)))

    @Slot()
    def poll_at_once(self) -> None:
        """After sleep, a network change, or a person's wish: old pauses are forgiven."""
        if self._passes is not None:
            self._passes.pacing.forgive()
        self._alarm.ring_in(0)

    @Slot(bool)
    def pause(self, paused: bool) -> None:
        self._paused = paused
        if not paused:
            self.poll_at_once()

    @Slot()
    def judge_anew(self) -> None:
        """Budgets were changed: the next pass holds them against what is spent."""
        if self._passes is not None:
            self._passes.judge_anew()

    def _change(self) -> None:
        """Settings have changed; the next pass goes by them."""
        self._close()
        self.poll_at_once()

    def _end(self) -> None:
        self._close()
        self._alarm.end()
        if self._heartbeat is not None:
            self._heartbeat.stop()
            self._heartbeat.deleteLater()  # here, on the thread that made it
            self._heartbeat = None

    @property
    def _interval(self) -> float:
        return float(self._workspace.preferences.interval_seconds)

    def _pass(self, due_again: float) -> None:
        from usage_tracker_gui.store.errors import StoreError

        def should_yield() -> bool:
            return self._stopping() or self._poked.is_set() or time.monotonic() >= due_again

        try:
            passes = self._open()
            seen = passes.touch(self._stopping)
            self.looked.emit(seen)
            self.collected.emit(seen)
            self.accounts_read.emit(passes.statuses())
            for collection in passes.in_depth(self._stopping, should_yield, self.progressed.emit):
                self.collected.emit(collection)
            self.accounts_read.emit(passes.statuses())
            self._tell_problem("")
            if not should_yield():
                self.settled.emit()
                self._update_prices(passes)
        except (StoreError, SettingsError) as error:
            self._close()
            self._tell_problem(str(error))
        except Exception:
            log.exception("A pass ended with a fault of ours")
            self._close()
            self._tell_problem("Reading usage failed through a fault of ours; the log has the details, and it goes on.")

    def _update_prices(self, passes: Passes) -> None:
        if passes.update_prices():
            self.prices_updated.emit()

    def _tell_problem(self, sentence: str) -> None:
        """'' once, when what was told is over."""
        if sentence or self._has_failed:
            self.failed.emit(sentence)
        self._has_failed = bool(sentence)

    def _open(self) -> Passes:
        if self._passes is None:
            from usage_tracker_gui.workers.passes import Passes

            self._passes = Passes(self._workspace, self._now)
            gc.freeze()  # the libraries that this needed stay: no collection stops the window to look through them
        return self._passes

    def _close(self) -> None:
        if self._passes is not None:
            self._passes.close()
            self._passes = None

    def _stopping(self) -> bool:
        return QThread.currentThread().isInterruptionRequested()

    @Slot()
    def _notice_sleep(self) -> None:
        monotonic, wall = time.monotonic(), time.time()
        ahead = (wall - self._beat[1]) - (monotonic - self._beat[0])
        late = (monotonic - self._beat[0]) - HEARTBEAT_MS / 1000
        self._beat = (monotonic, wall)
        if abs(ahead) > SLEPT or late > SLEPT:
            self.poll_at_once()
