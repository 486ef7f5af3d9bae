"""The notice of what is bundled is found from a checkout and in a bundle; elsewhere packages are named."""

import sys
from pathlib import Path

import pytest

from usage_tracker_gui.settings import licences as module
from usage_tracker_gui.settings.licences import licences


def test_a_checkout_shows_its_notice() -> None:
    text = licences()
    assert text.startswith("UsageTracker is under the MIT licence")
    assert "LGPL-3.0" in text


def test_a_bundle_shows_the_notice_that_lies_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "NOTICE.txt").write_text("what is bundled", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert licences() == "what is bundled"


def test_an_installation_without_a_notice_names_its_packages() -> None:
    assert "httpx" in [
        *module.requirement_names(["httpx>=0.28", "psycopg[binary]>=3.2", "no-such-package-here ; extra"])
    ]
    assert [*module.requirement_names(["no-such-package-here>=1"])] == []
