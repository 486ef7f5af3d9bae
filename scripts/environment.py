"""The environment everything else runs in: `.venv`, made from requirements.lock, and the system's own packages.

Runs on a bare Python, so it uses the standard library alone, and nothing here is done twice: a stamp in `.venv` says
what it was made from. A set-up that was interrupted has no stamp and is made anew.
"""

import sys

NEEDED = (3, 11)
if sys.version_info < NEEDED:  # before anything that an older Python could not run
    sys.exit("UsageTracker needs Python %d.%d or newer; this is %d.%d." % (NEEDED + tuple(sys.version_info[:2])))

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
LOG = ROOT / "build" / "set-up.log"
IN_CI = os.environ.get("CI") == "true"

# What Qt loads at run time, and the Debian and Ubuntu package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}

# The real parts of the tests: X server, window manager, panel with a tray, notifications, what screen readers use, a
# browser, keychain, database, Wayland, and the tools that read what the packages are made from.
TEST_PACKAGES = (
    "xvfb",
    "xdotool",
    "imagemagick",
    "openbox",
    "xfce4-panel",
    "dunst",
    "dbus",
    "gnome-keyring",
    "postgresql",
    "desktop-file-utils",
    "appstream",
    "nsis",
    "chromium",
    "at-spi2-core",
    "gir1.2-atspi-2.0",
    "python3-gi",
    "weston",
)
# A clean Debian for the .deb to prove itself in.
BUNDLE_TEST_PACKAGES = ("binutils", "debootstrap", "debian-archive-keyring")


class SetUpError(Exception):
    """Set-up can't go on; the text is the one sentence for the person in front of it."""


def main(work: Callable[[Sequence[str]], int]) -> NoReturn:
    """Runs a script's work on the command line's arguments and ends with its exit code."""
    try:
        sys.exit(work(sys.argv[1:]))
    except SetUpError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def inside(work: Callable[[Sequence[str]], int]) -> Callable[[Sequence[str]], int]:
    """For a script that needs the project's own packages: makes it go on in `.venv`, unless it already runs there."""

    def start(arguments: Sequence[str]) -> int:
        if Path(sys.prefix).resolve() == VENV:
            return work(arguments)
        return become([python(), *sys.orig_argv[1:]])

    return start


# --- The Python environment ------------------------------------------------------------------------------------------


def python() -> str:
    """The Python of `.venv`, which is made first where it is missing or older than the lock."""
    with _one_at_a_time():
        if not _is_current():
            _make()
    return str(program("python"))


def variables() -> dict[str, str]:
    """The environment for programs of `.venv`: they may write .pyc files, which halves the next start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def call(arguments: Sequence[str]) -> int:
    """Runs another program to its end and returns its exit code."""
    return subprocess.call(arguments, env=variables())


def become(arguments: Sequence[str]) -> int:
    """Goes on as another program: in place where the system can, as its parent on Windows. Returns its exit code."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(arguments[0], list(arguments), variables())
    return call(arguments)


