"""Where no window can be opened, the program says why and ends with 2; Qt alone would abort the process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from real_desktop import Desktop
from usage_tracker_gui.app.display import problem


def started_with(**variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    program = [sys.executable, "-m", "usage_tracker_gui", "--demo"]
    return subprocess.run(program, env=environment | variables, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "There is no display to open a window on"),
        ({"DISPLAY": ":987"}, "The display :987 doesn't answer"),
        ({"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ":987"}, "The display :987 doesn't answer"),
    ],
)
def test_without_a_display_there_is_one_sentence(variables: dict[str, str], sentence: str) -> None:
    ended = started_with(**variables)
    assert ended.returncode == 2
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.count("\n") == 1


@pytest.mark.desktop
def test_a_display_that_answers_is_no_problem(desktop: Desktop) -> None:
    assert problem({"DISPLAY": desktop.variables["DISPLAY"]}) is None


def test_a_wayland_session_is_no_problem(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        assert problem({"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}, "linux") is None


def test_other_systems_have_a_display() -> None:
    assert problem({}, "darwin") is None
    assert problem({}, "win32") is None


def test_who_names_a_platform_for_qt_gets_it() -> None:
    assert problem({"QT_QPA_PLATFORM": "offscreen"}, "linux") is None
