"""The herald on its thread: it tells of a newer version, and falls silent as soon as a person switches it off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal, Slot
from pytestqt.qtbot import QtBot

from price_shelf import Shelf
from release_shelf import STRANGER, feed, public
from usage_tracker_gui.domain.release import ReleaseNews, WhyOff
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.workers.herald import Herald
from usage_tracker_gui.workers.thread import WorkerThread

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Hearer(QObject):
    """What the herald told, and on which thread it was heard."""

    workspace_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.news: list[ReleaseNews] = []
        self.threads: set[int] = set()

    @Slot(object)
    def hear(self, news: ReleaseNews) -> None:
        self.news.append(news)
        self.threads.add(threading.get_ident())


@dataclass
class Post:
    workspace: Workspace
    herald: Herald
    hearer: Hearer = field(default_factory=Hearer)

    def change(self, **preferences: Any) -> None:
        self.workspace = replace(self.workspace, preferences=replace(self.workspace.preferences, **preferences))
        self.hearer.workspace_changed.emit(self.workspace)


@pytest.fixture
def post(qapp: object, shelf: Shelf, tmp_path: Path) -> Iterator[Post]:
    shelf.body = feed("99.0.0")
    opened = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())
    preferences = replace(opened.preferences, update_feed_url=shelf.address, update_feed_key=public())
    workspace = replace(opened, preferences=preferences)
    herald = Herald(workspace, lambda: NOW, after_start_ms=20)
    post = Post(workspace, herald)
    herald.told.connect(post.hearer.hear)
    post.hearer.workspace_changed.connect(herald.work_in)
    thread = WorkerThread(herald, "herald")
    thread.start()
    yield post
    thread.interrupt()
    assert thread.wait()


def newest(post: Post) -> str:
    newer = post.hearer.news[-1].newer if post.hearer.news else None
    return newer.version if newer is not None else ""


def test_a_newer_version_is_told_to_the_window_s_thread(qtbot: QtBot, post: Post, shelf: Shelf) -> None:
    qtbot.waitUntil(lambda: newest(post) == "99.0.0")
    assert post.hearer.threads == {threading.get_ident()}
    assert len(shelf.asked) == 1


def test_switched_off_it_takes_the_news_back_and_asks_nobody(qtbot: QtBot, post: Post, shelf: Shelf) -> None:
    qtbot.waitUntil(lambda: newest(post) == "99.0.0")
    post.change(update_check=False)
    qtbot.waitUntil(lambda: post.hearer.news[-1] == ReleaseNews(WhyOff.SWITCHED_OFF))
    post.change(update_check=True)
    qtbot.waitUntil(lambda: newest(post) == "99.0.0")
    assert len(shelf.asked) == 1


def test_another_key_is_believed_at_once(qtbot: QtBot, post: Post, shelf: Shelf) -> None:
    qtbot.waitUntil(lambda: newest(post) == "99.0.0")
    shelf.body = feed("99.1.0", key=STRANGER)
    post.change(update_feed_key=public(STRANGER))
    qtbot.waitUntil(lambda: newest(post) == "99.1.0")
