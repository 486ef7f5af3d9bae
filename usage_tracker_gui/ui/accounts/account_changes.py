"""The audit log: who was added, changed or removed, and when. It never holds a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from usage_tracker_gui.domain.account import AccountChange
from usage_tracker_gui.ui.language.dates import clock, plain_day
from usage_tracker_gui.ui.language.translation import noted, translate

AnyIndex = QModelIndex | QPersistentModelIndex
COLUMNS = (
    noted("ChangeLog", "When"),
    noted("ChangeLog", "Account"),
    noted("ChangeLog", "What"),
    noted("ChangeLog", "Detail"),
)
ACTIONS = {
    "added": noted("ChangeLog", "added"),
    "rotated": noted("ChangeLog", "rotated"),
    "edited": noted("ChangeLog", "edited"),
    "disabled": noted("ChangeLog", "disabled"),
    "enabled": noted("ChangeLog", "enabled"),
    "removed": noted("ChangeLog", "removed"),
}


class Changes(QAbstractTableModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes: tuple[AccountChange, ...] = ()
        self._zone = ZoneInfo("UTC")

    def show_changes(self, changes: tuple[AccountChange, ...], zone: str) -> None:
        self.beginResetModel()
        self.changes = tuple(sorted(changes, key=lambda change: change.at, reverse=True))
        self._zone = ZoneInfo(zone)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.changes)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return translate("ChangeLog", COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        change = self.changes[index.row()]
        action = translate("ChangeLog", ACTIONS.get(change.action, change.action))
        return (self._when(change.at), change.account, action, change.detail)[index.column()]

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{plain_day(local)}, {clock(local)}"


class ChangeLog(QTableView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_of_changes = Changes(self)
        self.setModel(self.model_of_changes)
        self.setAccessibleName(translate("ChangeLog", "Changes of accounts, newest first"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStyleSheet("QHeaderView::section { padding: 4px 3px; }")  # as the cells below
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((150, 180, 100)):
            header.resizeSection(column, width)

    def show_changes(self, changes: tuple[AccountChange, ...], zone: str = "UTC") -> None:
        self.model_of_changes.show_changes(changes, zone)
