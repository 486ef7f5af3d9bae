"""Where to save a chart, and as what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from usage_tracker_gui.ui.charts.chart_picture import documents, file_filters
from usage_tracker_gui.ui.language.translation import translate

ENDINGS = (".png", ".svg")


class PictureDialog(QFileDialog):
    """To be opened without a loop of its own: the figures go on changing behind it."""

    file_chosen = Signal(object)  # Path, with the ending of what was chosen

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, translate("Charts", "Save the chart"), documents())
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters(file_filters())
        self.selectFile("usage.png")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fileSelected.connect(self._choose)

    @Slot(str)
    def _choose(self, name: str) -> None:
        file = Path(name)
        ending = ".svg" if "svg" in self.selectedNameFilter() else ".png"
        self.file_chosen.emit(file if file.suffix.lower() in ENDINGS else file.with_name(file.name + ending))
