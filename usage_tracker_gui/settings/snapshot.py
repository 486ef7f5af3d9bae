"""The last report in a small file, so that the first frame of the next start shows figures and not a blank.

A snapshot is a convenience: one that can't be read, or is of another version, is as good as none.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.report import Report


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the first frame shows: the report that was last shown, and how the services in it describe themselves."""

    report: Report
    services: tuple[Service, ...]


def load_snapshot(path: Path) -> Snapshot | None:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Snapshot)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def save_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Takes the old one's place in one step. A full disk costs the snapshot, nothing else."""
    fresh = path.with_suffix(".new")
    with suppress(OSError):
        fresh.write_bytes(msgspec.msgpack.encode(snapshot))
        fresh.replace(path)
