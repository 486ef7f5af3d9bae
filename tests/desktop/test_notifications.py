"""A message of the tray icon reaches the desktop's notification service, over a real bus, and is seen on the screen."""

import sys
import time
from pathlib import Path

import pytest

from real_desktop import Desktop, wait_until

pytestmark = pytest.mark.desktop

ICON_THAT_SPEAKS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

application = QApplication(["probe"])
picture = QPixmap(22, 22)
picture.fill(QColor("red"))
icon = QSystemTrayIcon(picture)
icon.show()
print("tray" if QSystemTrayIcon.isSystemTrayAvailable() else "no tray", flush=True)
if "speak" in sys.argv:
    QTimer.singleShot(500, lambda: icon.showMessage("A title", "A text\\nof two lines"))
QTimer.singleShot(1500, lambda: print("done", flush=True))
application.exec()
"""


def test_a_tray_icons_message_is_shown_by_the_desktop(desktop: Desktop, tmp_path: Path) -> None:
    desktop.open([sys.executable, "-c", ICON_THAT_SPEAKS, "speak"])
    wait_until(desktop.notifications, "a notification")
    (notification,) = desktop.notifications()
    assert (notification.title, notification.text) == ("A title", "A text\nof two lines")
    assert "no tray" not in desktop.output()
    assert desktop.screenshot(tmp_path / "screen.png").stat().st_size > 0


def test_an_icon_that_says_nothing_shows_nothing(desktop: Desktop) -> None:
    """The control: the test above fails when showMessage is not called."""
    desktop.open([sys.executable, "-c", ICON_THAT_SPEAKS])
    wait_until(lambda: "done" in desktop.output(), "the end of the time in which the other icon spoke")
    time.sleep(0.2)
    assert desktop.notifications() == []
