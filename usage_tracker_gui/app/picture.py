"""`--screenshot`: wait until the window has data, write a PNG of it, and end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.domain.report import Report

SETTLE_MS = 700  # charts are made and drawn after the data is there
PATIENCE_MS = 90_000


class Picture(QObject):
    """`is_complete` means that no more history is to come, or that there is no account to wait for."""

    taken = Signal(bool)

    def __init__(self, file: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = file
        self._target: QWidget | None = None
        self._complete = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._take)
        self._limit.start(PATIENCE_MS)

    def of(self, target: QWidget) -> None:
        self._target = target

    @Slot()
    def complete(self) -> None:
        self._complete = True
        self._timer.start(3 * SETTLE_MS)

    @Slot(object)
    def show_report(self, report: Report) -> None:
        if self._complete:
            self._timer.start(SETTLE_MS)

    @Slot()
    def _take(self) -> None:
        self._limit.stop()
        saved = self._target is not None and self._target.grab().save(str(self._file), "PNG")
        self.taken.emit(bool(saved))
