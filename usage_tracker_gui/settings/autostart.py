"""Start at login: what each system wants to find, and where.

XDG autostart on Linux, a LaunchAgent on macOS, the Run key on Windows. The program itself waits 20 seconds
(`--delay`), so that a login is not slowed down and the tray is there when the icon comes; no system but GNOME can.
"""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from usage_tracker_gui.settings.errors import SettingsError, why

DELAY_SECONDS = 20
OPTIONS = ("--minimized", "--delay", str(DELAY_SECONDS))
IDENTIFIER = "io.github.usagetracker.UsageTracker"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
RUN_NAME = "UsageTracker"


@dataclass(frozen=True, slots=True)
class StartFile:
    """A file that makes the system start the program at login."""

    path: Path
    content: bytes

    def enable(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(self.content)
        except OSError as error:
            raise _refused(str(self.path), error) from error

    def disable(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(str(self.path), error) from error

    def is_enabled(self) -> bool:
        """False too where a person switched the entry off in the desktop's own list, which leaves the file there."""
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return False
        return not {b"Hidden=true", b"X-GNOME-Autostart-enabled=false"} & set(lines)


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A value of the Run key of the Windows registry, of this user alone."""

    name: str
    command: str

    def enable(self) -> None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                    winreg.SetValueEx(key, self.name, 0, winreg.REG_SZ, self.command)
            except OSError as error:
                raise _refused("the registry", error) from error

    def disable(self) -> None:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, winreg.KEY_SET_VALUE) as key:
                    winreg.DeleteValue(key, self.name)
            except FileNotFoundError:
                return
            except OSError as error:
                raise _refused("the registry", error) from error

    def is_enabled(self) -> bool:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                    winreg.QueryValueEx(key, self.name)
            except OSError:
                return False
            return True
        return False


Autostart = StartFile | RunEntry


def autostart(platform: str, program: Sequence[str], home: Path, process: Mapping[str, str]) -> Autostart:
    """`platform` is sys.platform; `program` the command that opens the window, one part each."""
    command = (*program, *OPTIONS)
    if platform == "win32":
        return RunEntry(RUN_NAME, subprocess.list2cmdline(command))
    if platform == "darwin":
        return StartFile(home / "Library" / "LaunchAgents" / f"{IDENTIFIER}.plist", _launch_agent(command))
    config = Path(process.get("XDG_CONFIG_HOME") or home / ".config")
    return StartFile(config / "autostart" / "usage-tracker.desktop", _desktop_entry(command))


def _launch_agent(command: Sequence[str]) -> bytes:
    return plistlib.dumps(
        {
            "Label": IDENTIFIER,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
    )


def _desktop_entry(command: Sequence[str]) -> bytes:
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=UsageTracker",
        "Comment=What your LLM API keys use and cost, while it happens",
        "Icon=usage-tracker",
        "Terminal=false",
        f"Exec={' '.join(map(_quoted, command))}",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(argument: str) -> str:
    """An argument of Exec as the Desktop Entry Specification has it: escaped for its quotes, then for the file."""
    if all(character.isalnum() or character in "/._-" for character in argument):
        return argument
    escaped = "".join(f"\\{character}" if character in '"`$\\' else character for character in argument)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'


def _refused(where: str, error: OSError) -> SettingsError:
    return SettingsError(
        f"Start at login can't be changed in {where} ({why(error)}): allow writing there and try again."
    )
