"""What the comparison of two builds calls different."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
COMPARE = """
import sys, reproduce
from pathlib import Path
for line in reproduce.differences(*(reproduce.fingerprints(Path(each)) for each in sys.argv[1:])):
    print(line)
"""


def made(place: Path, **files: str) -> Path:
    for name, text in {"program": "p", "library": "l", **files}.items():
        file = place / "UsageTracker" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return place


def compared(first: Path, second: Path) -> list[str]:
    command = [sys.executable, "-c", COMPARE, str(first), str(second)]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_same_files_at_the_same_time_are_the_same(tmp_path: Path) -> None:
    assert compared(made(tmp_path / "one"), made(tmp_path / "two")) == []


def test_what_is_more_other_or_later_is_named(tmp_path: Path) -> None:
    one, two = made(tmp_path / "one", old="o"), made(tmp_path / "two", program="q")
    os.utime(two / "UsageTracker" / "library", (1_000_000_001, 1_000_000_001))
    assert compared(one, two) == [
        "UsageTracker/library: differs",
        "UsageTracker/old: only in the first build",
        "UsageTracker/program: differs",
    ]
