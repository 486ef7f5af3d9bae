"""The cells of our tables: text with room at both sides, elided; the row is what is chosen, so no frame around one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from usage_tracker_gui.ui.look.theme import GRID, current_tokens, text_font

PADDING = GRID


class TableCells(QStyledItemDelegate):
    """Names lose their middle, where they differ least; sentences their end."""

    def __init__(self, parent: QObject | None = None, elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__(parent)
        self._elide = elide

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = current_tokens()
        room = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, QColor(tokens.accent_soft))
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if isinstance(font, QFont) else text_font())
        painter.setPen(QColor(tokens.text))
        room = room.adjusted(PADDING, 0, -PADDING, 0)
        text = painter.fontMetrics().elidedText(index.data() or "", self._elide, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole) or Qt.AlignmentFlag.AlignVCenter, text)
