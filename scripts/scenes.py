"""What `screenshots.py` pictures: each page with the figures that it can have, made of the tests' made-up organization.

Importable only inside the environment, with the checkout and tests/ui on the path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import made_up
import made_up_pages
import made_up_rules
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from usage_tracker_gui.domain.report import GroupBy, Lookback, Report, View
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.ui.main_window import MainWindow

if TYPE_CHECKING:
    from usage_tracker_gui.ui.charts.charts import ChartsPage

MONTH = View(lookback=Lookback.MONTH_OF_DAYS, step=GroupBy.DAY)
REPORTS: Mapping[str, Callable[[], Report]] = {
    "ordinary": made_up_pages.month_report,
    "empty": lambda: made_up.empty_report(View()),
    "single": lambda: made_up_pages.single_report(MONTH),
    "crowded": lambda: made_up.crowded_report(MONTH),
}
ONCE = ("ordinary",)  # what does not change with the figures
SETTINGS = ("watching", "money", "alerts", "computer", "advanced")
DETAIL = ("key", "project", "model", "tier")
CHARTS = ("time", "kinds", "week", "tiers")


def window(page: str, figures: str) -> MainWindow:
    report = REPORTS[figures]()
    gaps: tuple[Period, ...] = ()
    if page == "charts" and figures == "ordinary":
        report, gaps = made_up_pages.unread(report), (made_up_pages.GAP,)
    made = MainWindow(Preferences(), made_up.SERVICES, now=lambda: made_up.NOW)
    made.show_view(report.view)
    made.show_page(page)
    made.show_report(report)
    if figures != "empty":
        made.show_collection(made_up.collection())
    shown: Any = made.shelf.page(page)
    if hasattr(shown, "show_surroundings"):
        beside = made_up_pages.surroundings(report, gaps)
        shown.show_surroundings(beside.previous, beside.gaps)
        shown.show_budget(report.budget_per_day)
    if hasattr(shown, "show_trends"):
        shown.show_trends(made_up_pages.trends(report, ("key",) if page == "overview" else DETAIL))
    return made


def chart(form: str, figures: str, *, as_table: bool = False) -> MainWindow:
    made = window("charts", figures)
    report = REPORTS[figures]()
    page: ChartsPage = made.shelf.page("charts")
    page.form.take(form)
    page.form.chosen.emit(form)
    page.table_button.setChecked(as_table)
    if form == "week":
        made.show_report(made_up.report(View(lookback=Lookback.WEEK, step=GroupBy.HOUR)))
    found = made_up_pages.tiers(report)
    page.show_what_if(found.billed, found.tiers, found.uncached, found.keys)
    return made


def reconcile(figures: str) -> MainWindow:
    made = window("reconcile", figures)
    if figures != "empty":
        found = made_up_pages.reconciliation(crowded=figures == "crowded")
        made.shelf.page("reconcile").show_reconciliation(found)
    return made


def accounts(figures: str, *, changed: bool = False, in_form: bool = False) -> MainWindow:
    made = window("accounts", figures)
    page = made.shelf.page("accounts")
    first = page.lines.statuses[0].account.id if page.lines.statuses else 0
    page.show_prices(made_up_rules.own_prices(figures, first))
    if in_form:
        page.details.prices.lines[0].edit.click()
    page.show_changes(made_up_pages.changes() if figures != "empty" else ())
    if changed:
        page.what.take("changes")
        page.show_changes(made_up_pages.changes() if figures != "empty" else ())
    return made


def alerts(section: str, figures: str, *, in_form: bool = False) -> MainWindow:
    made = window("alerts", figures)
    page = made.shelf.page("alerts")
    page.show_rules(made_up_rules.rules(figures))
    page.show_section(section)
    if in_form:
        page.sections[section].add_button.click()
    return made


def first_run(_figures: str) -> MainWindow:
    made = MainWindow(Preferences(), made_up.SERVICES, now=lambda: made_up.NOW)
    made.show_first_run()
    return made


def settings(group: str, _figures: str) -> QWidget:
    from usage_tracker_gui.ui.settings.settings_dialog import SettingsDialog

    folder = "/home/anna/.local/share/UsageTracker"
    as_of = made_up_pages.reconciliation().prices_as_of
    dialog = SettingsDialog(Preferences(), services=made_up.SERVICES, data_folder=folder, prices_as_of=as_of)
    dialog.show_accounts(made_up.ACCOUNTS)
    dialog.show_budgets(made_up.BUDGETS)
    dialog.show_group(group)
    return dialog


def about(_figures: str) -> QWidget:
    from usage_tracker_gui.ui.frame.about import AboutDialog

    licences = "\n".join(f"package-{at} 1.{at}.0    MIT    Some Author" for at in range(40))
    return AboutDialog("1.0.0", "6.11.3", "/home/anna/.local/share/UsageTracker", licences)


def shortcuts(_figures: str) -> QWidget:
    from usage_tracker_gui.ui.frame.shortcuts import ShortcutList

    return ShortcutList(None)


class Tray(QWidget):
    """The tray's icon in its states and sizes, on a light and a dark panel."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        from usage_tracker_gui.ui.look.gauge import GROUND, INK, GaugeState, gauge_image

        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#858c98"))
        for at, (panel, ink) in enumerate((("#f5f6f8", "#1b1e24"), ("#15171b", "#ffffff"))):
            painter.fillRect(QRect(0, at * 180, self.width(), 180), QColor(panel))
            for row, (ground, paint) in enumerate(((True, INK), (False, ink))):
                x = 24
                for state in GaugeState:
                    for side in (16, 22, 32, 44):
                        sharp = round(side * self.devicePixelRatioF())
                        color = QColor(GROUND[state]) if ground else None
                        image = gauge_image(sharp, state, ground=color, ink=QColor(paint))
                        painter.drawImage(QRect(x, at * 180 + 24 + row * 72, side, side), image)
                        x += side + 16
                    x += 32


def tray(_figures: str) -> QWidget:
    made = Tray()
    made.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    return made


Scene = tuple[tuple[str, ...], Callable[[str], QWidget]]  # the figures it is pictured with, and how it is made
ALL = tuple(REPORTS)
SCENES: Mapping[str, Scene] = {
    "overview": (ALL, partial(window, "overview")),
    "usage": (ALL, partial(window, "usage")),
    **{f"charts-{form}": (ALL, partial(chart, form)) for form in CHARTS},
    "charts-table": (("ordinary", "crowded"), partial(chart, "time", as_table=True)),
    "alerts": (ALL, partial(alerts, "history")),
    **{f"alerts-{section}": (ALL, partial(alerts, section)) for section in ("budgets", "limits", "snoozes")},
    **{f"alerts-{form}-form": (ONCE, partial(alerts, form, in_form=True)) for form in ("budgets", "limits")},
    "reconcile": (("ordinary", "empty", "crowded"), reconcile),
    "accounts": (ALL, accounts),
    "accounts-price-form": (ONCE, partial(accounts, in_form=True)),
    "accounts-changes": (("ordinary", "empty"), partial(accounts, changed=True)),
    **{f"settings-{group}": (ONCE, partial(settings, group)) for group in SETTINGS},
    "first-run": (ONCE, first_run),
    "about": (ONCE, about),
    "shortcuts": (ONCE, shortcuts),
    "tray": (ONCE, tray),
}
