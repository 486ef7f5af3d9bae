"""What stands in the settings as proxy is in force when a command asks a service."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Program


def test_a_command_goes_through_the_proxy_of_the_settings(
    usage_tracker: Program, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "")
    data = Path(environment["USAGE_TRACKER_DATA_DIR"])
    data.mkdir()
    (data / "settings.toml").write_text('[advanced]\nproxy = "http://127.0.0.1:9"\n')
    environment["OPENAI_BASE_URL"] = "https://usage.example/v1"
    ended = usage_tracker("accounts", "test", "openai")
    assert ended.code != 0
    assert "usage.example can't be reached" in ended.err  # nobody looked the name up: the proxy would have
