"""The built programs where things are not as they should be: a sentence and exit code 2, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from real_desktop import Desktop, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="this system's own parts are tested by hand"
)

STRANGER = 65534  # nobody, who owns nothing
Ended = subprocess.CompletedProcess[str]
BARE = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def run(*command: str, **variables: str) -> Ended:
    return subprocess.run(
        command,
        env=BARE | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def apart(script: str, *arguments: str, **variables: str) -> Ended:
    """In a mount namespace of its own: what the script mounts is gone with it."""
    return run("unshare", "--mount", "bash", "-ec", script, "bash", *arguments, **variables)


def assert_one_sentence(ended: Ended, words: str) -> None:
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr


@pytest.fixture
def _root() -> None:
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("mounting and being another user need root")


@pytest.fixture
def screen(desktop: Desktop) -> str:
    return desktop.variables["DISPLAY"]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may enter; pytest's own are their maker's alone."""
    folder = Path("/var/tmp/usage-tracker-places")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_folder_and_a_home_with_spaces_and_letters_of_all_kinds(bundle: Path, screen: str, place: Path) -> None:
    home = place / "Jörg Ünïcode 日本"
    home.mkdir()
    copy = shutil.copytree(bundle, home / "my prógrams" / "UsageTracker", symlinks=True)
    said = run(str(copy / "usage-tracker"), "doctor", HOME=str(home), COLUMNS="200")
    assert (said.returncode, said.stderr) == (0, "")
    assert str(home / ".local/share/UsageTracker") in said.stdout
    ended = run(str(copy / "UsageTracker"), "--screenshot", str(home / "bîld.png"), HOME=str(home), DISPLAY=screen)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (home / "bîld.png").stat().st_size > 10_000


@pytest.mark.desktop
@pytest.mark.usefixtures("_root")
def test_another_user_starts_it_from_a_folder_that_nobody_may_write(bundle: Path, screen: str, place: Path) -> None:
    home = place / "home"
    home.mkdir()
    os.chown(home, STRANGER, STRANGER)
    script = f"""mount --bind "$1" /mnt && mount -o remount,bind,ro /mnt
        for program in "UsageTracker --demo --screenshot $HOME/picture.png" "usage-tracker doctor"; do
            setpriv --reuid={STRANGER} --regid={STRANGER} --clear-groups /mnt/$program
        done"""
    ended = apart(script, str(bundle), HOME=str(home), DISPLAY=screen)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (home / "picture.png").stat().st_size > 30_000
    assert (home / ".local/share/UsageTracker/history.db").exists()


@pytest.mark.desktop
@pytest.mark.usefixtures("_root")
@pytest.mark.parametrize("program", ["UsageTracker", "usage-tracker report"])
def test_the_data_folder_of_another_user_is_a_sentence(bundle: Path, screen: str, place: Path, program: str) -> None:
    (place / "theirs").mkdir(mode=0o700)
    script = f'mount --bind "$1" /mnt && setpriv --reuid={STRANGER} --regid={STRANGER} --clear-groups /mnt/{program}'
    data = str(place / "theirs" / "data")
    ended = apart(script, str(bundle), HOME=str(place), DISPLAY=screen, USAGE_TRACKER_DATA_DIR=data)
    assert_one_sentence(ended, f"The folder {data} can't be made (Permission denied)")


@pytest.mark.usefixtures("_root")
def test_a_full_disk_is_a_sentence(bundle: Path, place: Path) -> None:
    script = """mount -t tmpfs -o size=64k full /mnt; head -c 100000 /dev/zero > /mnt/full 2> /dev/null || true
        "$1/usage-tracker" report"""
    ended = apart(script, str(bundle), HOME=str(place), USAGE_TRACKER_DATA_DIR="/mnt/data")
    assert_one_sentence(ended, "The disk is full")


@pytest.mark.desktop
@pytest.mark.usefixtures("_root")
def test_the_window_says_that_the_disk_is_full_and_stays(bundle: Path, desktop: Desktop, place: Path) -> None:
    script = """mount -t tmpfs -o size=64k full /mnt; head -c 100000 /dev/zero > /mnt/full 2> /dev/null || true
        exec "$1/UsageTracker" """
    variables = [f"{name}={value}" for name, value in (BARE | {"HOME": str(place), **desktop.variables}).items()]
    command = ["env", "-i", *variables, "USAGE_TRACKER_DATA_DIR=/mnt/data", "unshare", "--mount"]
    program = desktop.open([*command, "bash", "-c", script, "bash", str(bundle)])
    wait_until(lambda: desktop.windows("UsageTracker"), "the window", seconds=30)
    assert program.poll() is None
    assert "Traceback" not in desktop.output()


def test_without_a_display_is_a_sentence(bundle: Path, tmp_path: Path) -> None:
    ended = run(str(bundle / "UsageTracker"), HOME=str(tmp_path))
    assert_one_sentence(ended, "There is no display to open a window on: start it in a desktop session")


@pytest.mark.desktop
@pytest.mark.usefixtures("_root")
@pytest.mark.parametrize(
    "library", ["libEGL.so.1", "libGL.so.1", "libdbus-1.so.3", "libfontconfig.so.1", "libssl.so.3"]
)
def test_a_missing_library_is_named(bundle: Path, screen: str, place: Path, library: str) -> None:
    script = 'mount --bind /dev/null "$(readlink -f "$2")"; "$1/UsageTracker" --demo'
    found = next(file for folder in ("/usr/lib", "/lib") for file in Path(folder).glob(f"*-linux-gnu/{library}"))
    ended = apart(script, str(bundle), str(found), HOME=str(place), DISPLAY=screen)
    assert_one_sentence(ended, "A library that windows need is missing (")
    assert library in ended.stderr


@pytest.mark.usefixtures("_root")
def test_a_missing_library_of_the_command_line_is_named(bundle: Path, place: Path) -> None:
    script = 'mount --bind /dev/null "$(readlink -f "$2")"; "$1/usage-tracker" report'
    found = next(file for folder in ("/usr/lib", "/lib") for file in Path(folder).glob("*-linux-gnu/libssl.so.3"))
    ended = apart(script, str(bundle), str(found), HOME=str(place))
    assert_one_sentence(ended, "libssl.so.3")
