"""What stands in the settings as proxy is in force when a command asks a service."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Program
from release_shelf import public


def test_a_command_goes_through_the_proxy_of_the_settings(
    usage_tracker: Program, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "")
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir()
    lines = ["[advanced]", 'proxy = "http://127.0.0.1:9"', "[computer]", 'update_feed_url = "https://feed.example/f"']
    (data / "settings.toml").write_text("\n".join([*lines, f'update_feed_key = "{public()}"']))
    del environment["OPENAI_ADMIN_KEY"]
    checks = {
        check["check"]: check["detail"]
        for check in usage_tracker("doctor", "--online", "--format", "json").json["checks"]
    }
    # Nobody here looked the name up: that is the proxy's task, and there is none.
    assert "The release feed at feed.example can't be reached" in checks["version"]
