"""The real window once its history is read, and the processor time that it takes from then on.

    python -m benchmarks.resting_window BASE_URL FOLDER SECONDS

First for SECONDS of watching, then for SECONDS while the watch is paused. Prints `Rested` as JSON.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from benchmarks.surroundings import workspace_in
from usage_tracker_gui.app.arguments import Arguments
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.app.show import FirstFrame
from usage_tracker_gui.ui.look.theme import apply_theme

SETTLING = 5.0  # seconds at most: what the first pass left to do


@dataclass(frozen=True, slots=True)
class Rested:
    """Milliseconds of processor time, of all threads together, in a minute."""

    watching: float
    paused: float


class Meter(QObject):
    pause_wanted = Signal(bool)
    done = Signal()

    def __init__(self, seconds: float, parent: QObject) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._taken: list[float] = []

    @Slot()
    def start(self) -> None:
        if not self._taken:
            QTimer.singleShot(int(min(SETTLING, self._seconds) * 1000), self._watch)

    @property
    def rested(self) -> Rested:
        began, halfway, ended = self._taken
        a_minute = 60 * 1000 / self._seconds
        return Rested((halfway - began) * a_minute, (ended - halfway) * a_minute)

    @Slot()
    def _watch(self) -> None:
        self._take()
        QTimer.singleShot(int(self._seconds * 1000), self._pause)

    @Slot()
    def _pause(self) -> None:
        self._take()
        self.pause_wanted.emit(True)
        QTimer.singleShot(int(self._seconds * 1000), self._end)

    @Slot()
    def _end(self) -> None:
        self._take()
        self.done.emit()

    def _take(self) -> None:
        self._taken.append(time.process_time())


def rest(base_url: str, folder: Path, seconds: float) -> Rested:
    app = QApplication(sys.argv[:1])
    desktop = Desktop(workspace_in(folder, base_url), Arguments(), apply_theme(app, "light"))
    meter = Meter(seconds, app)
    frame = FirstFrame(desktop.window)
    frame.painted.connect(desktop.begin)
    desktop.settled.connect(meter.start)
    meter.pause_wanted.connect(desktop.window.pause_toggled)
    meter.done.connect(desktop.quit)
    with desktop.log:
        desktop.show()
        app.exec()
    return meter.rested


def main(base_url: str, folder: str, seconds: str) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(rest(base_url, Path(folder), float(seconds))))


if __name__ == "__main__":
    main(*sys.argv[1:])
