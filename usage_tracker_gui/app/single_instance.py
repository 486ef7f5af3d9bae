"""One window for each data folder: a second start raises the first one and ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

LOCK = "window.lock"
PATIENCE_MS = 1000
RAISE = b"raise\n"


class SingleInstance(QObject):
    """The first one holds a lock in the data folder. It hears the others from `listen` on, when it has a window."""

    raised = Signal()  # another start asked for this window

    def __init__(self, data_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = data_folder
        self._server: QLocalServer | None = None
        self._lock = QLockFile(str(data_folder / LOCK))
        self._lock.setStaleLockTime(0)  # however old: only the end of the process that holds it frees it

    def is_first(self) -> bool:
        """False when another window answered; it raises itself. Whoever holds the lock and does not answer is gone."""
        return self._lock.tryLock(0) or not self._raise_the_other()

    @Slot()
    def listen(self) -> None:
        """A socket left by a crash is cleared away."""
        from PySide6.QtNetwork import QLocalServer  # 5 ms that the first frame does not wait for

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    @property
    def _name(self) -> str:
        from hashlib import sha256

        return f"usage-tracker-{sha256(str(self._folder.resolve()).encode()).hexdigest()[:16]}"

    def _raise_the_other(self) -> bool:
        """It may be on the way to its first frame and not listen yet."""
        from PySide6.QtCore import QDeadlineTimer, QThread
        from PySide6.QtNetwork import QLocalSocket

        patience = QDeadlineTimer(PATIENCE_MS)
        socket = QLocalSocket(self)
        while True:
            socket.connectToServer(self._name)
            if socket.waitForConnected(PATIENCE_MS):
                socket.write(RAISE)
                socket.waitForBytesWritten(PATIENCE_MS)
                socket.disconnectFromServer()
                return True
            if patience.hasExpired():
                return False
            QThread.msleep(50)

    @Slot()
    def _answer(self) -> None:
        connection = self._server.nextPendingConnection() if self._server is not None else None
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            self.raised.emit()
