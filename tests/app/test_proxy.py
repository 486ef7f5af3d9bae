"""The window's services are asked through the proxy of the settings, from the start and after a change."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from usage_tracker_gui.app.proxy import Proxy
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.workspace import Workspace


def test_a_changed_proxy_is_in_force_at_once(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "")
    (tmp_path / "settings.toml").write_text('[advanced]\nproxy = "http://one.example:3128"\n')
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path)}, tmp_path, None, MemoryKeychain())
    proxy = Proxy(workspace)
    assert os.environ["https_proxy"] == "http://one.example:3128"
    proxy.follow(replace(workspace, preferences=replace(workspace.preferences, proxy="http://two.example:3128")))
    assert os.environ["https_proxy"] == "http://two.example:3128"
