"""The bar above every page: period, time zone, tier, and how old the figures are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from usage_tracker_gui.domain.report import Lookback, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.ui.frame.window_menu import WindowMenu
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.translation import keys_text, noted, translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, HALF
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.menu_button import MenuButton
from usage_tracker_gui.ui.parts.segments import Segments
from usage_tracker_gui.ui.parts.wording import TIER_NAMES, ago, tier_name

PERIODS = (
    (Lookback.LAST_HOURS, noted("TopBar", "6 h")),
    (Lookback.TODAY, noted("TopBar", "Today")),
    (Lookback.WEEK, noted("TopBar", "7 d")),
    (Lookback.MONTH_OF_DAYS, noted("TopBar", "30 d")),
    (Lookback.MONTH, noted("TopBar", "Month")),
    (Lookback.CUSTOM, noted("TopBar", "Custom")),
)


class TopBar(QWidget):
    """`view_changed` tells what a person asked for; `show_view` draws what is shown and tells nothing."""

    view_changed = Signal(object)  # View
    refresh_requested = Signal()
    pause_toggled = Signal(bool)

    def __init__(self, view: View, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._now = now
        self._updated: datetime | None = None
        self.periods = Segments(translate("TopBar", "Period"), _periods(), self)
        self.periods.chosen.connect(self._choose_period)
        self.zone = MenuButton(translate("TopBar", "Time zone"), parent=self)
        self.zone.list.aboutToShow.connect(self._fill_zones)
        self.tier = MenuButton(translate("TopBar", "Tier"), parent=self)
        self.tier.list.aboutToShow.connect(self._offer_tiers)
        self.only = QPushButton(self)
        self.only.setProperty("kind", "flat")
        self.only.setIcon(icon("close", "muted"))
        self.only.clicked.connect(self._show_all)
        self.updated = Text("", tone="muted", parent=self)
        self.refresh = _icon_button("refresh", translate("TopBar", "Refresh now"), "F5", self)
        self.refresh.clicked.connect(self._ask_for_refresh)
        self.pause = _icon_button("pause", translate("TopBar", "Pause"), "Ctrl+P", self)
        self.pause.setCheckable(True)
        self.pause.clicked.connect(self._toggle_pause)
        self.menu = WindowMenu(self)
        self._arrange()
        self.show_view(view)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID + HALF, 2 * GRID, 0)
        row.setSpacing(GRID)
        for widget in (self.periods, self.zone, self.tier, self.only):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.updated)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.refresh)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.menu)
        row.addLayout(buttons)
        self.updated.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_view(self, view: View) -> None:
        self._view = view
        self.periods.take(view.lookback.value)
        self.periods.rename(Lookback.LAST_HOURS.value, translate("TopBar", "{hours} h", hours=view.hours))
        self.periods.segment(Lookback.CUSTOM.value).setToolTip(_custom_text(view))
        self.zone.setText(zone_name(view.zone))
        self.zone.setToolTip(translate("TopBar", "Days are cut in {zone}", zone=view.zone))
        self.tier.setText(tier_name(view.tier))
        self.tier.setToolTip(
            translate("TopBar", "Prices of the tier that was billed, or what all of it would cost in another")
        )
        self.only.setVisible(bool(view.channels))
        names = ", ".join(view.channels)
        self.only.setText(self.fontMetrics().elidedText(names, Qt.TextElideMode.ElideMiddle, 140))
        self.only.setToolTip(translate("TopBar", "Only {names}. Click to show everything.", names=names))
        self.only.setAccessibleName(translate("TopBar", "Only {names}; show everything", names=names))
        self.tick()

    def show_updated(self, at: datetime | None) -> None:
        self._updated = at
        self.tick()

    def set_paused(self, paused: bool) -> None:
        self.pause.setChecked(paused)
        self.pause.setIcon(icon("play" if paused else "pause"))
        word = translate("TopBar", "Go on watching") if paused else translate("TopBar", "Pause")
        self.pause.setAccessibleName(word)
        self.pause.setToolTip(f"{word} ({keys_text(self.pause.shortcut())})")
        self.tick()

    def tick(self) -> None:
        """Ages the "Updated" text."""
        if self.pause.isChecked():
            text = translate("TopBar", "Paused")
        elif self._updated is None:
            text = translate("TopBar", "Not updated yet")
        else:
            text = translate("TopBar", "Updated {ago}", ago=ago(self._updated, self._now()))
        self._write(text)

    def _write(self, text: str) -> None:
        """A narrow bar has the age alone, or nothing of it."""
        age = ago(self._updated, self._now()) if self._updated is not None and not self.pause.isChecked() else text
        metrics, room = self.updated.fontMetrics(), self._room()
        shown = next((each for each in (text, age) if metrics.horizontalAdvance(each) <= room), "")
        if shown != self.updated.text():
            self.updated.setText(shown)
        if text != self.updated.accessibleName():
            self.updated.setAccessibleName(text)
            self.updated.setToolTip(text)

    def _room(self) -> int:
        """What the choices and buttons leave."""
        taken = (self.periods, self.zone, self.tier, self.only, self.refresh, self.pause, self.menu)
        widths = [widget.sizeHint().width() for widget in taken if not widget.isHidden()]
        return self.width() - sum(widths) - (len(widths) + 3) * GRID

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tick()

    @Slot(str)
    def _choose_period(self, value: str) -> None:
        lookback = Lookback(value)
        if lookback is Lookback.CUSTOM:
            self._open_custom()
        elif lookback is not self._view.lookback:
            self._change(replace(self._view, lookback=lookback))

    def _open_custom(self) -> None:
        from usage_tracker_gui.ui.frame.period_popup import PeriodPopup  # on first use

        popup = PeriodPopup(self._view, self._now(), self)
        popup.chosen.connect(self._choose_custom)
        popup.closed.connect(self._put_period_back)
        anchor = self.periods.segment(Lookback.CUSTOM.value)
        popup.open_at(anchor.mapToGlobal(QPoint(0, anchor.height() + HALF)))

    @Slot(object)
    def _choose_custom(self, period: Period) -> None:
        self._change(replace(self._view, lookback=Lookback.CUSTOM, custom=period))

    @Slot()
    def _put_period_back(self) -> None:
        self.periods.take(self._view.lookback.value)

    @Slot()
    def _offer_tiers(self) -> None:
        menu = self.tier.list
        if menu.isEmpty():
            self._fill_tiers(menu)
        for action in menu.actions():
            action.setChecked(action.data() == self._view.tier)

    def _fill_tiers(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for tier in TIER_NAMES:
            action = QAction(tier_name(tier), group)
            action.setCheckable(True)
            action.setData(tier)
            menu.addAction(action)
        group.triggered.connect(self._choose_tier)

    @Slot(QAction)
    def _choose_tier(self, action: QAction) -> None:
        self._change(replace(self._view, tier=action.data()))

    @Slot()
    def _fill_zones(self) -> None:
        from usage_tracker_gui.ui.frame.zone_menu import fill_zones  # on first use

        menu = self.zone.list
        if menu.isEmpty():
            fill_zones(menu).triggered.connect(self._choose_zone)
        for action in menu.actions():
            action.setChecked(action.data() == self._view.zone)

    @Slot(QAction)
    def _choose_zone(self, action: QAction) -> None:
        self._change(replace(self._view, zone=action.data()))

    @Slot()
    def _show_all(self) -> None:
        self._change(replace(self._view, channels=()))

    @Slot()
    def _ask_for_refresh(self) -> None:
        self.refresh_requested.emit()

    @Slot(bool)
    def _toggle_pause(self, paused: bool) -> None:
        self.set_paused(paused)
        self.pause_toggled.emit(paused)

    def _change(self, view: View) -> None:
        if view == self._view:
            return
        self.show_view(view)
        self.view_changed.emit(view)


def zone_name(zone: str) -> str:
    """`Europe/Berlin` -> `Berlin`, `America/Argentina/Buenos_Aires` -> `Buenos Aires`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _custom_text(view: View) -> str:
    if view.custom is None:
        return translate("TopBar", "Period: choose two days")
    zone = ZoneInfo(view.zone)
    first, last = view.custom.start.astimezone(zone), view.custom.end.astimezone(zone) - timedelta(seconds=1)
    return translate("TopBar", "Period: {first} to {last}", first=plain_day(first), last=plain_day(last))


def _periods() -> list[tuple[str, str]]:
    return [(lookback.value, translate("TopBar", text)) for lookback, text in PERIODS]


def _icon_button(picture: str, name: str, shortcut: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("kind", "flat")
    button.setIcon(icon(picture))
    button.setAccessibleName(name)
    button.setShortcut(shortcut)
    button.setToolTip(f"{name} ({keys_text(button.shortcut())})")
    return button
