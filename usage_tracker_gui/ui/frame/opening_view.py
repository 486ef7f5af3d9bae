"""Which view a window opens with, and which step of time suits a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from usage_tracker_gui.domain.report import GroupBy, Lookback, View

if TYPE_CHECKING:
    from usage_tracker_gui.settings.preferences import Preferences

_WIDTHS = {"1m": GroupBy.MINUTE, "1h": GroupBy.HOUR, "1d": GroupBy.DAY}


def opening_view(preferences: Preferences) -> View:
    view = View(
        lookback=Lookback(preferences.lookback),
        hours=preferences.lookback_hours,
        zone=preferences.timezone,
        tier=None if preferences.tier == "auto" else preferences.tier,
        step=_WIDTHS[preferences.bucket_width],
    )
    return view if view.step is not GroupBy.HOUR else stepped(view)


def stepped(view: View) -> View:
    """The view with hours for a day or so, days for months, months for years."""
    return replace(view, step=_step(view))


def _step(view: View) -> GroupBy:
    match view.lookback:
        case Lookback.LAST_HOURS:
            return GroupBy.HOUR if view.hours <= 72 else GroupBy.DAY
        case Lookback.TODAY:
            return GroupBy.HOUR
        case Lookback.CUSTOM if view.custom is not None:
            if view.custom.length <= timedelta(days=3):
                return GroupBy.HOUR
            return GroupBy.DAY if view.custom.length <= timedelta(days=120) else GroupBy.MONTH
        case _:
            return GroupBy.DAY
