"""A small popup to choose a period of whole days in the zone of the view."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDateEdit, QFormLayout, QFrame, QPushButton, QWidget

from usage_tracker_gui.domain.report import View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, tokens_of
from usage_tracker_gui.ui.parts.card import Text


class PeriodPopup(QFrame):
    """`chosen` carries a Period in UTC: midnight of the first day to midnight after the last one."""

    chosen = Signal(object)  # Period
    closed = Signal()

    def __init__(self, view: View, now: datetime, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(translate("PeriodPopup", "Custom period"))
        self._zone = ZoneInfo(view.zone)
        today = now.astimezone(self._zone).date()
        first, last = today - timedelta(days=6), today
        if view.custom is not None:
            first = view.custom.start.astimezone(self._zone).date()
            last = (view.custom.end.astimezone(self._zone) - timedelta(seconds=1)).date()
        first_day, last_day = translate("PeriodPopup", "First day"), translate("PeriodPopup", "Last day")
        self.first = _day_field(first_day, first, today)
        self.last = _day_field(last_day, last, today)
        self.problem = Text("", tone="critical")
        self.problem.hide()
        self.use = QPushButton(translate("PeriodPopup", "Show"))
        self.use.setProperty("kind", "primary")
        self.use.clicked.connect(self._choose)
        form = QFormLayout(self)
        form.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow(first_day, self.first)
        form.addRow(last_day, self.last)
        form.addRow(self.problem)
        form.addRow(self.use)

    def open_at(self, place: QPoint) -> None:
        self.move(place)
        self.show()
        self.first.setFocus()

    @Slot()
    def _choose(self) -> None:
        first, last = _date(self.first), _date(self.last)
        if last < first:
            self.problem.setText(translate("PeriodPopup", "The last day lies before the first."))
            self.problem.show()
            return
        self.chosen.emit(Period(self._midnight(first), self._midnight(last + timedelta(days=1))))
        self.close()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.strong_line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _day_field(name: str, day: date, today: date) -> QDateEdit:
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setAccessibleName(name)
    field.setDisplayFormat("yyyy-MM-dd")
    field.setCalendarPopup(True)
    field.setMinimumHeight(28)
    field.setMaximumDate(QDate(today.year, today.month, today.day))
    return field


def _date(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())
