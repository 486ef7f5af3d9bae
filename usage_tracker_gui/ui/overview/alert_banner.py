"""The newest alert that nobody has seen yet, in line: what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from usage_tracker_gui.domain.alerts import Alert, Severity
from usage_tracker_gui.ui.language.translation import counted, translate
from usage_tracker_gui.ui.look.icons import icon, paint_icon
from usage_tracker_gui.ui.look.theme import GRID, HALF, RADIUS, tokens_of
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.wording import ago, alert_key, alert_sentence

SNOOZE = timedelta(hours=1)


class _Sentence(Elided):
    """What happened comes first: when, and how many more there are, give way where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._texts: tuple[str, ...] = ("",)  # the longest first

    def show_parts(self, parts: Sequence[str], key: str) -> None:
        self._texts = tuple(" · ".join(parts[:count]) for count in range(len(parts), 0, -1))
        self.set_tip(f"{self._texts[0]}\n{key}")
        self._take_fitting()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._texts[0]) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_fitting()

    def _take_fitting(self) -> None:
        fitting = (text for text in self._texts if self.fontMetrics().horizontalAdvance(text) <= self.width())
        text = next(fitting, self._texts[-1])
        if text != self.text():
            self.setText(text)


class AlertBanner(QFrame):
    show_requested = Signal(object)  # Alert
    snooze_requested = Signal(object, object)  # Alert, timedelta
    dismissed = Signal(object)  # tuple of alert ids

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._alerts: tuple[Alert, ...] = ()
        self.text = _Sentence(parent=self)
        self.open = QPushButton(translate("AlertBanner", "Show"), self)
        self.open.setAccessibleName(translate("AlertBanner", "Show the alert's key"))
        self.open.clicked.connect(self._show)
        self.snooze = QPushButton(translate("AlertBanner", "Snooze"), self)
        self.snooze.setAccessibleName(translate("AlertBanner", "Snooze this alert"))
        self.snooze.setToolTip(translate("AlertBanner", "Stay silent about this for an hour"))
        self.snooze.clicked.connect(self._snooze)
        self.dismiss = QToolButton(self)
        self.dismiss.setProperty("kind", "flat")
        self.dismiss.setIcon(icon("close", "muted"))
        self.dismiss.setAccessibleName(translate("AlertBanner", "Mark all alerts as seen"))
        self.dismiss.setToolTip(translate("AlertBanner", "Mark all alerts as seen"))
        self.dismiss.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(5 * GRID, HALF, HALF, HALF)
        row.setSpacing(GRID)
        row.addWidget(self.text, 1)
        for button in (self.open, self.snooze, self.dismiss):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def alert(self) -> Alert | None:
        return self._alerts[0] if self._alerts else None

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        """The newest of those that are not acknowledged; hidden when there is none."""
        fresh = sorted((alert for alert in alerts if not alert.acknowledged), key=lambda alert: alert.at, reverse=True)
        self._alerts = tuple(fresh)
        self.tick()
        self.setVisible(bool(fresh))
        self.update()

    def tick(self) -> None:
        alert = self.alert
        if alert is None:
            return
        others = len(self._alerts) - 1
        parts = [alert_sentence(alert), ago(alert.at, self._now())]
        if others:
            parts.append(counted("AlertBanner", "{n} more", "1 more", others))
        self.text.show_parts(parts, alert_key(alert))
        self.setAccessibleName(translate("AlertBanner", "Alert: {what}", what=" · ".join(parts)))

    @Slot()
    def _show(self) -> None:
        if self.alert is not None:
            self.show_requested.emit(self.alert)

    @Slot()
    def _snooze(self) -> None:
        if self.alert is not None:
            self.snooze_requested.emit(self.alert, SNOOZE)

    @Slot()
    def _dismiss(self) -> None:
        self.dismissed.emit(tuple(alert.id for alert in self._alerts))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        critical = self.alert is not None and self.alert.severity is Severity.CRITICAL
        ink = QColor(tokens.critical if critical else tokens.warning)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1))
        painter.setBrush(QColor(tokens.critical_soft if critical else tokens.warning_soft))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        name = "alert-octagon" if critical else "alert"
        paint_icon(painter, name, QRectF(GRID + HALF, (self.height() - 20) / 2, 20, 20), ink)
