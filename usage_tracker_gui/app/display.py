"""Whether a window can be opened at all: Qt ends the process where it can't, so this looks before it leaps."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

INSTEAD = "or use the command line, usage-tracker."


def problem(variables: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """One sentence when no window can be opened on this Linux, else None. Other systems always have a display."""
    if not platform.startswith("linux") or variables.get("QT_QPA_PLATFORM"):
        return None
    if _wayland_socket(variables).is_socket():
        return None
    display = variables.get("DISPLAY")
    if not display:
        return f"There is no display to open a window on: start it in a desktop session, {INSTEAD}"
    return _problem_of_x11(display)


def _wayland_socket(variables: Mapping[str, str]) -> Path:
    """A name below the runtime folder, or a path of its own; without one, a path that is no socket."""
    name = variables.get("WAYLAND_DISPLAY", "")
    return Path(variables.get("XDG_RUNTIME_DIR", "/"), name)


def _problem_of_x11(display: str) -> str | None:
    """Connects as Qt will in a moment, and loads the libraries that Qt will load: both cost next to nothing here."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        _load_plugin(ctypes.CDLL)
    except OSError as error:
        return f"A library that windows need is missing ({error}): install it, {INSTEAD}"
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The display {display} doesn't answer: start it in a desktop session, {INSTEAD}" if refused else None


def _load_plugin(load: type) -> None:
    import PySide6

    plugin = Path(next(iter(PySide6.__path__)), "Qt", "plugins", "platforms", "libqxcb.so")
    if plugin.exists():  # a distribution's own PySide6 keeps it elsewhere, and its package brings what it needs
        load(str(plugin))
