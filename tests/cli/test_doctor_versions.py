"""What `usage-tracker doctor` says of newer versions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from command_line import Program
from price_shelf import Shelf
from release_shelf import MADE, PAGE, STRANGER, feed, public
from usage_tracker_gui import __version__

SETTINGS = '[computer]\nupdate_feed_url = "{address}"\nupdate_feed_key = "{key}"\n'


@pytest.fixture
def version_line(usage_tracker: Program, environment: dict[str, str]) -> Callable[..., tuple[str, str]]:
    def ask(*options: str, settings: str = "") -> tuple[str, str]:
        data = Path(environment["USAGE_TRACKER_DATA_DIR"])
        data.mkdir(exist_ok=True)
        if settings:
            (data / "settings.toml").write_text(settings)
        checks = usage_tracker("doctor", "--format", "json", *options).json["checks"]
        (found,) = [check for check in checks if check["check"] == "version"]
        return found["state"], found["detail"]

    return ask


def test_the_doctor_tells_of_a_newer_version(version_line: Callable[..., tuple[str, str]], shelf: Shelf) -> None:
    settings = SETTINGS.format(address=shelf.address, key=public())
    shelf.body = feed("99.0.0")
    assert version_line(settings=settings) == ("ok", f"{__version__}; newer ones have not been looked for yet")
    assert shelf.asked == []
    told = ("warning", f"{__version__}; 99.0.0 is there: {PAGE}")
    assert version_line("--online") == version_line() == told
    shelf.body = feed("0.0.1", MADE + timedelta(days=1))
    assert version_line("--online")[0] == "ok"
    assert version_line()[1].startswith(f"{__version__} is the newest, as of 2026-")
    shelf.body = feed("99.0.0", key=STRANGER)
    state, detail = version_line("--online")
    assert (state, "signature is wrong" in detail) == ("warning", True)


def test_the_doctor_says_why_nobody_looks(
    version_line: Callable[..., tuple[str, str]], environment: dict[str, str], shelf: Shelf
) -> None:
    assert "this build has no release feed" in version_line("--online")[1]
    settings = SETTINGS.format(address=shelf.address, key=public())
    assert "update_check is off" in version_line("--online", settings=settings + "update_check = false\n")[1]
    environment["USAGE_TRACKER_OFFLINE"] = "1"
    assert "USAGE_TRACKER_OFFLINE is set" in version_line("--online", settings=settings)[1]
    assert shelf.asked == []
