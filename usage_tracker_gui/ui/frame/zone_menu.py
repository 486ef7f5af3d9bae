"""The menu of time zones: UTC and this computer's first, then every city by continent."""

from __future__ import annotations

from zoneinfo import available_timezones

from PySide6.QtCore import QTimeZone
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from usage_tracker_gui.ui.language.translation import noted, translate

CONTINENTS = (
    noted("Zones", "Africa"),
    noted("Zones", "America"),
    noted("Zones", "Antarctica"),
    noted("Zones", "Asia"),
    noted("Zones", "Atlantic"),
    noted("Zones", "Australia"),
    noted("Zones", "Europe"),
    noted("Zones", "Indian"),
    noted("Zones", "Pacific"),
)


def local_zone() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace") or "UTC"


def fill_zones(menu: QMenu) -> QActionGroup:
    """Each action's `data()` is an IANA name; the group tells which was triggered."""
    group = QActionGroup(menu)
    menu.addAction(_action("UTC", translate("Zones", "UTC, as the services bill"), group))
    here = local_zone()
    if here not in ("UTC", "Etc/UTC") and here in available_timezones():
        menu.addAction(_action(here, translate("Zones", "{zone}, this computer", zone=here), group))
    menu.addSeparator()
    cities: dict[str, list[str]] = {continent: [] for continent in CONTINENTS}
    for zone in sorted(available_timezones()):
        continent, _, city = zone.partition("/")
        if city and continent in cities:
            cities[continent].append(zone)
    for continent, zones in cities.items():
        submenu = menu.addMenu(translate("Zones", continent))
        submenu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        for zone in zones:
            submenu.addAction(_action(zone, zone.partition("/")[2].replace("_", " "), group))
    return group


def _action(zone: str, text: str, group: QActionGroup) -> QAction:
    action = QAction(text, group)
    action.setData(zone)
    action.setCheckable(True)
    return action
