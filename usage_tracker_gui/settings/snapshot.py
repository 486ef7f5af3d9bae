"""The last report in a small file, so that the first frame of the next start shows figures and not a blank.

A snapshot is a convenience: one that can't be read, or is of another version, is as good as none.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from usage_tracker_gui.domain.report import Report


def load_snapshot(path: Path) -> Report | None:
    """The report that was last shown, or None."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def save_snapshot(path: Path, report: Report) -> None:
    """Takes the old one's place in one step. A full disk costs the snapshot, nothing else."""
    fresh = path.with_suffix(".new")
    with suppress(OSError):
        fresh.write_bytes(msgspec.msgpack.encode(report))
        fresh.replace(path)
