"""A thread with one worker on it, started and stopped in the one order that is safe."""

from __future__ import annotations

from PySide6.QtCore import QMetaObject, Qt, QThread

from usage_tracker_gui.workers.worker import Worker

PATIENCE_MS = 10_000


class WorkerThread:
    def __init__(self, worker: Worker, name: str) -> None:
        self._worker = worker
        self._thread = QThread()
        self._thread.setObjectName(name)
        worker.moveToThread(self._thread)
        self._thread.started.connect(worker.start)

    def start(self) -> None:
        self._thread.start()

    def interrupt(self) -> None:
        """Ask for the end; the worker cleans up on its own thread."""
        if self._thread.isRunning():
            self._thread.requestInterruption()
            QMetaObject.invokeMethod(self._worker, "finish", Qt.ConnectionType.QueuedConnection)

    def wait(self) -> bool:
        """False when it did not end in time."""
        return self._thread.wait(PATIENCE_MS)
