"""The tray icon: a gauge with today's cost in its tooltip, a short menu under figures, and notifications."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from usage_tracker_gui.domain.account import Freshness
from usage_tracker_gui.domain.alerts import Alert, Severity
from usage_tracker_gui.domain.collection import Collection
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.ui.language.figures import rate_text, with_rate
from usage_tracker_gui.ui.language.translation import counted, translate
from usage_tracker_gui.ui.look.gauge import GaugeState, tray_icon
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.wording import alert_sentence, alert_title
from usage_tracker_gui.ui.tray_figures import TrayFigures

SHOWN_FOR = 10_000  # milliseconds, where the desktop leaves it to us


class Tray(QObject):
    open_requested = Signal()
    refresh_requested = Signal()
    pause_toggled = Signal(bool)
    settings_requested = Signal()
    quit_requested = Signal()
    alert_opened = Signal(object)  # Alert: the newest one that was shown

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._alert: Alert | None = None
        self._report: Report | None = None
        self._collection: Collection | None = None
        self._state: GaugeState | None = None
        self.menu = QMenu()
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.figures = TrayFigures(self.menu, self)
        self.figures.opened.connect(self.open_requested)
        self.open = self._action(translate("Tray", "Open UsageTracker"), self._ask_to_open)
        self.refresh = self._action(translate("Tray", "Refresh now"), self._ask_to_refresh)
        self.pause = self._action(translate("Tray", "Pause"), self._ask_to_pause)
        self.pause.setCheckable(True)
        self.menu.addSeparator()
        self.settings = self._action(translate("Tray", "Settings…"), self._ask_for_settings)
        self.menu.addSeparator()
        self.quit = self._action(translate("Tray", "Quit"), self._ask_to_quit)
        self.icon.activated.connect(self._activate)
        self.icon.messageClicked.connect(self._open_alert)
        self._draw(GaugeState.NORMAL)
        self._say()

    @staticmethod
    def is_available() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def state(self) -> GaugeState:
        return self._state or GaugeState.NORMAL

    def show(self) -> None:
        self.icon.show()

    def hide(self) -> None:
        self.icon.hide()

    @Slot(object)
    def show_report(self, report: Report) -> None:
        self._report = report
        self.figures.show_report(report)
        self._draw(state_of(report))
        self._say()

    @Slot(object)
    def show_collection(self, collection: Collection) -> None:
        self._collection = collection
        self._say()

    @Slot(object)
    def show_alert(self, alert: Alert) -> None:
        """A notification that names key, model, rate and threshold. A click on it tells `alert_opened`."""
        self._alert = alert
        critical = alert.severity is Severity.CRITICAL
        self._draw(GaugeState.CRITICAL if critical else GaugeState.WARNING)
        kind = QSystemTrayIcon.MessageIcon.Critical if critical else QSystemTrayIcon.MessageIcon.Warning
        self.icon.showMessage(alert_title(alert), alert_sentence(alert), kind, SHOWN_FOR)

    @Slot(bool)
    def set_paused(self, paused: bool) -> None:
        self.pause.setChecked(paused)
        self.pause.setText(translate("Tray", "Paused") if paused else translate("Tray", "Pause"))
        self._say()

    def _draw(self, state: GaugeState) -> None:
        if state is not self._state:
            self._state = state
            self.icon.setIcon(tray_icon(state))

    def _say(self) -> None:
        lines = [translate("Tray", "UsageTracker, paused") if self.pause.isChecked() else "UsageTracker"]
        if self._report is not None:
            lines.append(translate("Tray", "Today {amount}", amount=with_rate(cost_text(self._report.today.cost))))
            if self._report.unread_alerts:
                lines.append(counted("Tray", "{n} new alerts", "1 new alert", self._report.unread_alerts))
        if self._collection is not None and self._collection.measured:
            lines.append(translate("Tray", "{rate} tokens/min", rate=rate_text(self._collection.tokens_per_minute)))
        self.icon.setToolTip("\n".join(lines))

    def _action(self, text: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        self.menu.addAction(action)
        return action

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_requested.emit()

    @Slot()
    def _open_alert(self) -> None:
        if self._alert is None:
            self.open_requested.emit()
        else:
            self.alert_opened.emit(self._alert)

    @Slot()
    def _ask_to_open(self) -> None:
        self.open_requested.emit()

    @Slot()
    def _ask_to_refresh(self) -> None:
        self.refresh_requested.emit()

    @Slot(bool)
    def _ask_to_pause(self, paused: bool) -> None:
        self.set_paused(paused)
        self.pause_toggled.emit(paused)

    @Slot()
    def _ask_for_settings(self) -> None:
        self.settings_requested.emit()

    @Slot()
    def _ask_to_quit(self) -> None:
        self.quit_requested.emit()


def state_of(report: Report) -> GaugeState:
    """Alerts that nobody acknowledged, then accounts that wait for a key."""
    fresh = [alert for alert in report.alerts if not alert.acknowledged]
    if any(alert.severity is Severity.CRITICAL for alert in fresh):
        return GaugeState.CRITICAL
    if fresh or any(status.freshness is Freshness.NEEDS_KEY for status in report.accounts):
        return GaugeState.WARNING
    return GaugeState.NORMAL
