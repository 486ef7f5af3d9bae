"""A screen reader's own view of the window, over the bus that screen readers use (AT-SPI)."""

import json
import shutil
import subprocess
import sys
from os import environ
from pathlib import Path

import pytest

from real_desktop import Desktop, wait_until

pytestmark = pytest.mark.desktop

SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin:/bin")  # it has the bindings; a virtual environment has not
READER = Path(__file__).with_name("read_window.py")
INTERACTIVE = {
    "push button",
    "toggle button",
    "check box",
    "radio button",
    "combo box",
    "text",
    "table",
    "list",
    "menu item",
}


@pytest.fixture
def variables(desktop: Desktop) -> dict[str, str]:
    if SYSTEM_PYTHON is None or _read(desktop, "--can-read").returncode:
        pytest.skip("reading as a screen reader does needs python3-gi, gir1.2-atspi-2.0 and at-spi2-core")
    return {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1"}


def _read(desktop: Desktop, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in environ.items() if not name.startswith("PYTHON")}
    command = [SYSTEM_PYTHON or "python3", str(READER), *arguments]
    return subprocess.run(
        command, env={**own, **desktop.variables}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def seen(desktop: Desktop, variables: dict[str, str]) -> list[dict[str, str]]:
    """Role, name and description of all that the window shows, once the demo's figures are there."""
    desktop.open([sys.executable, "-m", "usage_tracker_gui", "--demo"], variables)
    found: list[dict[str, str]] = []

    def has_figures() -> bool:
        answer = _read(desktop, "UsageTracker")
        found[:] = json.loads(answer.stdout) if answer.returncode == 0 else []
        return any("$" in part["name"] for part in found)

    wait_until(has_figures, f"figures told to a screen reader; {desktop.output()}", seconds=60)
    return found


def test_a_screen_reader_is_told_figures_pages_and_controls(seen: list[dict[str, str]]) -> None:
    names = {part["name"] for part in seen}
    assert {"Overview", "Usage", "Charts", "Alerts", "Accounts", "Settings", "Refresh now", "Menu"} <= names
    assert any(name.startswith("Spend today: ") and "$" in name for name in names)
    nameless = [part["role"] for part in seen if part["role"] in INTERACTIVE and not part["name"].strip()]
    assert nameless == []
