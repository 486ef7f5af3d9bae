"""A newer version is heard of once a day, from a feed that its owner signed; any other is a sentence, no hint."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from price_shelf import Shelf
from release_shelf import MADE, PAGE, SIGNER, STRANGER, feed, public, sealed, words
from usage_tracker_gui.domain.release import ReleaseNews, WhyOff
from usage_tracker_gui.providers.patience import Patience
from usage_tracker_gui.providers.provider import Interrupted, Unreachable
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.settings.release_source import ReleaseSource, release_source
from usage_tracker_gui.tracking.daily_release import NOTE, DailyRelease
from usage_tracker_gui.tracking.release_feed import LARGEST, fetch_feed
from usage_tracker_gui.tracking.workspace import Workspace

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OURS = "1.2.0"


def a_workspace(data: Path, address: str, key: str = "", offline: str = "0", check: bool = True) -> Workspace:
    process = {"USAGE_TRACKER_DATA_DIR": str(data), "USAGE_TRACKER_OFFLINE": offline}
    workspace = Workspace.open(process, data, None, MemoryKeychain())
    preferences = replace(
        workspace.preferences, update_check=check, update_feed_url=address, update_feed_key=key or public()
    )
    return replace(workspace, preferences=preferences)


def daily(data: Path, address: str, key: str = "", version: str = OURS) -> DailyRelease:
    return DailyRelease(a_workspace(data, address, key), version)


# What is told


def test_a_newer_version_is_told_with_its_page(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.3.0")
    news = daily(tmp_path, shelf.address).look(NOW)
    assert news.newer is not None
    assert (news.newer.version, news.newer.page) == ("1.3.0", PAGE)
    assert (news.looked, news.problem) == (NOW, "")


@pytest.mark.parametrize("version", ["1.2.0", "1.1.9", "0.9.9"])
def test_the_same_and_an_older_version_are_no_news(shelf: Shelf, tmp_path: Path, version: str) -> None:
    shelf.body = feed(version)
    assert daily(tmp_path, shelf.address).look(NOW) == ReleaseNews(looked=NOW)


def test_once_the_person_has_the_version_the_hint_is_gone(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.3.0")
    daily(tmp_path, shelf.address).look(NOW)
    assert daily(tmp_path, shelf.address, version="1.3.0").news(NOW).newer is None


def test_nothing_but_the_program_s_version_is_sent(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed()
    daily(tmp_path, shelf.address).look(NOW)
    (headers,) = shelf.asked
    assert headers.pop("User-Agent").startswith("UsageTracker/")
    assert set(headers) <= {"Host", "Accept", "Accept-Encoding", "Connection"}


# When it is looked for


def test_it_is_looked_for_once_a_day_whoever_is_started_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.3.0")
    first = daily(tmp_path, shelf.address)
    assert first.is_due(NOW)
    assert first.news(NOW) == ReleaseNews()
    first.look(NOW)
    for one in (first, daily(tmp_path, shelf.address)):
        due = {hours: one.is_due(NOW + timedelta(hours=hours)) for hours in (0, 23, 24, -1)}
        assert due == {0: False, 23: False, 24: True, -1: True}
        newer = one.news(NOW + timedelta(hours=1)).newer
        assert newer is not None
        assert newer.version == "1.3.0"
    assert len(shelf.asked) == 1


def test_another_feed_is_asked_at_once(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed()
    daily(tmp_path, shelf.address).look(NOW)
    other = daily(tmp_path, shelf.address + "?other")
    assert other.is_due(NOW)
    assert other.news(NOW) == ReleaseNews()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"check": False}, WhyOff.SWITCHED_OFF),
        ({"offline": "1"}, WhyOff.OFFLINE),
        ({"offline": "1", "check": False}, WhyOff.SWITCHED_OFF),
    ],
)
def test_switched_off_or_offline_nobody_is_asked(
    shelf: Shelf, tmp_path: Path, changes: dict[str, object], why: WhyOff
) -> None:
    shelf.body = feed()
    daily(tmp_path, shelf.address).look(NOW)
    shelf.asked.clear()
    off = DailyRelease(a_workspace(tmp_path, shelf.address, **changes), OURS)  # type: ignore[arg-type]
    assert not off.is_due(NOW + timedelta(days=3))
    assert off.news(NOW) == off.look(NOW) == ReleaseNews(why)
    assert shelf.asked == []


def test_a_build_without_a_feed_asks_nobody_until_a_person_names_feed_and_key(shelf: Shelf, tmp_path: Path) -> None:
    """The checkout's own resources name none."""
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())
    assert workspace.preferences.update_check
    assert DailyRelease(workspace).news(NOW) == ReleaseNews(WhyOff.NO_FEED)
    unsigned = replace(workspace.preferences, update_feed_url=shelf.address)
    assert release_source(unsigned) is None
    named = replace(unsigned, update_feed_key=public())
    assert release_source(named) == ReleaseSource(shelf.address, SIGNER.public_key().public_bytes_raw())


# What is not believed


