"""One window for each data folder: a second start raises the first one and ends, whatever a crash left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from real_desktop import Desktop, wait_until
from usage_tracker_gui.app.single_instance import SingleInstance

OTHER_START = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from usage_tracker_gui.app.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print(instance.is_first(), flush=True)
if "--stay" in sys.argv:
    instance.listen()
    time.sleep(60)
instance.close()
"""


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OTHER_START, str(folder), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def said(other: subprocess.Popen[str]) -> str:
    assert other.stdout is not None
    return other.stdout.readline().strip()


@pytest.fixture
def first(qapp: QApplication, tmp_path: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path)
    assert instance.is_first()
    instance.listen()
    yield instance
    instance.close()
    instance.deleteLater()


def test_a_second_start_raises_the_first_and_ends(qtbot: QtBot, first: SingleInstance, tmp_path: Path) -> None:
    with start(tmp_path) as other:
        with qtbot.waitSignal(first.raised, timeout=20_000):
            pass
        assert said(other) == "False"


def test_another_data_folder_has_a_window_of_its_own(first: SingleInstance, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    with start(tmp_path / "another") as other:
        assert said(other) == "True"


@pytest.mark.skipif(os.name == "nt", reason="the end of a process frees its lock at once")
def test_what_a_crash_left_behind_stops_nobody(qapp: QApplication, tmp_path: Path) -> None:
    with start(tmp_path, "--stay") as other:
        assert said(other) == "True"
        other.send_signal(signal.SIGKILL)
    instance = SingleInstance(tmp_path)
    assert instance.is_first()
    instance.close()
    instance.deleteLater()


@pytest.mark.desktop
def test_a_second_start_brings_a_window_that_hides_in_the_tray_back(desktop: Desktop) -> None:
    """As at login: minimized, with nothing in sight."""
    program = [sys.executable, "-m", "usage_tracker_gui"]
    first = desktop.open([*program, "--minimized"])
    lock = Path(os.environ["USAGE_TRACKER_DATA_DIR"], "window.lock")
    wait_until(lock.exists, "the first start", seconds=30)
    second = desktop.open(program)
    assert second.wait(30) == 0
    wait_until(lambda: desktop.windows("UsageTracker"), "the window", seconds=30)
    assert first.poll() is None
    assert desktop.output() == ""
