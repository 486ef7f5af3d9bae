"""The pages of the window: their names, titles and icons, in the order of the side bar."""

from __future__ import annotations

from dataclasses import dataclass

from usage_tracker_gui.ui.language.translation import noted, translate


@dataclass(frozen=True, slots=True)
class PageName:
    """One page of the side bar."""

    id: str
    english: str
    icon: str

    @property
    def title(self) -> str:
        return translate("Pages", self.english)


OVERVIEW = PageName("overview", noted("Pages", "Overview"), "view-dashboard-outline")
USAGE = PageName("usage", noted("Pages", "Usage"), "table")
CHARTS = PageName("charts", noted("Pages", "Charts"), "chart-bar-stacked")
ALERTS = PageName("alerts", noted("Pages", "Alerts"), "bell-outline")
RECONCILE = PageName("reconcile", noted("Pages", "Reconcile"), "scale-balance")
ACCOUNTS = PageName("accounts", noted("Pages", "Accounts"), "account-key-outline")
SETTINGS = PageName("settings", noted("Pages", "Settings"), "cog-outline")  # a dialog

PAGES = (OVERVIEW, USAGE, CHARTS, ALERTS, RECONCILE, ACCOUNTS)
