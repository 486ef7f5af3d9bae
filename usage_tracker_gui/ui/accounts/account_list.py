"""Accounts as lines of a list: the service's icon, the name, and how it does as a mark and a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness, Service
from usage_tracker_gui.ui.frame.status_bar import paint_mark
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, current_tokens, text_font
from usage_tracker_gui.ui.parts.wording import service_name, status_text

AnyIndex = QModelIndex | QPersistentModelIndex
STATUS = Qt.ItemDataRole.UserRole
ROW = 52
MARK = 9
STATES: Mapping[Freshness, tuple[str, str]] = {
    Freshness.FRESH: (noted("States", "OK"), "ok"),
    Freshness.STALE: (noted("States", "Stale"), "warning"),
    Freshness.NEEDS_KEY: (noted("States", "Needs a key"), "critical"),
    Freshness.WAITING: (noted("States", "Waiting"), "muted"),
    Freshness.PAUSED: (noted("States", "Off"), "muted"),
    Freshness.BY_HAND: (noted("States", "By hand"), "muted"),
}


def state_of(freshness: Freshness) -> tuple[str, str]:
    """How an account does, in a word, and the colour's name."""
    word, tone = STATES[freshness]
    return translate("States", word), tone


class AccountLines(QAbstractListModel):
    """In the order given. The names are the accounts' own, and unique."""

    def __init__(self, services: tuple[Service, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = {service.id: service for service in services}
        self.statuses: tuple[AccountStatus, ...] = ()

    def show_services(self, services: tuple[Service, ...]) -> None:
        self.services = {service.id: service for service in services}
        if self.statuses:
            self.dataChanged.emit(self.index(0), self.index(len(self.statuses) - 1))

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        same = [status.account.name for status in statuses] == [status.account.name for status in self.statuses]
        if same:
            self.statuses = statuses
            if statuses:
                self.dataChanged.emit(self.index(0), self.index(len(statuses) - 1))
            return
        self.beginResetModel()
        self.statuses = statuses
        self.endResetModel()

    def row_of(self, name: str) -> int | None:
        return next((row for row, status in enumerate(self.statuses) if status.account.name == name), None)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.statuses)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        status = self.statuses[index.row()]
        if role == STATUS:
            return status
        if role == Qt.ItemDataRole.DisplayRole:
            return status.account.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            word = state_of(status.freshness)[0]
            parts = (status.account.name, service_name(status.service_name), word, status_text(status.message))
            return ". ".join(part.rstrip(".") for part in parts if part)
        return None

    def icon_of(self, status: AccountStatus) -> str:
        service = self.services.get(status.account.service)
        return service.icon if service else "cloud-outline"


class AccountLine(QStyledItemDelegate):
    def __init__(self, model: AccountLines, parent: QListView) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(160, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        status: AccountStatus = index.data(STATUS)
        tokens = current_tokens()
        room: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = bool(state & QStyle.StateFlag.State_Selected)
        if taken or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if taken else tokens.hover))
            painter.drawRoundedRect(QRectF(room).adjusted(0, 1, 0, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        icon = QRectF(room.left() + GRID, room.top() + (ROW - 20) / 2, 20, 20)
        paint_icon(painter, self._model.icon_of(status), icon, QColor(tokens.muted))
        words = room.adjusted(4 * GRID + 4, GRID, -GRID, -GRID)
        top = QRect(words.left(), words.top(), words.width(), words.height() // 2)
        painter.setFont(text_font(bold=True))
        painter.setPen(QColor(tokens.text))
        _draw_elided(painter, top, status.account.name)
        self._paint_state(painter, status, top.translated(0, words.height() // 2))
        painter.restore()

    def _paint_state(self, painter: QPainter, status: AccountStatus, room: QRect) -> None:
        tokens = current_tokens()
        word, tone = state_of(status.freshness)
        color = QColor(getattr(tokens, tone))
        mark = QRectF(room.left(), room.center().y() - MARK / 2 + 1, MARK, MARK)
        paint_mark(painter, status.freshness, mark, color)
        painter.setFont(text_font())
        painter.setPen(color)
        place = room.adjusted(MARK + 6, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
        taken = painter.fontMetrics().horizontalAdvance(word) + GRID
        painter.setPen(QColor(tokens.muted))
        _draw_elided(painter, place.adjusted(taken, 0, 0, 0), service_name(status.service_name))


def _draw_elided(painter: QPainter, room: QRect, text: str) -> None:
    whole = " ".join(text.split())
    shown = painter.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
