"""The alerts page: what happened, the budgets and limits that raise alerts, and what is silenced."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alert_rules import AlertRules
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.report import Report
from usage_tracker_gui.ui.alerts.alert_history import AlertHistory
from usage_tracker_gui.ui.alerts.budgets_section import BudgetsSection
from usage_tracker_gui.ui.alerts.limits_section import LimitsSection
from usage_tracker_gui.ui.alerts.snoozes_section import SnoozesSection
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.segments import Segments


class AlertsPage(QWidget):
    alert_chosen = Signal(object)  # Alert: to be shown in the window
    alert_snoozed = Signal(object, object)  # Alert, timedelta
    alerts_acknowledged = Signal(object)  # tuple of ids
    woken = Signal(object)  # Subject: no longer snoozed
    budget_changed = Signal(object, object)  # Budget before and after, None for none
    limit_changed = Signal(object, object)  # SpikeLimit before and after, None for none
    rules_requested = Signal()  # the settings that raise alerts
    followed = Signal(bool)  # in sight or not: rules are told only to who looks

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = "UTC"
        self._report: Report | None = None
        self._older: tuple[Alert, ...] = ()  # than those that a report carries
        self.what = Segments(
            translate("AlertsPage", "What to show"),
            (
                ("history", translate("AlertsPage", "Alerts")),
                ("budgets", translate("AlertsPage", "Budgets")),
                ("limits", translate("AlertsPage", "Limits")),
                ("snoozes", translate("AlertsPage", "Snoozed")),
            ),
        )
        self.history = AlertHistory()
        self.budgets = BudgetsSection()
        self.limits = LimitsSection()
        self.snoozes = SnoozesSection()
        self.sections: Mapping[str, QWidget] = {
            "history": self.history,
            "budgets": self.budgets,
            "limits": self.limits,
            "snoozes": self.snoozes,
        }
        self.pages = QStackedWidget()
        for section in self.sections.values():
            self.pages.addWidget(section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.what, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.pages, 1)
        self._connect()
        self.show_section("history")

    def _connect(self) -> None:
        self.what.chosen.connect(self.show_section)
        self.history.alert_chosen.connect(self.alert_chosen)
        self.history.alert_snoozed.connect(self.alert_snoozed)
        self.history.alerts_acknowledged.connect(self.alerts_acknowledged)
        self.history.rules_requested.connect(self.rules_requested)
        self.limits.settings_requested.connect(self.rules_requested)
        self.limits.changed.connect(self.limit_changed)
        self.budgets.changed.connect(self.budget_changed)
        self.snoozes.woken.connect(self.woken)

    def enter(self) -> None:
        """Somebody comes from another page: what is unread is what they come for."""
        if self.history.unread:
            self.show_section("history")

    @Slot(str)
    def show_section(self, name: str) -> None:
        self.what.take(name)
        self.pages.setCurrentWidget(self.sections[name])

    # What others hand over

    @Slot(object)
    def show_report(self, report: Report) -> None:
        self._zone, self._report = report.view.zone, report
        self._show_history()

    @Slot(object)
    def show_rules(self, rules: AlertRules) -> None:
        self._older = rules.alerts
        self._show_history()
        self.budgets.show_rules(rules)
        self.limits.show_rules(rules)
        self.snoozes.show_snoozes(rules.snoozes, self._zone)
        count = len(rules.snoozes)
        snoozed = translate("AlertsPage", "Snoozed")
        self.what.rename("snoozes", f"{snoozed} ({count})" if count else snoozed)

    def _show_history(self) -> None:
        if self._report is None:
            return
        newest = self._report.alerts
        known = {alert.id for alert in newest}
        older = (alert for alert in self._older if newest and alert.id not in known and alert.at <= newest[-1].at)
        self.history.show_alerts((*newest, *older), self._report.at, self._report.view.zone)

    def show_alert(self, alert: Alert) -> None:
        """Brings one alert into sight, as after a click on its notification."""
        self.show_section("history")
        self.history.show_alert(alert)

    def tell(self) -> None:
        """Says again whether it is in sight, for those who listen only now."""
        self.followed.emit(self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.followed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.followed.emit(False)
