"""Whether a window can be opened at all: Qt ends the process where it can't, so this looks before it leaps."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes

INSTEAD = "or use the command line, usage-tracker."


def problem(variables: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """One sentence when no window can be opened on this Linux, else None. Other systems always have a display."""
    if not platform.startswith("linux") or variables.get("QT_QPA_PLATFORM"):
        return None
    wayland = _wayland_socket(variables).is_socket()
    display = variables.get("DISPLAY")
    if not wayland and not display:
        return f"There is no display to open a window on: start it in a desktop session, {INSTEAD}"
    try:
        return _problem_of(display or "", wayland)
    except OSError as error:
        return f"A library that windows need is missing ({_named(error)}): install it, {INSTEAD}"


def _wayland_socket(variables: Mapping[str, str]) -> Path:
    """A name below the runtime folder, or a path of its own; without one, a path that is no socket."""
    name = variables.get("WAYLAND_DISPLAY", "")
    return Path(variables.get("XDG_RUNTIME_DIR", "/"), name)


def _problem_of(display: str, wayland: bool) -> str | None:
    """Loads the libraries that Qt and the services' TLS will load in a moment, so that it costs next to nothing here.

    Raises OSError for one that is missing.
    """
    _load_tls()
    if wayland:
        try:
            _load_plugin("libqwayland.so")
        except OSError:
            if not display:
                raise  # with an X server beside it, Qt opens the window there
        else:
            return None
    return _problem_of_x11(display)


def _problem_of_x11(display: str) -> str | None:
    """Connects as Qt will."""
    import ctypes

    xcb = _load("libxcb.so.1")
    _load_plugin("libqxcb.so")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The display {display} doesn't answer: start it in a desktop session, {INSTEAD}" if refused else None


def _load_plugin(name: str) -> None:
    import PySide6

    plugin = Path(next(iter(PySide6.__path__)), "Qt", "plugins", "platforms", name)
    if plugin.exists():  # a distribution's own PySide6 keeps it elsewhere, and its package brings what it needs
        _load(str(plugin))


def _load_tls() -> None:
    """OpenSSL is the system's own, and the first service that is asked needs it."""
    found = find_spec("_ssl")
    if found is not None and found.origin is not None and Path(found.origin).exists():
        _load(found.origin)


def _load(library: str) -> ctypes.CDLL:
    import ctypes  # only where there is a display to ask

    return ctypes.CDLL(library)


def _named(error: OSError) -> str:
    """In a bundle the loader's own words, which name the library, are the cause of PyInstaller's."""
    return str(error.__cause__ or error)
