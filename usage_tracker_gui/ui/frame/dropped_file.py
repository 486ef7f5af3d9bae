"""What is dragged onto the window: one file of usage, or nothing that it takes."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

IMPORTABLE = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")


def dropped_file(data: QMimeData) -> str:
    """The one local file of usage that is dragged here; '' for all else."""
    files = [url.toLocalFile() for url in data.urls()]
    return files[0] if len(files) == 1 and files[0].lower().endswith(IMPORTABLE) else ""
