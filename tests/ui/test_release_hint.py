"""The hint at the foot of the window: a click opens the version's page, the cross takes it away, nothing is cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from usage_tracker_gui.domain.release import Release, ReleaseNews, WhyOff
from usage_tracker_gui.ui.frame.about import AboutDialog
from usage_tracker_gui.ui.frame.release_hint import ReleaseHint
from usage_tracker_gui.ui.main_window import MainWindow

PAGE = "https://releases.example/v1.3.0"
MADE = datetime(2026, 11, 20, tzinfo=UTC)
RELEASE = Release("1.3.0", date(2026, 11, 20), PAGE, MADE, datetime(2027, 11, 20, tzinfo=UTC))


def hint_of(window: MainWindow) -> ReleaseHint:
    hint = window.status.release
    assert hint is not None
    return hint


def test_without_news_there_is_no_hint(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.status.show_release(None)
    assert window.status.release is None


@pytest.mark.parametrize("width", [1100, 720])
def test_a_click_opens_the_page_and_the_cross_takes_the_hint_away(
    qtbot: QtBot, make_window: Callable[..., MainWindow], made_up: ModuleType, width: int
) -> None:
    window = make_window(made_up.crowded_report(), width=width)
    window.status.show_release(RELEASE)
    hint = hint_of(window)
    qtbot.waitUntil(hint.isVisible)
    assert hint.link.text() == ("Version 1.3.0 is there" if width == 1100 else "1.3.0")
    assert hint.link.accessibleName() == "Version 1.3.0 is there"
    with qtbot.waitSignal(window.status.release_opened) as opened:
        qtbot.mouseClick(hint.link, Qt.MouseButton.LeftButton)
    assert opened.args == [PAGE]
    with qtbot.waitSignal(window.status.release_dismissed) as dismissed:
        qtbot.mouseClick(hint.dismiss, Qt.MouseButton.LeftButton)
    assert dismissed.args == ["1.3.0"]
    assert not hint.isVisible()


@pytest.mark.parametrize("width", [1100, 720])
def test_the_hint_is_as_high_as_the_bar_and_cut_nowhere(
    qtbot: QtBot, make_window: Callable[..., MainWindow], made_up: ModuleType, width: int
) -> None:
    window = make_window(made_up.crowded_report(), width=width)
    window.status.show_release(RELEASE)
    hint = hint_of(window)
    qtbot.waitUntil(hint.isVisible)
    qtbot.waitUntil(lambda: hint.link.width() >= hint.link.sizeHint().width())
    assert window.width() == width
    for widget in (hint.link, hint.dismiss):
        inside = widget.mapTo(window.status, widget.rect().topLeft())
        assert inside.y() >= 0
        assert inside.y() + widget.height() <= window.status.height()
        assert inside.x() + widget.width() <= window.status.width()
    prices = window.status.prices
    assert prices.width() >= prices.sizeHint().width()


def test_the_hint_goes_when_the_news_is_over(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.status.show_release(RELEASE)
    qtbot.waitUntil(hint_of(window).isVisible)
    window.status.show_release(None)
    assert not hint_of(window).isVisible()


# About


@pytest.mark.parametrize(
    ("news", "text"),
    [
        (ReleaseNews(), "Newer versions are looked for once a day; nothing is known yet."),
        (ReleaseNews(newer=RELEASE, looked=MADE), "Version 1.3.0 of 20 Nov 2026 is there."),
        (ReleaseNews(looked=MADE), "This is the newest version: looked on 20 Nov 2026."),
        (ReleaseNews(problem="The feed is odd."), "Whether there is a newer version is not known. The feed is odd."),
        (ReleaseNews(WhyOff.OFFLINE), "Nobody looks for newer versions: USAGE_TRACKER_OFFLINE is set."),
        (ReleaseNews(WhyOff.SWITCHED_OFF), "Nobody looks for newer versions: that is switched off in the settings."),
        (
            ReleaseNews(WhyOff.NO_FEED),
            "Nobody looks for newer versions: this build has no release feed. The settings can name one.",
        ),
    ],
)
def test_about_says_what_is_known(qtbot: QtBot, light: object, news: ReleaseNews, text: str) -> None:
    about = AboutDialog("1.2.0", "6.11.3", "/data", "MIT")
    qtbot.addWidget(about)
    about.show_news(news)
    about.show()
    assert about.news.text() == text
    assert about.release.isVisible() is (news.newer is not None)


def test_about_opens_the_page_of_the_newer_version(qtbot: QtBot, light: object) -> None:
    about = AboutDialog("1.2.0", "6.11.3", "/data", "MIT")
    qtbot.addWidget(about)
    about.show_news(ReleaseNews(newer=RELEASE))
    about.show()
    with qtbot.waitSignal(about.release_opened) as opened:
        qtbot.mouseClick(about.release, Qt.MouseButton.LeftButton)
    assert opened.args == [PAGE]
