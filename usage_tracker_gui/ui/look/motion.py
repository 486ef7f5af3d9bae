"""Whether things may move: not where the system asks for less motion, and not where nobody looks.

Qt does not tell, so each system is asked in its own words: Windows and macOS answer at once, the desktop portal of
Linux in its own time, and until then nothing moves.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher

UNSEEN = frozenset({"offscreen", "minimal"})  # Qt's platforms without a screen
# Namespace and key of the portal's settings, and what stands there when less motion is wanted.
PORTAL = (
    ("org.freedesktop.appearance", "reduced-motion", 1),
    ("org.gnome.desktop.interface", "enable-animations", False),
    ("org.kde.kdeglobals.KDE", "AnimationDurationFactor", "0"),
)
CLIENT_AREA_ANIMATION = 0x1042  # SPI_GETCLIENTAREAANIMATION
PATIENCE_MS = 2000


class Motion(QObject):
    """One for the application; asks when it is first wanted, after the first frame."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_wanted = False
        self._unanswered: set[int] = set()
        self._objections = 0
        if QGuiApplication.platformName() in UNSEEN:
            return
        if sys.platform == "win32":
            self._is_wanted = _windows_animates()
        elif sys.platform == "darwin":
            self._is_wanted = _mac_animates()
        else:
            self._ask_portal()

    @property
    def is_wanted(self) -> bool:
        return self._is_wanted

    def _ask_portal(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            self._is_wanted = True
            return
        for at, (namespace, key, _less) in enumerate(PORTAL):
            call = QDBusMessage.createMethodCall(
                "org.freedesktop.portal.Desktop",
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.portal.Settings",
                "Read",
            )
            call.setArguments([namespace, key])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(call, PATIENCE_MS), self)
            watcher.setProperty("question", at)
            watcher.finished.connect(self._hear)
            self._unanswered.add(at)

    @Slot("QDBusPendingCallWatcher*")
    def _hear(self, watcher: QDBusPendingCallWatcher) -> None:
        """A desktop that does not know a setting has no objection."""
        at = int(watcher.property("question"))
        answer = watcher.reply().arguments()
        if not watcher.isError() and answer and _plain(answer[0]) == PORTAL[at][2]:
            self._objections += 1
        self._unanswered.discard(at)
        self._is_wanted = not self._unanswered and not self._objections
        watcher.deleteLater()


def motion() -> Motion:
    """The application's."""
    app = QCoreApplication.instance()
    assert app is not None
    found = app.property("motion")
    if not isinstance(found, Motion):
        found = Motion(app)
        app.setProperty("motion", found)
    return found


def _plain(value: object) -> object:
    """The portal wraps its values in variants, older ones twice."""
    while hasattr(value, "variant"):
        value = value.variant()
    return value


def _windows_animates() -> bool:
    import ctypes

    animates = ctypes.c_int(1)
    user32 = ctypes.windll.user32  # type: ignore[attr-defined]  # on Windows alone
    user32.SystemParametersInfoW(CLIENT_AREA_ANIMATION, 0, ctypes.byref(animates), 0)
    return bool(animates.value)


def _mac_animates() -> bool:
    """NSWorkspace.sharedWorkspace.accessibilityDisplayShouldReduceMotion, which Qt has loaded already."""
    import ctypes

    objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]

    def send(to: Any, name: bytes, result: Any) -> Any:
        call = ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
        return call(to, objc.sel_registerName(name))

    workspace = send(objc.objc_getClass(b"NSWorkspace"), b"sharedWorkspace", ctypes.c_void_p)
    asks_for_less = send(workspace, b"accessibilityDisplayShouldReduceMotion", ctypes.c_bool)
    return not asks_for_less
