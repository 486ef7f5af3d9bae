"""What can be done with a row of the usage table: see its chart, its alerts, its key, or nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon


class RowMenu(QMenu):
    """Deletes itself when it closes. A row without a key, or grouped by something else, can't lead to one."""

    chart_requested = Signal(str)  # a key's or project's ID
    alerts_requested = Signal(str)  # a key's ID
    key_details_requested = Signal(str)
    only_requested = Signal(str)  # a key's or project's ID
    copy_requested = Signal()

    def __init__(self, key: str, project: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        targets = (
            (translate("UsagePage", "Show its chart"), "chart-bar-stacked", self.chart_requested, key or project),
            (translate("UsagePage", "Show its alerts"), "bell-outline", self.alerts_requested, key),
            (translate("UsagePage", "Show its key"), "key-outline", self.key_details_requested, key),
            (translate("UsagePage", "Show only this"), "filter-outline", self.only_requested, key or project),
        )
        for text, picture, signal, target in targets:
            action = self.addAction(icon(picture, "muted"), text)
            action.setEnabled(bool(target))
            action.setData((signal, target))
        self.addSeparator()
        self._copy = self.addAction(icon("content-copy", "muted"), translate("UsagePage", "Copy"))
        self.triggered.connect(self._do)

    @Slot(QAction)
    def _do(self, action: QAction) -> None:
        if action is self._copy:
            self.copy_requested.emit()
            return
        signal, target = action.data()
        signal.emit(target)