def commit_time() -> int:
    """When the checked-out commit was made, in seconds since 1970: the one time of everything that is built from it."""
    question = ["git", "log", "-1", "--format=%ct"]
    answer = subprocess.run(question, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return int(answer or "1767225600")


def program(name: str) -> Path:
    """Where `.venv` has a program."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def _recipe() -> str:
    """What `.venv` is made from, as one hash: lock, entry points, Python, and place (a moved `.venv` is broken)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [
        LOCK.read_text(encoding="utf-8"),
        json.dumps(project, sort_keys=True),
        str(sys.version_info[:2]),
        str(ROOT),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_current() -> bool:
    return program("python").exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == _recipe()


def _make() -> None:
    print("Setting up .venv (once; a minute or two) ...", file=sys.stderr, flush=True)
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise SetUpError(
            f"{VENV} could not be replaced ({error.strerror}): close UsageTracker and try again."
        ) from None
    uv = _working_uv()
    if uv:
        _make_with_uv(uv)
    else:
        _make_with_pip()
    install_this_project()
    STAMP.write_text(_recipe(), encoding="utf-8")


def _working_uv() -> str | None:
    uv = shutil.which("uv")
    works = uv and subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0
    return uv if works else None


def _make_with_uv(uv: str) -> None:
    _step("make .venv", [uv, "venv", "--python", _own_python(), str(VENV)])
    install = [*_installer(uv), "--compile-bytecode"]
    _step("install requirements.lock", [*install, "--require-hashes", "-r", str(LOCK)])


def _make_with_pip() -> None:
    if subprocess.run([_own_python(), "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode:
        install_packages(["python3-venv"], "This Python has no venv module")
    _step("make .venv", [_own_python(), "-m", "venv", str(VENV)])
    _step("install requirements.lock", [*_installer(None), "--require-hashes", "-r", str(LOCK)])


def install_this_project() -> None:
    """Installs UsageTracker itself from the checkout, built by the locked setuptools; again, its metadata is renewed.

    "compat" is a plain path entry: setuptools' other way is an import hook, which costs time at each start and hides
    the package from type checkers.
    """
    options = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    _step("install UsageTracker", [*_installer(_working_uv()), *options, "-e", str(ROOT)])


def _installer(uv: str | None) -> list[str]:
    python = str(program("python"))
    return [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]


def _own_python() -> str:
    """The Python that runs this, or the one its virtual environment was made from (`.venv` is about to be removed)."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _step(what: str, command: Sequence[str], variables: Mapping[str, str] | None = None) -> None:
    result = subprocess.run(
        command,
        env={**os.environ, **(variables or {})},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text(f"$ {' '.join(command)}\n{result.stdout}", encoding="utf-8")
    if result.returncode:
        reason = _reason(result.stdout)
        raise SetUpError(f"Could not {what} ({reason}); the whole output is in {LOG.relative_to(ROOT)}, try again.")


def _reason(output: str) -> str:
    """The line of a program's output that names the trouble: the last error, else the last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    errors = [line for line in lines if line.lower().startswith(("error", "e:"))]
    return (errors or lines)[-1].rstrip(".")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two programs that start together make one `.venv`. (On Windows the second one stumbles, and is started again.)"""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        LOG.parent.mkdir(exist_ok=True)
        lock = LOG.with_suffix(".lock").open("w")
    except OSError as error:
        raise SetUpError(f"{ROOT} can't be written to ({error.strerror}): copy it to a folder of your own.") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- The system's packages -------------------------------------------------------------------------------------------


def require_qt_libraries() -> None:
    """Sees to it that Qt can load on this Linux: installs what is missing where it may, else says what to run."""
    missing = [package for library, package in QT_LIBRARIES.items() if not _loads(library)] if on_linux() else []
    if missing:
        install_packages(missing, "Qt needs libraries that are missing here")


def install_test_packages(packages: Sequence[str]) -> None:
    """Brings the real parts that tests use; without them those tests skip, which CI doesn't allow."""
    missing = [package for package in packages if not _is_installed(package)]
    if missing:
        install_packages(missing, "Parts that the tests need are missing")


def install_packages(packages: Sequence[str], why: str) -> None:
    """Installs Debian packages by name.

    Raises SetUpError with the one line to run when this user may not, or when this is not Debian or Ubuntu.
    """
    line = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise SetUpError(f"{why}: install what Debian calls {' '.join(packages)} and try again.")
    privilege = _privilege()
    if privilege is None:
        raise SetUpError(f"{why}; run this once and try again: {line}")
    print(f"{why}: installing {' '.join(packages)} ...", file=sys.stderr, flush=True)
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(SetUpError):  # an old package list may still do; if it doesn't, the next step says so
        _step("update the package list", [*privilege, "apt-get", "update"], quietly)
    _step("install packages", [*privilege, *line.split()[1:]], quietly)


def _privilege() -> list[str] | None:
    """What to put before a command of the administrator; None when this user may not run one unasked."""
    if os.geteuid() == 0:
        return []
    asks_nothing = shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    return ["sudo", "-n"] if asks_nothing else None


def on_linux() -> bool:
    """Whether the system's packages are of any interest here."""
    return sys.platform.startswith("linux")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_installed(package: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"
