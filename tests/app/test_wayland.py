"""Wayland without an X server and without a tray: the window opens, closing ends it, and one that is gone is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Wayland is Linux's")


@pytest.fixture
def compositor(tmp_path: Path) -> Iterator[dict[str, str]]:
    """weston without a screen; the variables that its clients see."""
    if not shutil.which("weston"):
        pytest.skip("weston is not installed (apt-get install weston)")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    hidden = ("DISPLAY", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    variables |= {"XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
    command = ["weston", "--backend=headless-backend.so", "--socket=wayland-test", "--idle-time=0", "--no-config"]
    with (tmp_path / "weston.log").open("wb") as log:
        weston = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 20
            while not (runtime / "wayland-test").is_socket() and time.monotonic() < deadline:
                time.sleep(0.05)
            yield variables | {"WAYLAND_DISPLAY": "wayland-test"}
        finally:
            weston.terminate()
            weston.wait(10)


def start(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "usage_tracker_gui", "--demo", *arguments]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, check=False)


def test_the_demo_opens_on_wayland_alone(compositor: dict[str, str], tmp_path: Path) -> None:
    ended = start(compositor, "--minimized", "--screenshot", str(tmp_path / "wayland.png"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "wayland.png").stat().st_size > 30_000


def test_a_compositor_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "QT_QPA_PLATFORM")
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    ended = start(variables | {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-9"})
    assert ended.returncode == 2
    assert ended.stderr.startswith("There is no display to open a window on")
    assert ended.stderr.count("\n") == 1
