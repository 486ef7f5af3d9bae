"""List items with air: as high as our other controls, to be ticked, or leading to pages like the side bar."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, HALF, current_tokens

ICON = 18
TICK = 16
AnyIndex = QModelIndex | QPersistentModelIndex


class RoomyItem(QStyledItemDelegate):
    def __init__(self, height: int, parent: QListView) -> None:
        super().__init__(parent)
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._height)


class TickItem(RoomyItem):
    """A box to tick with its words: a click anywhere on the line ticks it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = current_tokens()
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, 0, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        box = QRectF(rect.left() + HALF + 0.5, rect.center().y() - TICK / 2 + 0.5, TICK, TICK)
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        painter.setPen(QPen(QColor(tokens.accent if ticked else tokens.strong_line), 1))
        painter.setBrush(QColor(tokens.accent if ticked else tokens.surface))
        painter.drawRoundedRect(box, 4, 4)
        if ticked:
            paint_icon(painter, "check-bold", box.adjusted(2, 2, -2, -2), QColor(tokens.on_accent))
        painter.setPen(QColor(tokens.text))
        words = rect.adjusted(TICK + 2 * GRID, 0, -HALF, 0)
        text = " ".join(str(index.data(Qt.ItemDataRole.DisplayRole)).split())
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        clicked = event.type() == QEvent.Type.MouseButtonRelease
        if clicked or (isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)):
            ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
            state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
            return model.setData(index, state.value, Qt.ItemDataRole.CheckStateRole)
        return False


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
