"""The portable archive runs from wherever it is unpacked."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

import usage_tracker_gui

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the portable archive is Linux's")


def test_it_is_the_bundle_and_runs_where_it_is_unpacked(dist: Path, bundle: Path, tmp_path: Path) -> None:
    (archive,) = dist.glob("UsageTracker-*-linux-*.tar.xz")
    with tarfile.open(archive) as packed:
        members = packed.getmembers()
        packed.extractall(tmp_path, filter="data")
    inside = {member.name: (member.mode & 0o777, member.linkname) for member in members if not member.isdir()}
    there = {
        f"UsageTracker/{path.relative_to(bundle)}": (0o777, str(path.readlink()))
        if path.is_symlink()
        else (path.stat().st_mode & 0o777, "")
        for path in bundle.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    assert inside == there
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "root", "root")}
    assert len({member.mtime for member in members}) == 1
    program = tmp_path / "UsageTracker" / "usage-tracker"
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout
    assert usage_tracker_gui.__version__ in said
