"""Start at login: what each of the three systems is given."""

import plistlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from usage_tracker_gui.settings.autostart import RunEntry, StartFile, autostart
from usage_tracker_gui.settings.errors import SettingsError

HOME = Path("/home/somebody")
PROGRAM = ("/opt/usage-tracker/UsageTracker",)
WAITING = ["--minimized", "--delay", "20"]


def start_file(platform: str, program: tuple[str, ...] = PROGRAM, home: Path = HOME) -> StartFile:
    entry = autostart(platform, program, home, {})
    assert isinstance(entry, StartFile)
    return entry


def test_linux_gets_an_autostart_entry() -> None:
    entry = start_file("linux")
    assert entry.path == HOME / ".config" / "autostart" / "usage-tracker.desktop"
    lines = entry.content.decode().splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert "Type=Application" in lines
    assert "Exec=/opt/usage-tracker/UsageTracker --minimized --delay 20" in lines


def test_linux_keeps_to_the_configuration_folder_that_is_named() -> None:
    entry = autostart("linux", PROGRAM, HOME, {"XDG_CONFIG_HOME": "/config"})
    assert isinstance(entry, StartFile)
    assert entry.path == Path("/config/autostart/usage-tracker.desktop")


def test_macos_gets_a_launch_agent() -> None:
    entry = start_file("darwin")
    assert entry.path.parent == HOME / "Library" / "LaunchAgents"
    agent = plistlib.loads(entry.content)
    assert entry.path.name == f"{agent['Label']}.plist"
    assert agent["ProgramArguments"] == [*PROGRAM, *WAITING]
    assert agent["RunAtLoad"] is True
    assert "KeepAlive" not in agent  # who quits it has quit it


def test_windows_gets_a_value_of_the_run_key() -> None:
    program = (r"C:\Users\Jörg\App Data\UsageTracker.exe",)
    entry = autostart("win32", program, HOME, {})
    assert entry == RunEntry("UsageTracker", r'"C:\Users\Jörg\App Data\UsageTracker.exe" --minimized --delay 20')


def test_it_is_switched_on_and_off(tmp_path: Path) -> None:
    entry = start_file("linux", home=tmp_path)
    assert not entry.is_enabled()
    entry.enable()
    assert entry.is_enabled()
    entry.disable()
    entry.disable()
    assert not entry.is_enabled()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_switched_off_in_the_desktops_own_list_is_off(tmp_path: Path, line: str) -> None:
    entry = start_file("linux", home=tmp_path)
    entry.enable()
    entry.path.write_bytes(entry.content + f"{line}\n".encode())
    assert not entry.is_enabled()


def test_where_it_can_not_be_written_is_one_sentence(read_only_folder: Path) -> None:
    with pytest.raises(SettingsError, match="Start at login can't be changed in"):
        start_file("linux", home=read_only_folder).enable()


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio is not installed (Debian: libglib2.0-bin)")
@pytest.mark.skipif(sys.platform != "linux", reason="desktop entries are started on Linux")
def test_a_desktop_starts_it_from_a_folder_with_any_name(tmp_path: Path) -> None:
    """GLib itself reads the entry and starts a program that writes down its arguments."""
    folder = tmp_path / 'odd "name" $HOME `x` back\\slash ünï'
    folder.mkdir()
    program = folder / "Usage Tracker"
    seen = tmp_path / "seen"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" > {seen}.part && mv {seen}.part {seen}\n')
    program.chmod(0o755)
    entry = start_file("linux", (str(program),), tmp_path)
    entry.enable()
    subprocess.run(["gio", "launch", str(entry.path)], check=True, timeout=20)
    deadline = time.monotonic() + 10
    while not seen.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert seen.read_text().splitlines() == [str(program), *WAITING]
