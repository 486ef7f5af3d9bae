"""Are two builds of one commit the same? `python3 scripts/reproduce.py` builds the last commit twice and tells.

Each build has a clone, a folder and an environment of its own. Every file of the bundle and every package is compared,
and each that differs is named: exit code 1 if there are any.
"""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import environment


def reproduce(arguments: Sequence[str]) -> int:
    if arguments:
        raise environment.SetUpError("This takes no arguments: it builds the last commit.")
    with tempfile.TemporaryDirectory(prefix="usage-tracker-twice-") as folder:
        first, second = (build(Path(folder) / name) for name in ("first", "second elsewhere"))
    different = differences(first, second)
    print("\n".join(different) or f"Both builds are the same: {len(first)} files.")
    return 1 if different else 0


def build(place: Path) -> dict[str, str]:
    """The SHA-256 of everything that a build of the last commit leaves in `dist`, by name."""
    subprocess.run(["git", "clone", "--quiet", str(environment.ROOT), str(place)], check=True)
    if subprocess.call([sys.executable, str(place / "scripts" / "bundle.py"), "--no-test"], cwd=place):
        raise environment.SetUpError("The build failed; its words are above.")
    return fingerprints(place / "dist")


def fingerprints(folder: Path) -> dict[str, str]:
    """Of a link, where it leads; of a file, whether it may be run, when it was changed and what it holds."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            inside = name.startswith("UsageTracker/")  # a package's own time is nobody's business
            time = int(path.stat().st_mtime) if inside else 0
            found[name] = f"{path.stat().st_mode:o} {time} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    return found


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    lines = []
    for name in sorted({*first, *second}):
        if name not in first or name not in second:
            lines.append(f"{name}: only in the {'second' if name in second else 'first'} build")
        elif first[name] != second[name]:
            lines.append(f"{name}: differs")
    return lines


if __name__ == "__main__":
    environment.main(reproduce)
