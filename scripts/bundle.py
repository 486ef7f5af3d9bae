"""Builds the program that people double-click: `python3 scripts/bundle.py [--no-test | --only-test]`.

Leaves in `dist/` the folder UsageTracker (on macOS also UsageTracker.app) and this system's packages, each with its
SHA-256 in SHA256SUMS, and ends with the bundle's own test, which runs the built programs (tests/bundle).
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
import linux_packages

DIST = environment.ROOT / "dist"
FOLDER = DIST / "UsageTracker"
WORK = environment.ROOT / "build" / "bundle"
MOST_UNPACKED, MOST_PACKED = 200, 65  # MB on Linux: 1,000,000 bytes


def bundle(arguments: Sequence[str]) -> int:
    os.chdir(environment.ROOT)
    if "--only-test" in arguments:
        return test()
    make()
    return 0 if "--no-test" in arguments else test()


def make() -> None:
    """Builds, packs and reports."""
    if shutil.which("objdump") is None and environment.on_linux():
        environment.install_packages(["binutils"], "PyInstaller needs objdump")
    environment.python()
    environment.install_this_project()
    variables = reproducible(environment.variables())
    build(variables)
    packages = pack(variables)
    write_sums(packages)
    report(packages)


def reproducible(variables: dict[str, str]) -> dict[str, str]:
    """The environment in which two builds of one commit come out the same: one time, one order of hashes."""
    variables.setdefault("SOURCE_DATE_EPOCH", str(environment.commit_time()))
    return {**variables, "PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}


def build(variables: dict[str, str]) -> None:
    for old in (FOLDER, DIST / "UsageTracker.app"):
        shutil.rmtree(old, ignore_errors=True)
    recipe = environment.ROOT / "packaging" / "usage_tracker.spec"
    options = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", str(DIST), "--workpath", str(WORK)]
    command = [environment.python(), "-m", "PyInstaller", *options, str(recipe)]
    if subprocess.call(command, env=variables):
        raise environment.SetUpError("PyInstaller could not build the bundle; its words are above.")
    if environment.on_linux():
        (FOLDER / "usage-tracker").symlink_to("UsageTracker")
        strip(FOLDER / "_internal")
    if sys.platform == "win32":
        sign(FOLDER / "UsageTracker.exe", FOLDER / "usage-tracker.exe")
    if sys.platform == "darwin":
        (DIST / "UsageTracker.app" / "Contents" / "MacOS" / "usage-tracker").symlink_to("UsageTracker")
    settle_times(FOLDER, int(variables["SOURCE_DATE_EPOCH"]))


def strip(folder: Path) -> None:
    """Takes the debugger's symbols out of libraries.

    Not of those in `*.libs`: auditwheel moved their sections, and strip breaks them (NumPy's OpenBLAS no longer loads).
    Nor of the programs: they carry the archive of modules behind their end.
    """
    libraries = [
        file
        for file in sorted(folder.rglob("*.so*"))
        if file.is_file() and not file.is_symlink() and not any(".libs" in part for part in file.parts)
    ]
    subprocess.run(["strip", "--strip-unneeded", "--preserve-dates", *map(str, libraries)], check=True)


def settle_times(folder: Path, moment: int) -> None:
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            os.utime(path, (moment, moment))


def pack(variables: dict[str, str]) -> list[Path]:
    """This system's packages of the built folder. macOS has scripts/build_installer.sh, which signs before it packs."""
    if environment.on_linux():
        return [*linux_packages.build(FOLDER, DIST, int(variables["SOURCE_DATE_EPOCH"]))]
    if sys.platform == "win32":
        return [windows_installer()]
    return []


def windows_installer() -> Path:
    maker = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    target = DIST / f"UsageTracker-{linux_packages.version()}-setup.exe"
    script = environment.ROOT / "packaging" / "windows" / "installer.nsi"
    settings = [f"-DVERSION={linux_packages.version()}", f"-DFOLDER={FOLDER}", f"-DTARGET={target}"]
    if subprocess.call([maker, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *settings, str(script)]):
        raise environment.SetUpError("NSIS could not build the installer; its words are above.")
    sign(target)
    return target


def sign(*programs: Path) -> None:
    """Signs Windows programs with a certificate of the user's store, named by WINDOWS_SIGNING_THUMBPRINT."""
    thumbprint = os.environ.get("WINDOWS_SIGNING_THUMBPRINT")
    if not thumbprint:
        print("Not signed: WINDOWS_SIGNING_THUMBPRINT is not set, so Windows will warn before it opens", *programs)
        return
    stamp = os.environ.get("WINDOWS_TIMESTAMP_URL")  # makes the signature outlive the certificate
    options = ["/sha1", thumbprint, "/fd", "sha256", *(["/tr", stamp, "/td", "sha256"] if stamp else [])]
    subprocess.run(["signtool", "sign", *options, *map(str, programs)], check=True)


def write_sums(packages: Sequence[Path]) -> None:
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(packages)]
    (DIST / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def report(packages: Sequence[Path]) -> None:
    unpacked = size_of(FOLDER)
    print(f"{FOLDER.relative_to(environment.ROOT)}: {unpacked:.0f} MB unpacked (at most {MOST_UNPACKED} on Linux)")
    largest = sorted((file for file in FOLDER.rglob("*") if file.is_file()), key=lambda file: -file.lstat().st_size)
    for file in largest[:10]:
        print(f"  {file.lstat().st_size / 1e6:6.1f} MB  {file.relative_to(FOLDER)}")
    for package in packages:
        print(f"dist/{package.name}: {package.stat().st_size / 1e6:.1f} MB (at most {MOST_PACKED} on Linux)")


def size_of(folder: Path) -> float:
    """In MB; a link is as large as its own name."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_symlink() or file.is_file()) / 1e6


def test() -> int:
    if environment.on_linux():
        environment.require_qt_libraries()
    return environment.call([environment.python(), "-m", "pytest", "tests/bundle/test_programs.py", "--bundle"])


if __name__ == "__main__":
    environment.main(bundle)
