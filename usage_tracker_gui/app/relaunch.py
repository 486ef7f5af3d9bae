"""Starting this program again as another process."""

from __future__ import annotations

import sys

from PySide6.QtCore import QProcess


def own_command() -> tuple[str, list[str]]:
    """The program and its first arguments, as a bundle or from Python."""
    if getattr(sys, "frozen", False):
        return sys.executable, []
    return sys.executable, ["-m", "usage_tracker_gui"]


def start_demo_process() -> bool:
    program, arguments = own_command()
    started = QProcess.startDetached(program, [*arguments, "--demo"])
    return bool(started[0] if isinstance(started, tuple) else started)
