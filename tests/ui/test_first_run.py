"""The first question cuts nothing, whatever a service has to explain and whatever went wrong."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from usage_tracker_gui.providers import SERVICES
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.main_window import MainWindow

NO_KEYCHAIN = (
    "There is no keychain that keeps a secret safe here: start one (on Linux gnome-keyring or KWallet), or give the "
    "secret for this run by its environment variable or a .env file (see .env.example)."
)


@pytest.mark.parametrize("width", [720, 1100, 1800])
@pytest.mark.parametrize("problem", ["", NO_KEYCHAIN])
def test_the_first_question_has_room_for_all_that_it_says(
    qtbot: QtBot, light: QApplication, width: int, problem: str
) -> None:
    window = MainWindow(Preferences(), SERVICES)
    qtbot.addWidget(window)
    window.resize(width, 720)
    first = window.show_first_run()
    window.show()
    for at in range(first.service.count()):
        first.service.setCurrentIndex(at)
        if problem:
            first.show_problem(problem)
        qtbot.waitUntil(lambda: not cut_in(first.card), timeout=2000)


def test_a_problem_of_the_program_is_said_above_the_first_question(qtbot: QtBot, light: QApplication) -> None:
    window = MainWindow(Preferences(), SERVICES)
    qtbot.addWidget(window)
    first = window.show_first_run()
    window.show()
    window.show_problem("The disk is full, so nothing was written.")
    assert window.problems is not None
    assert window.problems.isVisible()
    assert first.isVisible()
    window.show_problem("")
    assert not window.problems.isVisible()


def cut_in(card: QWidget) -> list[str]:
    texts = [label for label in card.findChildren(QLabel) if label.isVisible()]
    cut = [label.text() for label in texts if label.height() < needed(label)]
    return cut + [child.accessibleName() for child in card.findChildren(QWidget) if is_squeezed(child)]


def needed(label: QLabel) -> int:
    return label.heightForWidth(label.width()) if label.wordWrap() else label.minimumSizeHint().height()


def is_squeezed(widget: QWidget) -> bool:
    return widget.isVisible() and bool(widget.accessibleName()) and widget.height() < widget.minimumSizeHint().height()
