"""The real window with its workers, and a pulse that notes how long its event loop was away.

    python -m benchmarks.watched_window BASE_URL FOLDER SECONDS [traced]

First while history is read as far as it goes, then for SECONDS while the watch is paused. Prints `Watched` as JSON.
Traced, it also tells what every thread was at when the event loop had been away for long.
"""

from __future__ import annotations

import sqlite3
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from benchmarks.figure import percentile
from benchmarks.surroundings import workspace_in
from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.app.show import FirstFrame
from usage_tracker_gui.ui.look.theme import apply_theme

LONG = 0.03  # seconds: what is told of a traced window


@dataclass(frozen=True, slots=True)
class Gaps:
    """Milliseconds between two turns of an event loop that was asked to turn every millisecond."""

    p99: float
    worst: float

    @classmethod
    def of(cls, gaps: Sequence[float]) -> Gaps:
        return cls(percentile(gaps, 0.99), max(gaps))


@dataclass(frozen=True, slots=True)
class Watched:
    syncing: Gaps
    idle: Gaps
    seconds: float  # that the sync took
    rows: int
    stacks: str = ""


class Pulse(QObject):
    """Notes gaps from the first frame on; once history is read, those of a paused window."""

    pause_wanted = Signal(bool)
    done = Signal()

    def __init__(self, idle_seconds: float, parent: QObject) -> None:
        super().__init__(parent)
        self.syncing: list[float] = []
        self.idle: list[float] = []
        self.seconds = 0.0
        self._gaps = self.syncing
        self._idle_seconds = idle_seconds
        self._began = self.last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    @Slot()
    def start(self) -> None:
        self._began = self.last = time.perf_counter()
        self._timer.start()

    @Slot()
    def rest(self) -> None:
        if self._gaps is self.idle:
            return
        self.seconds = time.perf_counter() - self._began
        self.pause_wanted.emit(True)
        self._gaps = self.idle
        QTimer.singleShot(int(self._idle_seconds * 1000), self.done.emit)

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append((now - self.last) * 1000)
        self.last = now


class Tracer(Thread):
    """Notes what every thread is at when the pulse stands still, as soon as Python's lock is free to do so."""

    def __init__(self, pulse: Pulse) -> None:
        super().__init__(name="tracer", daemon=True)
        self._pulse = pulse
        self.stacks: list[str] = []

    def run(self) -> None:
        told = 0.0
        while True:
            time.sleep(LONG / 5)
            last = self._pulse.last
            if last and last != told and time.perf_counter() - last > LONG:
                told = last
                self.stacks.append(self._what_all_are_at())

    def _what_all_are_at(self) -> str:
        frames = [frame for thread, frame in sys._current_frames().items() if thread != self.ident]
        return "\n".join("".join(traceback.format_stack(frame)[-4:]) for frame in frames)


def watch(base_url: str, folder: Path, idle_seconds: float, how: str) -> Watched:
    app = QApplication(sys.argv[:1])
    workspace = workspace_in(folder, base_url)
    desktop = Desktop(workspace, Arguments(), apply_theme(app, "light"))
    pulse = Pulse(idle_seconds, app)
    tracer = Tracer(pulse)
    if how == "traced":
        tracer.start()
    frame = FirstFrame(desktop.window)
    frame.painted.connect(pulse.start)
    frame.painted.connect(desktop.begin)
    desktop.settled.connect(pulse.rest)
    pulse.pause_wanted.connect(desktop.window.pause_toggled)
    pulse.done.connect(desktop.quit)
    with desktop.log:
        desktop.show()
        app.exec()
    with closing(sqlite3.connect(workspace.paths.database)) as db:
        rows = db.execute("SELECT count(*) FROM usage").fetchone()[0]
    return Watched(Gaps.of(pulse.syncing), Gaps.of(pulse.idle), pulse.seconds, rows, "\n---\n".join(tracer.stacks))


def main(base_url: str, folder: str, idle_seconds: str, how: str = "") -> None:
    found = watch(base_url, Path(folder), float(idle_seconds), how)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
