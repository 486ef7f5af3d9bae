"""The pages of the window: their names, titles and icons, in the order of the side bar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageName:
    id: str
    title: str
    icon: str


OVERVIEW = PageName("overview", "Overview", "view-dashboard-outline")
USAGE = PageName("usage", "Usage", "table")
CHARTS = PageName("charts", "Charts", "chart-bar-stacked")
ALERTS = PageName("alerts", "Alerts", "bell-outline")
RECONCILE = PageName("reconcile", "Reconcile", "scale-balance")
ACCOUNTS = PageName("accounts", "Accounts", "account-key-outline")
SETTINGS = PageName("settings", "Settings", "cog-outline")  # a dialog, asked for by a signal

PAGES = (OVERVIEW, USAGE, CHARTS, ALERTS, RECONCILE, ACCOUNTS)
