"""What comes with the program is told from a checkout, in a bundle and from a wheel, package by package."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from usage_tracker_gui.settings.licences import licence, licences, packages

ROOT = Path(__file__).resolve().parents[2]


def test_a_checkout_shows_its_notice() -> None:
    text = licences()
    assert text.startswith("UsageTracker is under the MIT licence")
    assert "LGPL-3.0" in text


def test_a_bundle_shows_the_notice_that_lies_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "NOTICE.txt").write_text("what is bundled", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert licences().startswith("what is bundled\n")


def test_every_package_that_another_needs_is_named_once_with_its_licence() -> None:
    found = {package.metadata["Name"].lower(): licence(package) for package in packages("httpx")}
    assert {"httpcore", "h11", "idna", "certifi", "anyio"} <= set(found)
    assert "httpx" not in found
    assert "h2" not in found  # only for who asks for httpx[http2]
    assert found["idna"] == "BSD-3-Clause"
    assert all(found.values())


def test_what_is_not_installed_has_no_packages() -> None:
    assert [*packages("no-such-package-here")] == []


def test_a_wheel_brings_the_notice_and_the_list_names_all_that_it_needs(tmp_path: Path) -> None:
    """Built from the checkout and unpacked, as pip would lay it out; nothing of the checkout is in sight."""
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    made = subprocess.run(
        [sys.executable, "-c", build], cwd=sources(tmp_path), capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    shipped = next((tmp_path / "site").glob("*.data/data"))
    probe = (
        "import sysconfig; before = sysconfig.get_path; "
        f"sysconfig.get_path = lambda name, *scheme: {str(shipped)!r} if name == 'data' else before(name, *scheme);"
        "from usage_tracker_gui.settings.licences import licences; print(licences())"
    )
    said = subprocess.run(
        [sys.executable, "-c", probe], cwd=tmp_path / "site", env={"PYTHONPATH": ""}, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert "Material Design Icons (font)" in said.stdout
    assert re.search(r"^psycopg +[0-9.]+ +LGPL-3.0-only$", said.stdout, re.MULTILINE)


def sources(tmp_path: Path) -> Path:
    """A copy of what a wheel is made from: building leaves folders behind."""
    copy = tmp_path / "sources"
    copy.mkdir()
    for name in ("usage_tracker_gui", "resources"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    (copy / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "NOTICE.txt", copy / "packaging")
    return copy
