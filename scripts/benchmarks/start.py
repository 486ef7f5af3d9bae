"""start: from the start of the process to the first painted window, with a year of stored data.

The floor is the same of a bare QWidget. Both have their .pyc files, both say the moment themselves, on the machine's
one monotonic clock.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.figure import Figure, Goal, figure
from benchmarks.history import Breadth, write_history
from benchmarks.reasons import tell_imports
from benchmarks.surroundings import SCRIPTS, data_folder, variables
from usage_tracker_gui.domain.report import Lookback, View
from usage_tracker_gui.settings import settings_file
from usage_tracker_gui.settings.snapshot import Snapshot, save_snapshot
from usage_tracker_gui.tracking.reporting import Reporting
from usage_tracker_gui.tracking.workspace import Workspace

GOAL = Goal("ratio", "<=", 1.6)
A_YEAR = Breadth(keys=4, models=4, tiers=2)
BARE = [sys.executable, "-m", "benchmarks.bare_window"]
OURS = [sys.executable, "-m", "usage_tracker_gui", "--first-frame"]


def measure(rounds: int = 7, breadth: Breadth = A_YEAR) -> Iterator[Figure]:
    for package in (SCRIPTS.parent / "usage_tracker_gui", SCRIPTS / "benchmarks"):
        compileall.compile_dir(package, quiet=2)
    with data_folder() as folder:
        prepare(folder, breadth)
        process = variables(folder)
        for command in (BARE, OURS):
            milliseconds_to_paint(command, process)  # once unmeasured, so that both find their files in memory
        floors, values = [], []
        for _ in range(rounds):
            floors.append(milliseconds_to_paint(BARE, process))
            values.append(milliseconds_to_paint(OURS, process))
        found = figure("start", f"{breadth.rows:,} stored rows", "ms", values, floors, GOAL)
        if not found.met:
            tell_imports("start", OURS, process)
    yield found


def milliseconds_to_paint(command: Sequence[str], process: Mapping[str, str]) -> float:
    began = time.monotonic()
    ended = subprocess.run(command, env=process, cwd=SCRIPTS, stdout=subprocess.PIPE, text=True, check=True)
    return (float(ended.stdout) - began) * 1000


def prepare(folder: Path, breadth: Breadth) -> None:
    """What a year of use leaves behind: the database, the snapshot of the last report, and some settings."""
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(folder)}, folder, None)
    now = write_history(workspace.paths.database, breadth)
    with workspace.open_store() as store:
        report = Reporting(store, workspace.prices()).report(View(lookback=Lookback.WEEK), now)
    save_snapshot(workspace.paths.snapshot, Snapshot(report, workspace.services))
    settings_file.change(workspace.paths.settings, theme="light", lookback="7d")
