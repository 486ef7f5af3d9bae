"""The Linux packages of a built folder: a .deb, and a .tar.xz that runs from wherever it is unpacked."""

import gzip
import os
import re
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import environment

LINUX = environment.ROOT / "packaging" / "linux"
ICONS = environment.ROOT / "resources" / "icons"
IDENTIFIER = "io.github.usagetracker.UsageTracker"

# What the bundle's libraries load from the system (packaging/usage_tracker.spec says why it is not inside).
DEPENDS = (
    "libc6 (>= 2.34)",
    "libdbus-1-3",
    "libegl1",
    "libexpat1",
    "libfontconfig1",
    "libfreetype6",
    "libgcc-s1",
    "libgl1",
    "libglib2.0-0t64 | libglib2.0-0",
    "libssl3t64 | libssl3",
    "libstdc++6",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-glx0",
    "libxcb-shm0",
    "libxcb1",
    "zlib1g",
)
RECOMMENDS = ("gnome-keyring | kwalletmanager | keepassxc", "libgtk-3-0t64 | libgtk-3-0")

CONTROL = """Package: usage-tracker
Version: {version}
Architecture: {architecture}
Maintainer: The UsageTracker project <usagetracker@users.noreply.github.com>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: {recommends}
Section: utils
Priority: optional
Description: What your LLM API keys use and cost, while it happens
 UsageTracker reads the usage that language model services report for an
 organization and shows tokens, requests and dollars per key and model, in a
 window, in the tray and on the command line. It warns when a key spikes.
"""


def version() -> str:
    """The product's, from the one place that has it."""
    text = (environment.ROOT / "usage_tracker_gui" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    assert found
    return found[1]


def build(folder: Path, target: Path, moment: int) -> Iterator[Path]:
    """Packs the built `folder`, with every time set to `moment` (seconds since 1970), and yields the files it makes."""
    machine = os.uname().machine
    portable = target / f"UsageTracker-{version()}-linux-{machine}.tar.xz"
    with tarfile.open(portable, "w:xz", preset=6) as archive:
        for path in [folder, *sorted(folder.rglob("*"))]:
            archive.add(
                path, path.relative_to(folder.parent), recursive=False, filter=lambda member: _plain(member, moment)
            )
    yield portable
    if shutil.which("dpkg-deb"):
        yield _deb(folder, target, moment)


def _plain(member: tarfile.TarInfo, moment: int) -> tarfile.TarInfo:
    """Nothing of the building machine: neither owner nor time."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = moment
    return member


def _deb(folder: Path, target: Path, moment: int) -> Path:
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    root = target.parent / "build" / "deb"
    shutil.rmtree(root, ignore_errors=True)
    _place_files(root, folder, date=time.strftime("%Y-%m-%d", time.gmtime(moment)))
    kilobytes = sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(
        CONTROL.format(
            version=version(),
            architecture=architecture,
            kilobytes=kilobytes,
            depends=", ".join(DEPENDS),
            recommends=", ".join(RECOMMENDS),
        ),
        encoding="utf-8",
    )
    _settle(root, moment)
    package = target / f"usage-tracker_{version()}_{architecture}.deb"
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    build = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(package)]
    subprocess.run(build, env=variables, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return package


def _place_files(root: Path, folder: Path, date: str) -> None:
    """Lays the package's tree out below `root`, as it will lie below `/`."""
    shutil.copytree(folder, root / "usr/lib/usage-tracker", symlinks=True)
    share = root / "usr/share"
    documents = share / "doc/usage-tracker"
    for place in (root / "usr/bin", share / "applications", share / "metainfo", documents):
        place.mkdir(parents=True)
    (root / "usr/bin/usage-tracker").symlink_to("../lib/usage-tracker/usage-tracker")
    (root / "usr/bin/usage-tracker-gui").symlink_to("../lib/usage-tracker/UsageTracker")
    shutil.copy(LINUX / "usage-tracker.desktop", share / "applications")
    metainfo = (LINUX / f"{IDENTIFIER}.metainfo.xml").read_text(encoding="utf-8")
    metainfo = metainfo.replace("@VERSION@", version()).replace("@DATE@", date)
    (share / f"metainfo/{IDENTIFIER}.metainfo.xml").write_text(metainfo, encoding="utf-8")
    shutil.copy(environment.ROOT / "packaging/NOTICE.txt", documents)
    shutil.copy(environment.ROOT / "LICENSE", documents / "copyright")
    changes = (environment.ROOT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    for picture in ICONS.glob("usage-tracker-*.png"):
        size = picture.stem.rpartition("-")[2]
        place = share / f"icons/hicolor/{size}x{size}/apps"
        place.mkdir(parents=True)
        shutil.copy(picture, place / "usage-tracker.png")
    scalable = share / "icons/hicolor/scalable/apps"
    scalable.mkdir(parents=True)
    shutil.copy(ICONS / "usage-tracker.svg", scalable)


def _settle(root: Path, moment: int) -> None:
    """Debian's permissions, and one time for every file."""
    for path in [*root.rglob("*"), root]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs and not path.name.endswith(".py") else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)