def changed_words() -> bytes:
    document = json.loads(feed("1.3.0"))
    return json.dumps(document | {"signed": document["signed"].replace("1.3.0", "1.4.0")}).encode()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (feed(key=STRANGER), "signature is wrong"),
        (changed_words(), "signature is wrong"),
        (json.dumps({"signed": words(), "signature": ""}).encode(), "signature is wrong"),
        (json.dumps({"signed": words(), "signature": "no base64 ä"}).encode(), "no signed feed"),
        (json.dumps({"signed": words()}).encode(), "no signed feed"),
        (b"", "no signed feed"),
        (b"\xff\xfe", "no signed feed"),
        (b"[" * 60_000, "no signed feed"),
        (sealed("{}"), "is signed, but it is not about UsageTracker"),
        (feed("latest"), "is signed, but its version is not like 1.2.3"),
        (feed(made=MADE - timedelta(days=500)), "was to be believed until"),
        (b" " * (LARGEST + 1), "larger than 64 KB"),
    ],
)
def test_a_feed_that_can_not_be_believed_is_a_sentence_told_once_and_left_for_a_day(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture, body: bytes, sentence: str
) -> None:
    shelf.body = body
    for day in range(2):
        one = daily(tmp_path, shelf.address)
        news = one.look(NOW + timedelta(days=day))
        assert news.newer is None
        assert sentence in news.problem
        assert news.problem.count(". ") == 0
        assert not one.is_due(NOW + timedelta(days=day, hours=23))
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [news.problem]


def test_a_bad_feed_takes_no_good_news_away(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.3.0")
    daily(tmp_path, shelf.address).look(NOW)
    shelf.body = feed("1.4.0", key=STRANGER)
    news = daily(tmp_path, shelf.address).look(NOW + timedelta(days=1))
    assert news.newer is not None
    assert news.newer.version == "1.3.0"
    assert "signature is wrong" in news.problem


def test_a_feed_that_is_sent_again_after_a_later_one_is_left_aside(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.4.0", MADE + timedelta(days=2))
    daily(tmp_path, shelf.address).look(NOW)
    shelf.body = feed("1.3.0", MADE)
    news = daily(tmp_path, shelf.address).look(NOW + timedelta(days=1))
    assert news.newer is not None
    assert news.newer.version == "1.4.0"
    assert "older than the one seen before" in news.problem


def test_a_version_that_was_withdrawn_is_told_no_more(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.4.0", MADE)
    daily(tmp_path, shelf.address).look(NOW)
    shelf.body = feed("1.2.0", MADE + timedelta(hours=1))
    assert daily(tmp_path, shelf.address).look(NOW + timedelta(days=1)) == ReleaseNews(looked=NOW + timedelta(days=1))


def test_what_nobody_renewed_is_believed_no_longer(shelf: Shelf, tmp_path: Path) -> None:
    shelf.body = feed("1.3.0")
    one = daily(tmp_path, shelf.address)
    one.look(NOW)
    news = one.news(MADE + timedelta(days=400))
    assert news.newer is None
    assert "has not been renewed" in news.problem


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"looked": "2026-11-25T12:00:00"}', b'{"looked": 7}'])
def test_a_note_that_somebody_damaged_is_as_good_as_none(shelf: Shelf, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / NOTE).write_bytes(damage)
    one = daily(tmp_path, shelf.address)
    assert one.is_due(NOW)
    assert one.news(NOW) == ReleaseNews()


def test_a_note_that_somebody_forged_gives_no_hint(shelf: Shelf, tmp_path: Path) -> None:
    """Whoever can write into the data folder still can't send a person to a page."""
    shelf.body = feed("1.3.0")
    daily(tmp_path, shelf.address).look(NOW)
    note = json.loads((tmp_path / NOTE).read_text())
    (tmp_path / NOTE).write_text(json.dumps(note | {"document": feed("6.6.6", key=STRANGER).decode()}))
    assert daily(tmp_path, shelf.address).news(NOW).newer is None


# Who does not answer


@pytest.mark.parametrize(("status", "answer"), [(404, "404"), (500, "500"), (302, "302"), (304, "304")])
def test_what_is_no_answer_is_asked_again_in_an_hour_and_no_redirect_is_followed(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture, status: int, answer: str
) -> None:
    shelf.status = status
    shelf.body = b"" if status == 304 else feed()
    for hour in range(3):
        one = daily(tmp_path, shelf.address)
        now = NOW + timedelta(hours=hour)
        assert one.is_due(now)
        news = one.look(now)
        assert news == ReleaseNews(problem=f"The release feed at 127.0.0.1 answered {answer}; it is asked again later.")
        assert not one.is_due(now + timedelta(minutes=59))
    assert len(shelf.asked) == 3
    assert len(caplog.records) == len([record for record in caplog.records if record.levelname == "INFO"]) + 1


def test_nobody_there_is_a_sentence(tmp_path: Path) -> None:
    news = daily(tmp_path, "http://127.0.0.1:9/feed.json").look(NOW)
    assert news.newer is None
    assert news.problem.startswith("The release feed at 127.0.0.1 can't be reached (")


def test_where_nothing_can_be_kept_it_is_told_all_the_same(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = daily(tmp_path, shelf.address)
    (tmp_path / NOTE).mkdir()
    shelf.body = feed("1.3.0")
    assert one.look(NOW).newer is not None
    assert not one.is_due(NOW + timedelta(hours=23))
    assert any("can't be kept" in message for message in caplog.messages)


@pytest.fixture
def dripping() -> Iterator[str]:
    """Sends a byte every twentieth of a second, for good."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
            while not done.wait(0.05):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/feed.json"
    done.set()
    thread.join()
    listener.close()


def test_a_feed_that_drips_is_given_up(dripping: str) -> None:
    source = ReleaseSource(dripping, b"")
    began = time.monotonic()
    with pytest.raises(Unreachable, match="took too long"):
        fetch_feed(source, patience=Patience(seconds=0.5))
    assert time.monotonic() - began < 5


def test_the_end_of_the_program_waits_for_no_feed(dripping: str) -> None:
    began = time.monotonic()
    with pytest.raises(Interrupted):
        fetch_feed(ReleaseSource(dripping, b""), lambda: time.monotonic() - began > 0.2)
    assert time.monotonic() - began < 5
