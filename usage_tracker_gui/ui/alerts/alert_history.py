"""The alerts of the last 30 days, newest first: to be read, silenced for a while, or followed to their key."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.ui.alerts.alert_list import ALERT, AlertLine, Alerts
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.menu_button import MenuButton
from usage_tracker_gui.ui.parts.segments import Segments

SNOOZES = {
    noted("AlertsPage", "For 1 hour"): timedelta(hours=1),
    noted("AlertsPage", "For 8 hours"): timedelta(hours=8),
    noted("AlertsPage", "For 7 days"): timedelta(days=7),
}


class AlertHistory(QWidget):
    alert_chosen = Signal(object)  # Alert: to be shown in the window
    alert_snoozed = Signal(object, object)  # Alert, timedelta
    alerts_acknowledged = Signal(object)  # tuple of ids
    rules_requested = Signal()  # the settings that raise alerts

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Alert, ...] = ()
        self._seen_at: tuple[datetime, str] | None = None
        self.which = Segments(
            translate("AlertsPage", "Alerts to list"),
            (("unread", translate("AlertsPage", "Unread")), ("all", translate("AlertsPage", "All"))),
        )
        self.which.take("all")
        self.count = Text("", tone="muted")
        self.show_button = _button(
            translate("AlertsPage", "Show"),
            translate("AlertsPage", "Show the alert's key in the window (Enter)"),
            "primary",
        )
        self.snooze_button = MenuButton(translate("AlertsPage", "Snooze"), framed=True)
        self.snooze_button.setToolTip(translate("AlertsPage", "No such alert about this key for a while"))
        self.snooze_menu = self.snooze_button.list
        self.read_button = _button(
            translate("AlertsPage", "Mark as read"),
            translate("AlertsPage", "Mark the chosen alerts as read (Delete)"),
            "",
        )
        self.all_read_button = _button(
            translate("AlertsPage", "Mark all as read"), translate("AlertsPage", "Mark every alert as read"), "flat"
        )
        self.alerts = Alerts(self)
        self.list = _List()
        self.list.setModel(self.alerts)
        self.list.setItemDelegate(AlertLine(self.alerts, self.list))
        self.empty = EmptyState("bell-outline", "", "")
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._draw()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.which)
        bar.addWidget(self.count)
        bar.addStretch(1)
        for button in (self.all_read_button, self.read_button, self.snooze_button, self.show_button):
            bar.addWidget(button)
        for text, length in SNOOZES.items():
            action = QAction(translate("AlertsPage", text), self.snooze_menu)
            action.setData(length)
            self.snooze_menu.addAction(action)
        self.snooze_menu.triggered.connect(self._snooze)
        for page in (self.list, self.empty):
            self.pages.addWidget(page)
        card = Card()
        card.body.setContentsMargins(GRID, GRID, GRID, GRID)
        card.body.addWidget(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(bar)
        layout.addWidget(card, 1)

    def _connect(self) -> None:
        self.which.chosen.connect(self._draw)
        self.list.activated.connect(self._show)
        self.list.delete_pressed.connect(self._mark_read)
        self.list.selectionModel().selectionChanged.connect(self._offer)
        self.show_button.clicked.connect(self._show)
        self.read_button.clicked.connect(self._mark_read)
        self.all_read_button.clicked.connect(self._mark_all_read)
        self.empty.step_taken.connect(self.rules_requested)

    # What others hand over

    def show_alerts(self, alerts: tuple[Alert, ...], now: datetime, zone: str = "UTC") -> None:
        self._all = alerts
        self._seen_at = (now, zone)
        self._draw()

    def show_alert(self, alert: Alert) -> None:
        """Brings one alert into sight, as after a click on its notification."""
        self.which.take("all")
        self._draw()
        row = self.alerts.row_of(alert.id)
        if row is not None:
            self.list.setCurrentIndex(self.alerts.index(row))
            self.list.setFocus()

    @property
    def unread(self) -> int:
        return sum(not alert.acknowledged for alert in self._all)

    # Drawing

    @Slot()
    def _draw(self) -> None:
        only_unread = self.which.value() == "unread"
        listed = tuple(alert for alert in self._all if not (only_unread and alert.acknowledged))
        chosen = {alert.id for alert in self._chosen()}
        if self._seen_at is not None:
            self.alerts.show_alerts(listed, *self._seen_at)
        self._choose_again(chosen)
        self.count.setText(counted("AlertsPage", "{n} unread", "{n} unread", self.unread) if self.unread else "")
        self.all_read_button.setEnabled(self.unread > 0)
        if listed:
            self.pages.setCurrentWidget(self.list)
        else:
            self.empty.show_words(*_why_empty(has_any=bool(self._all)))
            self.pages.setCurrentWidget(self.empty)
        self._offer()

    def _choose_again(self, ids: set[int]) -> None:
        for alert_id in ids - {alert.id for alert in self._chosen()}:
            row = self.alerts.row_of(alert_id)
            if row is not None:
                index = self.alerts.index(row)
                self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)

    def _chosen(self) -> tuple[Alert, ...]:
        indexes = sorted(self.list.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return tuple(index.data(ALERT) for index in indexes)

    @Slot()
    def _offer(self) -> None:
        chosen = self._chosen()
        self.show_button.setEnabled(len(chosen) == 1)
        self.snooze_button.setEnabled(len(chosen) == 1)
        unread = [alert for alert in chosen if not alert.acknowledged]
        self.read_button.setEnabled(bool(unread))
        self.read_button.setToolTip(
            counted("AlertsPage", "Mark {n} alerts as read (Delete)", "Mark 1 alert as read (Delete)", len(unread))
        )

    # Telling

    @Slot()
    def _show(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.alert_chosen.emit(chosen[0])

    @Slot(QAction)
    def _snooze(self, action: QAction) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.alert_snoozed.emit(chosen[0], action.data())

    @Slot()
    def _mark_read(self) -> None:
        self._acknowledge(self._chosen())

    @Slot()
    def _mark_all_read(self) -> None:
        self._acknowledge(self._all)

    def _acknowledge(self, alerts: tuple[Alert, ...]) -> None:
        ids = tuple(alert.id for alert in alerts if not alert.acknowledged)
        if ids:
            self.alerts_acknowledged.emit(ids)


class _List(QListView):
    delete_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("AlertsPage", "Alerts, newest first"))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _button(text: str, tip: str, kind: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    if kind:
        button.setProperty("kind", kind)
    return button


def _why_empty(*, has_any: bool) -> tuple[str, str, str]:
    if has_any:
        text = translate("AlertsPage", "All alerts have been read. They stay under All for 30 days.")
        return translate("AlertsPage", "Nothing unread"), text, ""
    text = translate(
        "AlertsPage", "When a key spikes or a limit is passed, it will be listed here and told by a notification."
    )
    return translate("AlertsPage", "No alerts"), text, translate("AlertsPage", "Set limits")
