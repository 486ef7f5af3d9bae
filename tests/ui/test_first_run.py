"""The first run: a question that cuts nothing, a secret that is handed out and forgotten, keys to pick, the demo."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers import SERVICES
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton
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


def test_the_first_run_hands_the_secret_out_and_forgets_it(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    first = window.show_first_run()
    assert first.isVisible()
    qtbot.keyClicks(first.secret.line, "sk-admin-1234567890")
    with qtbot.waitSignal(window.connect_requested) as asked:
        qtbot.mouseClick(first.secret.button, LEFT)
    assert asked.args == ["openai", Secret("sk-admin-1234567890")]
    assert first.secret.line.text() == ""
    assert first.progress.isVisible()


def test_the_first_run_shows_a_refusal_beside_its_field(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    first = window.show_first_run()
    qtbot.keyClicks(first.secret.line, "sk-proj-1234567890")
    with qtbot.assertNotEmitted(window.connect_requested):
        qtbot.mouseClick(first.secret.button, LEFT)
    assert "admin key" in first.secret.problem.text()
    first.show_progress("Asking OpenAI…")
    first.show_problem("The admin key was refused: paste another.")
    assert first.secret.problem.text().startswith("The admin key was refused")
    assert not first.progress.isVisible()
    assert first.secret.isEnabled()


def test_keys_are_picked_by_name_and_demo_is_one_click_away(
    made_up: ModuleType, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    first = window.show_first_run()
    with qtbot.waitSignal(window.demo_requested):
        qtbot.mouseClick(first.demo, LEFT)
    first.show_keys((NamedKey("key_1", "prod"), NamedKey("key_2", "dev")))
    first.keys.list.item(1).setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(window.keys_chosen) as asked:
        qtbot.mouseClick(first.watch, LEFT)
    assert asked.args == [("key_1",)]
    window.end_first_run()
    assert window.shelf.isVisible()
