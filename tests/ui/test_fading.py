"""A figure fades to its next one where things may move, and stands at once where they may not."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from usage_tracker_gui.ui.look.motion import Motion, motion
from usage_tracker_gui.ui.parts.fading import FadingText


class Moving(Motion):
    """Of somebody who does not mind."""

    @property
    def is_wanted(self) -> bool:
        return True


@pytest.fixture
def moving(light: QApplication) -> Iterator[Motion]:
    before, own = light.property("motion"), Moving()
    light.setProperty("motion", own)
    yield own
    light.setProperty("motion", before)


@pytest.fixture
def figure(light: QApplication, qtbot: QtBot) -> FadingText:
    figure = FadingText("$1.00", size=26, bold=True)
    qtbot.addWidget(figure)
    figure.show()
    return figure


def test_a_change_fades_and_is_over_soon(figure: FadingText, moving: Motion, qtbot: QtBot) -> None:
    figure.setText("$2.00")
    assert figure.text() == "$2.00"
    assert figure.is_fading
    half_way = figure.grab().toImage()
    qtbot.waitUntil(lambda: not figure.is_fading, timeout=2000)
    assert figure.grab().toImage() != half_way


def test_the_same_figure_again_does_not_fade(figure: FadingText, moving: Motion) -> None:
    figure.setText("$1.00")
    assert not figure.is_fading


def test_what_is_not_in_sight_does_not_fade(figure: FadingText, moving: Motion) -> None:
    figure.hide()
    figure.setText("$2.00")
    assert not figure.is_fading


def test_without_a_screen_nothing_moves(figure: FadingText) -> None:
    assert not motion().is_wanted
    figure.setText("$2.00")
    assert not figure.is_fading
