"""The desktop's workers on their own threads, against a simulated OpenAI over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.tracking.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, base_url: str, keychain: MemoryKeychain) -> Workspace:
    """The credential in the environment, one second between passes."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.toml").write_text("[watching]\ninterval_seconds = 1\n")
    process = {
        "USAGE_TRACKER_DATA_DIR": str(data),
        "OPENAI_ADMIN_KEY": ADMIN_SECRET,
        "OPENAI_BASE_URL": base_url,
    }
    return Workspace.open(process, tmp_path, None, keychain)
