"""A window of one figure that changes once the desktop has been asked; writes `fades` or `stands`, and ends."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from usage_tracker_gui.ui.look.motion import motion
from usage_tracker_gui.ui.look.theme import apply_theme
from usage_tracker_gui.ui.parts.fading import FadingText

TIME_TO_ANSWER_MS = 1500


def change() -> None:
    figure.setText("$2.00")
    sys.stdout.write("fades\n" if figure.is_fading else "stands\n")
    sys.stdout.flush()
    app.quit()


app = QApplication([])
apply_theme(app, "light")
figure = FadingText("$1.00", bold=True)
figure.show()
motion()
QTimer.singleShot(TIME_TO_ANSWER_MS, change)
app.exec()
