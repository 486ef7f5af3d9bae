"""A spike reaches the desktop: from the demo's usage API, by poller and rules, to the notification service."""

import re
import sys
from pathlib import Path

import pytest

from real_desktop import Desktop, Notification, wait_until

pytestmark = pytest.mark.desktop

SPIKE = re.compile(
    r"(?P<model>\S+) on “(?P<key>.+)” used (?P<rate>[\d.]+ [kM]?) ?tokens/min, limit (?P<limit>[\d.]+ [kM]?)"
)


def test_a_spike_is_notified_with_its_key_model_rate_and_threshold(desktop: Desktop, tmp_path: Path) -> None:
    """Takes a minute: a rate is measured against a refresh that is at least 60 s older."""
    program = desktop.open([sys.executable, "-m", "usage_tracker_gui", "--demo"])

    def spikes() -> list[Notification]:
        assert program.poll() is None, desktop.output()
        return [shown for shown in desktop.notifications() if "spike" in shown.title]

    wait_until(spikes, "a notification of a spike", seconds=150)
    spike = spikes()[0]
    said = SPIKE.fullmatch(spike.text)
    assert said, spike.text
    assert spike.title == f"Token spike: {said['key']}"
    assert said["limit"].strip() == "10 k"
    assert desktop.screenshot(tmp_path / "spike.png").stat().st_size > 20_000, "the screen is empty"
