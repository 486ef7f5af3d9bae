"""Where newer versions are told of: the build says it, a person may say otherwise; without a key nobody is asked."""

import base64
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.preferences import DEFAULTS
from usage_tracker_gui.settings.release_source import ReleaseSource, release_source

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
TEXT, OTHER_TEXT = (base64.b64encode(key).decode() for key in (KEY, OTHER))

Build = Callable[[str], None]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Stands in for the resources of a bundle."""
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    return lambda text: (tmp_path / "resources" / "release_feed.toml").write_text(text) and None


def test_the_build_names_feed_and_key(build: Build) -> None:
    build(f'address = "https://feed.example/feed.json"\nkey = "{TEXT}"\n')
    assert release_source(DEFAULTS) == ReleaseSource("https://feed.example/feed.json", KEY)


def test_a_person_may_name_a_mirror_of_the_same_key_or_another_key(build: Build) -> None:
    build(f'address = "https://feed.example/feed.json"\nkey = "{TEXT}"\n')
    mirror = replace(DEFAULTS, update_feed_url="https://mirror.example/feed.json")
    assert release_source(mirror) == ReleaseSource("https://mirror.example/feed.json", KEY)
    other = replace(mirror, update_feed_key=OTHER_TEXT)
    assert release_source(other) == ReleaseSource("https://mirror.example/feed.json", OTHER)


@pytest.mark.parametrize(
    "named", ['address = ""\nkey = ""', f'address = ""\nkey = "{TEXT}"', 'address = "https://a.b/"']
)
def test_without_an_address_or_a_key_there_is_none(build: Build, named: str) -> None:
    build(named)
    assert release_source(DEFAULTS) is None


@pytest.mark.parametrize("named", ["address =", 'address = "https://a.b/"\nkey = "!"'])
def test_a_damaged_installation_is_one_sentence(build: Build, named: str) -> None:
    build(named)
    with pytest.raises(SettingsError, match=r"can't be read: install the program again\.$"):
        release_source(DEFAULTS)
