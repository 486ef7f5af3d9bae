"""The window appears: application, theme, one instance, first frame, event loop."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from usage_tracker_gui.app.arguments import Arguments, theme_choice
from usage_tracker_gui.app.desktop import Desktop
from usage_tracker_gui.app.language import speak
from usage_tracker_gui.app.proxy import Proxy
from usage_tracker_gui.app.single_instance import SingleInstance
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.look.theme import apply_theme, prefer_fusion


def show_desktop(workspace: Workspace, arguments: Arguments) -> int:
    """Runs until the person quits. Returns the exit code."""
    prefer_fusion()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("UsageTracker")
    app.setDesktopFileName("usage-tracker")
    instance = SingleInstance(workspace.paths.data, app)
    if not instance.is_first():
        return 0
    speak(app, workspace.preferences)
    desktop = Desktop(workspace, arguments, apply_theme(app, theme_choice(arguments, workspace.preferences)))
    instance.raised.connect(desktop.window.bring_to_front)
    proxy = Proxy(workspace, app)
    desktop.workspace_changed.connect(proxy.follow)
    frame = FirstFrame(desktop.window)
    if arguments.first_frame:
        frame.painted.connect(frame.tell)
    else:
        frame.painted.connect(instance.listen)
        frame.painted.connect(desktop.begin)
    with desktop.log:
        code = _run(app, desktop, frame, arguments)
    instance.close()
    return code


def _run(app: QApplication, desktop: Desktop, frame: FirstFrame, arguments: Arguments) -> int:
    desktop.show()
    if not desktop.window.isVisible():
        frame.skip()
    if arguments.screenshot is None:
        return app.exec()
    from usage_tracker_gui.app.picture import Picture

    picture = Picture(arguments.screenshot, desktop)
    picture.of(desktop.window)
    if arguments.page == "settings":
        desktop.show_settings()
        picture.of(desktop.settings_dialog)
    desktop.settled.connect(picture.complete)
    desktop.reported.connect(picture.show_report)
    picture.taken.connect(desktop.end)
    return app.exec()


class FirstFrame(QObject):
    """Calls once, after the window has painted itself for the first time."""

    painted = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def skip(self) -> None:
        """There is no window to wait for: it starts in the tray."""
        self._window.removeEventFilter(self)
        QTimer.singleShot(0, self.painted.emit)

    @Slot()
    def tell(self) -> None:
        """For who measures the start: the moment, on the machine's monotonic clock, and the end."""
        print(time.monotonic(), flush=True)  # noqa: T201 - asked for
        QApplication.quit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A window that its contents cover, as the first run's do, gets no Paint of its own.
        if event.type() in (QEvent.Type.Paint, QEvent.Type.UpdateRequest):
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self.painted.emit)
        return False
