"""A release is newer by its numbers, not by its letters; and a feed says all of it or is none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from release_shelf import PAGE, words
from usage_tracker_gui.domain.release import ReleaseFeedError, read_release


@pytest.mark.parametrize(
    ("theirs", "ours", "newer"),
    [
        ("1.3.0", "1.2.9", True),
        ("1.10.0", "1.9.9", True),
        ("2.0.0", "1.99.99", True),
        ("1.3.0", "1.3.0", False),
        ("1.3.0", "1.3.1", False),
        ("0.9.0", "1.0.0", False),
        ("1.3.0", "1.2.0.dev1", False),  # a developer's own build is of no release
    ],
)
def test_versions_are_compared_number_by_number(theirs: str, ours: str, newer: bool) -> None:
    assert read_release(words(theirs)).is_newer_than(ours) is newer


def test_a_feed_tells_when_it_was_made_and_until_when_it_may_be_believed() -> None:
    release = read_release(words(made=datetime(2026, 11, 20, 9, 30, tzinfo=UTC), expires="2027-01-01T01:00:00+01:00"))
    assert release.released == date(2026, 11, 20)
    assert release.made == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert release.expires == datetime(2027, 1, 1, tzinfo=UTC)
    assert release.page == PAGE


def test_fields_of_a_later_day_are_left_alone() -> None:
    assert read_release(words(notes=["more"])).version == "1.3.0"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<html>", "no JSON"),
        ("[]", "not about UsageTracker"),
        (json.dumps({"version": "1.3.0"}), "not about UsageTracker"),
        (words(product="AnotherProduct"), "not about UsageTracker"),
        (words("1.3"), "version is not like"),
        (words("1.3.0-rc1"), "version is not like"),
        (words("٣.٠.٠"), "version is not like"),
        (words("9" * 5000 + ".0.0"), "version is not like"),
        (words(version=None), "no version"),
        (words(page=7), "no page"),
        (words(released="tomorrow"), "dates"),
        (words(expires="2026-11-20T08:00:00"), "dates"),
        (words(expires=None), "no expires"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ReleaseFeedError, match=reason):
        read_release(text)


@pytest.mark.parametrize(
    "page",
    [
        "http://releases.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user@releases.example/",
        "https://releases.example/ --option",
        "https://releases.example/\n",
        "https://[releases.example/",
        f"https://releases.example/{'a' * 300}",
    ],
)
def test_only_a_plain_web_page_is_ever_handed_to_the_browser(page: str) -> None:
    with pytest.raises(ReleaseFeedError, match="page is no https"):
        read_release(words(page=page))
