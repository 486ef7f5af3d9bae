"""Alerts as lines of a list: a mark with a shape and a word for how bad it is, what happened, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from usage_tracker_gui.domain.alerts import Alert, Severity
from usage_tracker_gui.ui.language.dates import clock, long_day, short_day
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.icons import paint_icon
from usage_tracker_gui.ui.look.theme import CONTROL_RADIUS, GRID, current_tokens, text_font
from usage_tracker_gui.ui.parts.wording import ago, alert_sentence, alert_title

AnyIndex = QModelIndex | QPersistentModelIndex
ALERT = Qt.ItemDataRole.UserRole
WORDS = {Severity.WARNING: noted("Alerts", "Warning"), Severity.CRITICAL: noted("Alerts", "Critical")}
ICONS = {Severity.WARNING: "alert-outline", Severity.CRITICAL: "alert-octagon"}
ROW = 60
WHEN_WIDTH = 128


def severity_word(alert: Alert) -> str:
    return translate("Alerts", WORDS[alert.severity])


class Alerts(QAbstractListModel):
    """Newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alerts: tuple[Alert, ...] = ()
        self._now = datetime.min.replace(tzinfo=UTC)
        self._zone = ZoneInfo("UTC")

    def show_alerts(self, alerts: tuple[Alert, ...], now: datetime, zone: str) -> None:
        """Only what changed is drawn anew, so that a selection stays through a refresh."""
        alerts = tuple(sorted(alerts, key=lambda alert: (alert.at, alert.id), reverse=True))
        same = [alert.id for alert in alerts] == [alert.id for alert in self.alerts]
        self._now, self._zone = now, ZoneInfo(zone)
        if same:
            self.alerts = alerts
            if alerts:
                self.dataChanged.emit(self.index(0), self.index(len(alerts) - 1))
            return
        self.beginResetModel()
        self.alerts = alerts
        self.endResetModel()

    def row_of(self, id: int) -> int | None:
        return next((row for row, alert in enumerate(self.alerts) if alert.id == id), None)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.alerts)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        alert = self.alerts[index.row()]
        if role == ALERT:
            return alert
        if role == Qt.ItemDataRole.DisplayRole:
            return alert_sentence(alert)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = translate("Alerts", "read") if alert.acknowledged else translate("Alerts", "unread")
            return f"{severity_word(alert)}, {state}. {alert_sentence(alert)}. {self.when(alert)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{alert_sentence(alert)}\n{self.when(alert)}"
        return None

    def when(self, alert: Alert) -> str:
        at = alert.at.astimezone(self._zone)
        return f"{long_day(at)}, {clock(at)}"

    def short_when(self, alert: Alert) -> tuple[str, str]:
        """`4 min ago` and the time of day, or the day where it was not today."""
        at, today = alert.at.astimezone(self._zone), self._now.astimezone(self._zone).date()
        second = clock(at) if at.date() == today else f"{short_day(at)}, {clock(at)}"
        return ago(alert.at, self._now), second


class AlertLine(QStyledItemDelegate):
    def __init__(self, model: Alerts, parent: QListView) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        alert: Alert = index.data(ALERT)
        tokens = current_tokens()
        room: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            taken = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if taken else tokens.hover))
            painter.drawRoundedRect(QRectF(room).adjusted(0, 1, 0, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        else:
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(room.left(), room.bottom(), room.right(), room.bottom())
        color = QColor(tokens.critical if alert.severity is Severity.CRITICAL else tokens.warning)
        mark = QRectF(room.left() + GRID + 4, room.top() + (ROW - 20) / 2, 20, 20)
        paint_icon(painter, ICONS[alert.severity], mark, QColor(tokens.muted) if alert.acknowledged else color)
        self._paint_words(painter, alert, room.adjusted(44, 10, -(WHEN_WIDTH + 2 * GRID), -10), color)
        self._paint_when(painter, alert, QRect(room.right() - WHEN_WIDTH - GRID, room.top(), WHEN_WIDTH, ROW))
        painter.restore()

    def _paint_words(self, painter: QPainter, alert: Alert, room: QRect, color: QColor) -> None:
        tokens = current_tokens()
        painter.setFont(text_font(bold=not alert.acknowledged))
        word = severity_word(alert)
        width = painter.fontMetrics().horizontalAdvance(word) + GRID
        top = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.muted) if alert.acknowledged else color)
        painter.drawText(top, left, word)
        painter.setPen(QColor(tokens.text))
        _draw_elided(painter, top.adjusted(width, 0, 0, 0), alert_title(alert))
        painter.setFont(text_font())
        painter.setPen(QColor(tokens.muted))
        _draw_elided(painter, top.translated(0, room.height() // 2), alert_sentence(alert))

    def _paint_when(self, painter: QPainter, alert: Alert, room: QRect) -> None:
        tokens = current_tokens()
        right = Qt.AlignmentFlag.AlignRight
        first, second = self._model.short_when(alert)
        painter.setFont(text_font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(room.adjusted(0, 10, 0, -ROW // 2), right | Qt.AlignmentFlag.AlignVCenter, first)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(room.adjusted(0, ROW // 2, 0, -10), right | Qt.AlignmentFlag.AlignVCenter, second)


def _draw_elided(painter: QPainter, room: QRect, text: str) -> None:
    whole = " ".join(text.split())
    shown = painter.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
