"""List items with air: as high as our other controls, and, where a list leads to pages, marked like the side bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from usage_tracker_gui.ui.theme import CONTROL_RADIUS, GRID, current_tokens

ICON = 18
AnyIndex = QModelIndex | QPersistentModelIndex


class RoomyItem(QStyledItemDelegate):
    def __init__(self, height: int, parent: QListView) -> None:
        super().__init__(parent)
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._height)


class NavigationItem(RoomyItem):
    """The taken one lies on a soft ground; the keyboard's place wears a line."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = current_tokens()
        state = option.state
        rect: QRect = option.rect
        room = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(
            QPen(QColor(tokens.accent), 1)
            if taken and state & QStyle.StateFlag.State_HasFocus
            else QPen(Qt.PenStyle.NoPen)
        )
        painter.setBrush(QColor(tokens.accent_soft if taken else tokens.hover if hovered else "transparent"))
        painter.drawRoundedRect(room, CONTROL_RADIUS, CONTROL_RADIUS)
        place = QRect(rect.left() + GRID, rect.center().y() - ICON // 2 + 1, ICON, ICON)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            icon.paint(painter, place)
        painter.setPen(QColor(tokens.text))
        words = rect.adjusted(2 * GRID + ICON, 0, -GRID, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.restore()
