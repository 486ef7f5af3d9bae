"""Looking after the history, once a day: old minutes go, then history that nobody wants to keep, then the room it took.

A shared database keeps its history: one person's settings must not take away what a team has.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.store.errors import DatabaseBusy, DatabaseFull
from usage_tracker_gui.store.store import Store

EVERY = timedelta(days=1)
WORTH_IT = 4  # a quarter of the file is spare: rewriting all of it for less gains nothing


class Upkeep:
    def __init__(self, store: Store, preferences: Preferences) -> None:
        self._store = store
        self._minutes = timedelta(hours=preferences.minute_hours)
        self._days = preferences.retention_days
        self._last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Also when the clock was set back."""
        return self._last is None or not timedelta(0) <= now - self._last < EVERY

    def look_after(self, now: datetime) -> None:
        """Raises StoreError."""
        self._last = now
        self._store.drop_minutes(now - self._minutes)
        if self._store.is_shared:
            return
        if self._days is not None:
            self._store.forget(now - timedelta(days=self._days))
        stats = self._store.stats()
        if stats.spare * WORTH_IT > stats.bytes:
            with suppress(DatabaseBusy, DatabaseFull):  # another day
                self._store.vacuum()
