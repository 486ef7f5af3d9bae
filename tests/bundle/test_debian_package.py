"""The .deb in a clean Debian: installed with nothing but what it depends on, started from its desktop file, removed."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from real_desktop import Desktop, wait_until

# Libraries that neither the bundle nor its dependencies bring. GTK's look is loaded only where the system has it.
WHAT_IS_MISSING = """
export LD_LIBRARY_PATH=/usr/lib/usage-tracker/_internal:/usr/lib/usage-tracker/_internal/PySide6/Qt/lib
find /usr/lib/usage-tracker -name '*.so*' ! -iname '*gtk3*' -exec ldd {} + 2> /dev/null |
    grep 'not found' | sort -u
true
"""

USER, HOME = "tester", "/home/tester"
NEEDED = ("debootstrap", "chroot", "mount")


class Debian:
    """A minimal Debian in a folder, made for this run. Programs in it see none of this machine's variables."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mounted: list[Path] = []

    def mount(self, source: str, place: str, *options: str) -> None:
        target = self.root / place
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", *options, source, str(target)], check=True)
        self.mounted.append(target)

    def command(self, *arguments: str, user: str = "", **variables: str) -> list[str]:
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": HOME if user else "/root",
            "DEBIAN_FRONTEND": "noninteractive",
            **variables,
        }
        settings = [f"{name}={value}" for name, value in environment.items()]
        return ["env", "-i", *settings, "chroot", *([f"--userspec={user}"] if user else []), str(self.root), *arguments]

    def run(self, *arguments: str, user: str = "", **variables: str) -> str:
        """The standard output of a program that ends with 0."""
        command = self.command(*arguments, user=user, **variables)
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{' '.join(arguments)}: {ended.stdout}{ended.stderr}"
        return ended.stdout

    def files(self) -> set[str]:
        """Everything on its disk but what changes by itself, relative to its root."""
        changing = ("proc/", "sys/", "dev/", "tmp/", "run/", "var/cache/", "var/log/", "var/lib/apt/", "var/lib/dpkg/")
        walked = subprocess.run(["find", ".", "-xdev"], cwd=self.root, capture_output=True, text=True, check=True)
        names = {name.removeprefix("./") for name in walked.stdout.splitlines()}
        return {name for name in names if not name.startswith(changing)}


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory, dist: Path) -> Iterator[Debian]:
    missing = [program for program in NEEDED if not shutil.which(program)]
    if missing or os.geteuid() != 0:
        pytest.skip(f"a clean Debian needs root and {' '.join(missing) or 'debootstrap'} (apt-get install debootstrap)")
    system = Debian(tmp_path_factory.mktemp("debian"))
    try:
        release = ["debootstrap", "--variant=minbase", "bookworm", str(system.root)]
        built = subprocess.run(release, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stdout[-2000:]
        system.root.chmod(0o755)  # temporary folders are their maker's alone; this one is a whole system's root
        system.mount("proc", "proc", "-t", "proc")
        system.mount("/dev", "dev", "--bind")
        system.mount("/tmp/.X11-unix", "tmp/.X11-unix", "--bind")
        system.run("useradd", "--create-home", USER)
        (package,) = dist.glob("usage-tracker_*.deb")
        shutil.copy(package, system.root / "usage-tracker.deb")
        yield system
    finally:
        for place in reversed(system.mounted):
            subprocess.run(["umount", "--lazy", str(place)], check=True)
        time.sleep(0.2)
        assert not os.path.ismount(system.root / "dev")
        shutil.rmtree(system.root)


@pytest.fixture(scope="module", autouse=True)
def _screen_first(_session: Desktop, debian: Debian) -> None:
    """The desktop's X socket must lie in /tmp/.X11-unix before that folder is shown to the other system."""


@pytest.mark.desktop
def test_the_package_installs_runs_from_its_desktop_file_and_leaves_nothing(
    debian: Debian, desktop: Desktop, tmp_path: Path
) -> None:
    debian.run("apt-get", "update")
    dependencies = [
        line.split()[1]
        for line in debian.run("apt-get", "install", "-s", "--no-install-recommends", "/usage-tracker.deb").splitlines()
        if line.startswith("Inst ") and line.split()[1] != "usage-tracker"
    ]
    debian.run("apt-get", "install", "-y", "--no-install-recommends", *dependencies)
    before = debian.files()

    debian.run("apt-get", "install", "-y", "--no-install-recommends", "/usage-tracker.deb")
    assert "usage-tracker" in debian.run("usage-tracker", "--version", user=USER)
    assert debian.run("usage-tracker", "accounts", "list", "--format", "json", user=USER)
    assert debian.run("sh", "-c", WHAT_IS_MISSING) == ""

    desktop_file = (debian.root / "usr/share/applications/usage-tracker.desktop").read_text()
    program = next(line for line in desktop_file.splitlines() if line.startswith("Exec=")).removeprefix("Exec=")
    display = desktop.variables["DISPLAY"]
    desktop.open(debian.command(*program.split(), "--demo", user=USER, DISPLAY=display))
    wait_until(lambda: desktop.windows("UsageTracker"), "the window", seconds=40)
    time.sleep(6)
    assert desktop.screenshot(tmp_path / "installed.png").stat().st_size > 30_000, desktop.output()
    assert desktop.output() == ""
    desktop.close_programs()

    debian.run("apt-get", "purge", "-y", "usage-tracker")
    left = {name for name in debian.files() - before if not name.startswith(HOME.removeprefix("/"))}
    assert left == set()
    assert (debian.root / HOME.removeprefix("/") / ".local/share/UsageTracker").is_dir(), "the user's data went, too"
