"""A whole desktop for tests: X server, session bus, window manager, a panel that hosts tray icons, notifications.

Nothing of it touches the developer's own desktop: display, bus and folders are made for the run and taken away.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAMS = {  # and the Debian package that brings each
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "openbox": "openbox",
    "xfce4-panel": "xfce4-panel",
    "dunst": "dunst",
    "dbus-daemon": "dbus",
    "dbus-monitor": "dbus",
    "dbus-send": "dbus",
}

PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""


@dataclass(frozen=True)
class Notification:
    """What a program asked org.freedesktop.Notifications to show."""

    program: str
    title: str
    text: str


@dataclass
class Desktop:
    """A running desktop. `variables` is what a program needs to appear on it."""

    folder: Path
    variables: Mapping[str, str]
    opened: list[subprocess.Popen[bytes]] = field(default_factory=list)
    seen: int = 0

    def open(self, command: Sequence[str], variables: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Starts a program on this desktop; it is ended with the test. Its output is in `output()`."""
        process = start(command, {**os.environ, **self.variables, **(variables or {})}, self.folder / "output.log")
        self.opened.append(process)
        return process

    def output(self) -> str:
        """What the programs of this test wrote, to either stream."""
        log = self.folder / "output.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def close_programs(self) -> None:
        for process in self.opened:
            end(process)
        self.opened.clear()
        (self.folder / "output.log").unlink(missing_ok=True)
        self.seen = len(self._all_notifications())

    def notifications(self) -> list[Notification]:
        """What was shown during this test, read from the bus, oldest first."""
        return self._all_notifications()[self.seen :]

    def _all_notifications(self) -> list[Notification]:
        log = (self.folder / "notifications.log").read_text(errors="replace")
        calls = re.split(r"^(?=method call|method return|signal|error)", log, flags=re.MULTILINE)
        texts = [
            re.findall(r'^   string "(.*?)"$', call, re.MULTILINE | re.DOTALL) for call in calls if "=Notify\n" in call
        ]
        return [Notification(program, title, text) for program, _icon, title, text in (found[:4] for found in texts)]

    def windows(self, title: str) -> list[str]:
        """The IDs of the visible windows whose title matches a regular expression."""
        return self._xdotool("search", "--onlyvisible", "--name", title).split()

    def click(self, x: int, y: int, button: int = 1) -> None:
        self._xdotool("mousemove", str(x), str(y), "click", str(button))

    def press(self, *keys: str) -> None:
        """Presses keys by their X names, `ctrl+q`, in the window that has the focus."""
        self._xdotool("key", *keys)

    def screenshot(self, file: Path) -> Path:
        """The whole screen as a PNG."""
        subprocess.run(["import", "-window", "root", str(file)], env={**os.environ, **self.variables}, check=True)
        return file

    def _xdotool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        variables = {**os.environ, **self.variables}
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False).stdout


def start(command: Sequence[str], variables: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A process with a group of its own, so that it ends with its children."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def end(process: subprocess.Popen[bytes]) -> None:
    for wish in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wish)
            process.wait(timeout=5)
        except ProcessLookupError:
            process.wait()
        except subprocess.TimeoutExpired:
            continue
        return


def wait_until(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds:.0f} s"
        time.sleep(0.05)


def is_on_bus(name: str, variables: Mapping[str, str]) -> bool:
    question = [
        "dbus-send",
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.NameHasOwner",
    ]
    answer = subprocess.run([*question, f"string:{name}"], env=variables, capture_output=True, text=True, check=False)
    return "boolean true" in answer.stdout


@pytest.fixture(scope="session")
def _session() -> Iterator[Desktop]:
    missing = {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if missing:
        pytest.skip(f"a desktop needs {', '.join(sorted(missing))}")
    with tempfile.TemporaryDirectory(prefix="usage-tracker-desktop-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for place in ("config/xfce4/xfconf/xfce-perchannel-xml", "data", "cache", "run"):
            (folder / place).mkdir(parents=True)
        (folder / "run").chmod(0o700)
        (folder / "config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml").write_text(PANEL)
        started: list[subprocess.Popen[bytes]] = []
        try:
            yield _start_desktop(folder, started)
        finally:
            for process in reversed(started):
                end(process)


def _start_desktop(folder: Path, started: list[subprocess.Popen[bytes]]) -> Desktop:
    bus = f"unix:path={folder / 'run' / 'bus'}"
    variables = {
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
        "NO_AT_BRIDGE": "1",  # GTK programs look for no screen reader
    }
    own = {  # set before the bus starts: what the bus starts inherits it
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        **variables,
    }
    own["DISPLAY"] = variables["DISPLAY"] = _start_screen(folder, own, started)

    def run(*command: str) -> None:
        started.append(start(command, own, folder / f"{command[0]}.log"))

    run("dbus-daemon", "--session", "--nofork", f"--address={bus}")
    wait_until((folder / "run" / "bus").exists, "the session bus's socket")
    started.append(
        start(["dbus-monitor", "interface='org.freedesktop.Notifications'"], own, folder / "notifications.log")
    )
    run("openbox")
    run("xfce4-panel", "--disable-wm-check")
    run("dunst", "-conf", "/etc/xdg/dunst/dunstrc")
    for service in ("org.kde.StatusNotifierWatcher", "org.freedesktop.Notifications"):
        wait_until(lambda name=service: is_on_bus(name, own), f"{service} on the bus")
    return Desktop(folder, variables)


def _start_screen(folder: Path, variables: Mapping[str, str], started: list[subprocess.Popen[bytes]]) -> str:
    """An X server on a display that it found free itself."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as answer, (folder / "Xvfb.log").open("ab") as log:
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
        server = subprocess.Popen(
            command, env=variables, pass_fds=[writing], stdout=log, stderr=log, start_new_session=True
        )
        started.append(server)
        os.close(writing)
        number = answer.readline().strip()
    assert number, (folder / "Xvfb.log").read_text()
    return f":{number}"


@pytest.fixture
def desktop(_session: Desktop) -> Iterator[Desktop]:
    """The run's desktop, with none of this test's programs or notifications left behind for the next."""
    yield _session
    _session.close_programs()
