"""What the packages are made from is read here by the tools that the systems themselves would use."""

import plistlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import usage_tracker_gui
from usage_tracker_gui.settings import autostart

ROOT = Path(__file__).resolve().parents[2]
LINUX, MACOS, WINDOWS = (ROOT / "packaging" / system for system in ("linux", "macos", "windows"))
NAME = autostart.IDENTIFIER


def run(program: str, *arguments: str, package: str = "") -> subprocess.CompletedProcess[str]:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed (apt-get install {package or program})")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_the_desktop_file_is_valid() -> None:
    result = run("desktop-file-validate", str(LINUX / "usage-tracker.desktop"), package="desktop-file-utils")
    assert (result.returncode, result.stdout) == (0, "")


def test_the_window_is_known_by_the_name_of_its_desktop_file() -> None:
    """Wayland's desktops find the icon and the name of a window that way."""
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "usage_tracker_gui" / "app").glob("*.py"))
    assert 'setDesktopFileName("usage-tracker")' in sources


def test_the_metainfo_is_valid_and_names_the_desktop_file(tmp_path: Path) -> None:
    text = (LINUX / f"{NAME}.metainfo.xml").read_text(encoding="utf-8")
    text = text.replace("@VERSION@", "1.2.3").replace("@DATE@", "2026-11-25")
    file = tmp_path / f"{NAME}.metainfo.xml"
    file.write_text(text, encoding="utf-8")
    result = run("appstreamcli", "validate", "--no-net", str(file), package="appstream")
    assert result.returncode == 0, result.stdout
    assert ">usage-tracker.desktop<" in text


def test_the_macos_property_lists_are_read_and_agree_with_the_start_at_login() -> None:
    info = plistlib.loads((MACOS / "Info.plist").read_bytes())
    assert info["CFBundleIdentifier"] == NAME
    assert info["NSHighResolutionCapable"] is True
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert all(value is True for value in entitlements.values())
    assert "com.apple.security.get-task-allow" not in entitlements  # notarization refuses it


def test_the_windows_installer_compiles_without_a_warning(tmp_path: Path) -> None:
    """On a stand-in tree: what it would install is built on Windows alone."""
    (tmp_path / "tree" / "_internal").mkdir(parents=True)
    for file in ("UsageTracker.exe", "usage-tracker.exe", "_internal/library.dll"):
        (tmp_path / "tree" / file).write_bytes(b"stands in for a program" * 100)
    settings = [
        "-DVERSION=1.2.3",
        f"-DFOLDER={tmp_path / 'tree'}",
        f"-DTARGET={tmp_path / 'UsageTracker-1.2.3-setup.exe'}",
    ]
    result = run("makensis", "-V2", "-WX", *settings, str(WINDOWS / "installer.nsi"), package="nsis")
    assert result.returncode == 0, result.stdout + result.stderr
    assert (tmp_path / "UsageTracker-1.2.3-setup.exe").read_bytes()[:2] == b"MZ"


def test_the_windows_installer_writes_the_run_value_that_the_settings_switch() -> None:
    script = (WINDOWS / "installer.nsi").read_text(encoding="utf-8")
    assert f'!define RUN_KEY "{autostart.RUN_KEY}"' in script
    assert f'!define NAME "{autostart.RUN_NAME}"' in script
    assert f'UsageTracker.exe" {" ".join(autostart.OPTIONS)}' in script


def test_the_icon_files_hold_pictures_of_the_sizes_that_the_systems_ask_for() -> None:
    ico = (WINDOWS / "UsageTracker.ico").read_bytes()
    sizes = {ico[6 + 16 * number] or 256 for number in range(ico[4])}
    assert {16, 32, 48, 256} <= sizes
    icns = (MACOS / "UsageTracker.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert int.from_bytes(icns[4:8], "big") == len(icns)
    assert b"ic10" in icns


def test_the_workflows_are_what_github_accepts() -> None:
    workflows = [str(file) for file in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert workflows
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("script", [".ci/run", "scripts/build_installer.sh"])
def test_a_shell_script_can_be_read_by_its_shell_and_started(script: str) -> None:
    result = run("bash", "-n", str(ROOT / script))
    assert (result.returncode, result.stderr) == (0, "")
    assert (ROOT / script).stat().st_mode & 0o100


def test_one_version_is_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "usage_tracker_gui.__version__"
    assert len(usage_tracker_gui.__version__.split(".")) == 3


def test_the_lock_names_no_address_and_holds_a_hash_for_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert pinned
    assert all(line.endswith("\\") for line in pinned)
    locked = {line.split("==")[0] for line in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {wish.split(">")[0].split("[")[0].strip().lower().replace("_", "-") for wish in wanted}
    assert names <= locked
