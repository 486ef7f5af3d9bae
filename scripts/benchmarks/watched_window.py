"""The real window with its workers, and a pulse that notes how long its event loop was away.

    python -m benchmarks.watched_window BASE_URL FOLDER SECONDS [traced]

First while history is read as far as it goes, then for SECONDS while the watch is paused. Prints `Watched` as JSON.
Traced, it also tells what every thread was at when the event loop had been away for long.
"""

from __future__ import annotations

import faulthandler
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

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

    def __init__(self, idle_seconds: float, traces: TextIO | None, parent: QObject) -> None:
        super().__init__(parent)
        self._traces = traces
        self.syncing: list[float] = []
        self.idle: list[float] = []
        self.seconds = 0.0
        self._gaps = self.syncing
        self._idle_seconds = idle_seconds
        self._began = self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    @Slot()
    def start(self) -> None:
        self._began = self._last = time.perf_counter()
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
        self._gaps.append((now - self._last) * 1000)
        self._last = now
        if self._traces is not None:
            faulthandler.dump_traceback_later(LONG, file=self._traces)


def watch(base_url: str, folder: Path, idle_seconds: float, traces: TextIO | None = None) -> Watched:
    app = QApplication(sys.argv[:1])
    workspace = workspace_in(folder, base_url)
    desktop = Desktop(workspace, Arguments(), apply_theme(app, "light"))
    pulse = Pulse(idle_seconds, traces, app)
    frame = FirstFrame(desktop.window)
    frame.painted.connect(pulse.start)
    frame.painted.connect(desktop.begin)
    desktop.settled.connect(pulse.rest)
    pulse.pause_wanted.connect(desktop.window.pause_toggled)
    pulse.done.connect(desktop.quit)
    with desktop.log:
        desktop.show()
        app.exec()
    faulthandler.cancel_dump_traceback_later()
    with closing(sqlite3.connect(workspace.paths.database)) as db:
        rows = db.execute("SELECT count(*) FROM usage").fetchone()[0]
    return Watched(Gaps.of(pulse.syncing), Gaps.of(pulse.idle), pulse.seconds, rows)


def traced(base_url: str, folder: Path, idle_seconds: float) -> Watched:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as traces:
        watched = watch(base_url, folder, idle_seconds, traces)
        traces.seek(0)
        return replace(watched, stacks=traces.read())


def main(base_url: str, folder: str, idle_seconds: str, how: str = "") -> None:
    found = (traced if how else watch)(base_url, Path(folder), float(idle_seconds))
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
