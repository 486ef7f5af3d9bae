"""A thread with one worker on it, started and stopped in the one order that is safe."""

from __future__ import annotations

from PySide6.QtCore import QMetaObject, QObject, Qt, QThread

PATIENCE_MS = 10_000


class WorkerThread:
    """`worker` needs two slots: `start`, which runs first on the thread, and `finish`, which runs last."""

    def __init__(self, worker: QObject, name: str) -> None:
        self.worker = worker
        self._thread = QThread()
        self._thread.setObjectName(name)
        worker.moveToThread(self._thread)
        self._thread.started.connect(worker.start)  # type: ignore[attr-defined]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> bool:
        """Interrupt, let the worker clean up on its own thread, and wait. False when it did not end in time."""
        if not self._thread.isRunning():
            return True
        self._thread.requestInterruption()
        QMetaObject.invokeMethod(self.worker, "finish", Qt.ConnectionType.QueuedConnection)
        return self._thread.wait(PATIENCE_MS)
