"""The program's start, as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("httpx", "sqlalchemy", "alembic", "keyring", "pyqtgraph", "numpy", "qtawesome", "babel", "rich", "click")
PROBE = f"""
import sys
from usage_tracker_gui.__main__ import main
try:
    main(["--first-frame"])
finally:
    print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_nothing_heavy_is_imported_before_the_first_frame(tmp_path: Path) -> None:
    first_run = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "USAGE_TRACKER_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    moment, heavy = first_run.stdout.splitlines()
    assert float(moment) > 0
    assert heavy == "[]", first_run.stderr
