"""The porter: carries usage out into files and in from them, away from the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot

from usage_tracker_gui.domain.carried import Export, Imported, ImportPreview, ImportWish
from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.workers.worker import Worker

if TYPE_CHECKING:
    from usage_tracker_gui.tracking.importing.entries import Understanding

MOST_REASONS = 50


class Porter(Worker):
    exported = Signal(str)  # the file
    previewed = Signal(object)  # ImportPreview
    imported = Signal(object)  # Imported
    failed = Signal(str)

    # Out

    @Slot(object)
    def export(self, export: Export) -> None:
        try:
            Path(export.file).write_text(_text(export), encoding="utf-8", newline="")
        except OSError as error:
            why = error.strerror or str(error)
            self.failed.emit(f"{export.file} can't be written ({why}): choose another folder.")
            return
        self.exported.emit(export.file)

    # In

    @Slot(object)
    def look_into(self, wish: ImportWish) -> None:
        """What an import would do; nothing is kept."""
        from usage_tracker_gui.tracking.importing.columns import FIELDS
        from usage_tracker_gui.tracking.importing.files import entries_of, preview
        from usage_tracker_gui.tracking.recorder import Recorder

        with self._telling(wish):
            file = Path(wish.file)
            seen = preview(file, wish.columns)
            missing = tuple(name for name in seen.missing if name != "service" or not wish.service)
            told = (wish, seen.columns, seen.rows, FIELDS, seen.mapping.columns)
            if missing and not seen.is_json:
                self.previewed.emit(ImportPreview(*told, missing))
                return
            with (
                self._workspace.open_store() as store,
                entries_of(file, self._understanding(wish), wish.columns) as entries,
            ):
                kept = Recorder(store, self._workspace.services).try_out(entries)
            reasons = tuple((rejected.line, rejected.reason) for rejected in kept.rejected[:MOST_REASONS])
            counts = (kept.read, kept.added, kept.unchanged, len(kept.rejected))
            self.previewed.emit(ImportPreview(*told, (), *counts, reasons))

    @Slot(object)
    def carry_in(self, wish: ImportWish) -> None:
        from usage_tracker_gui.tracking.importing.files import entries_of
        from usage_tracker_gui.tracking.recorder import Recorder

        with (
            self._telling(wish),
            self._workspace.open_store() as store,
            entries_of(Path(wish.file), self._understanding(wish), wish.columns) as entries,
        ):
            kept = Recorder(store, self._workspace.services).keep(entries)
            self.imported.emit(Imported(wish, kept.added, kept.unchanged, len(kept.rejected)))

    def _understanding(self, wish: ImportWish) -> Understanding:
        from usage_tracker_gui.tracking.importing.entries import Understanding

        zone = ZoneInfo(self._workspace.preferences.timezone)
        return Understanding(self._workspace.services, self._now(), zone, service=wish.service)

    @contextmanager
    def _telling(self, wish: ImportWish) -> Iterator[None]:
        from usage_tracker_gui.store.errors import StoreError
        from usage_tracker_gui.tracking.importing.columns import UnknownColumn
        from usage_tracker_gui.tracking.importing.lines import UnreadableFile

        try:
            yield
        except (UnreadableFile, UnknownColumn, StoreError) as error:
            self.failed.emit(str(error))
        except OSError as error:
            self.failed.emit(f"{wish.file} can't be read: {error.strerror or error}.")


def _text(export: Export) -> str:
    from usage_tracker_gui.tracking.html_report import html_report
    from usage_tracker_gui.tracking.report_files import csv_text, json_text

    match export.kind:
        case FileKind.CSV:
            return csv_text(export.shown)
        case FileKind.JSON:
            return json_text(export.shown)
        case FileKind.HTML:
            report = export.report
            return html_report(report.usage, report.series, report.at, report.unpriced_models)
        case FileKind.PNG:
            raise ValueError("a picture is the window's to take")
