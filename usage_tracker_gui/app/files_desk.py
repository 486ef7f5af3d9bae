"""Files out of the window and in: asks where to, and lets the porter carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from usage_tracker_gui.domain.carried import Export, Imported, ImportPreview, ImportWish
from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.tracking.workspace import Workspace
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.main_window import MainWindow
from usage_tracker_gui.ui.usage.import_page import ImportPage
from usage_tracker_gui.workers.porter import Porter

FILTERS = {
    FileKind.CSV: noted("Files", "CSV table (*.csv)"),
    FileKind.JSON: noted("Files", "JSON document (*.json)"),
    FileKind.HTML: noted("Files", "Web page (*.html)"),
    FileKind.PNG: noted("Files", "PNG picture (*.png)"),
}
TO_IMPORT = noted("Files", "Usage (*.csv *.tsv *.txt *.json *.jsonl *.ndjson)")


class FilesDesk(QObject):
    export_wanted = Signal(object)  # Export
    preview_wanted = Signal(object)  # ImportWish
    import_wanted = Signal(object)  # ImportWish
    imported = Signal()
    saved = Signal(str)  # the file

    def __init__(self, workspace: Workspace, window: MainWindow, porter: Porter, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._now = now
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._kind = FileKind.CSV
        self._page: ImportPage | None = None
        self.dialog: QFileDialog | None = None
        window.export_requested.connect(self.ask_where_to)
        window.import_requested.connect(self.ask_which)
        window.file_dropped.connect(self.look_into)
        self.export_wanted.connect(porter.export)
        self.preview_wanted.connect(porter.look_into)
        self.import_wanted.connect(porter.carry_in)
        porter.exported.connect(self._tell_saved)
        porter.previewed.connect(self._show_preview)
        porter.imported.connect(self._show_imported)
        porter.failed.connect(self._show_problem)

    # Out

    @Slot(object)
    def ask_where_to(self, kind: FileKind) -> None:
        if self._window.shelf.shown() is None:
            self._window.show_problem(translate("Files", "There is nothing to export yet: wait for the first answer."))
            return
        self._kind = kind
        name = f"usage-{self._now():%Y-%m-%d}.{kind.value}"
        dialog = self._ask(translate("Files", "Export"), translate("Files", FILTERS[kind]))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind.value)
        dialog.selectFile(str(Path(self._folder) / name))
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    @Slot(str)
    def save_as(self, file: str) -> None:
        self._folder = str(Path(file).parent)
        shown = self._window.shelf.shown()
        if shown is None:
            return
        if self._kind is FileKind.PNG:
            self._save_picture(file)
            return
        self.export_wanted.emit(Export(self._kind, file, *shown))

    def _save_picture(self, file: str) -> None:
        if self._window.shelf.grab().save(file, "PNG"):
            self._tell_saved(file)
        else:
            self._show_problem(translate("Files", "{file} can't be written: choose another folder.", file=file))

    @Slot(str)
    def _tell_saved(self, file: str) -> None:
        self._window.show_progress(translate("Files", "Saved {file}", file=file))
        self.saved.emit(file)

    # In

    @Slot()
    def ask_which(self) -> None:
        dialog = self._ask(translate("Files", "Import usage"), translate("Files", TO_IMPORT))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.look_into)
        dialog.open()

    @Slot(str)
    def look_into(self, file: str) -> None:
        self._folder = str(Path(file).parent)
        page = self._window.show_import(self._workspace.services, file)
        if self._page is None:
            self._page = page
            page.preview_wanted.connect(self.preview_wanted)
            page.import_wanted.connect(self.import_wanted)
        self.preview_wanted.emit(ImportWish(file))

    @Slot(object)
    def _show_preview(self, preview: ImportPreview) -> None:
        if self._page is not None:
            self._page.show_preview(preview)

    @Slot(object)
    def _show_imported(self, imported: Imported) -> None:
        if self._page is not None:
            self._page.show_imported(imported)
        self.imported.emit()

    @Slot(str)
    def _show_problem(self, sentence: str) -> None:
        if self._page is not None and self._page.isVisible():
            self._page.show_problem(sentence)
        else:
            self._window.show_problem(sentence)

    def _ask(self, title: str, kinds: str) -> QFileDialog:
        """Not modal to the desktop: the window's own question, which a person asked for."""
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = QFileDialog(self._window, title, self._folder, kinds)
        return self.dialog
