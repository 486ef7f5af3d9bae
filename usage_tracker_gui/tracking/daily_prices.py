"""Newer prices once a day, for a person who turned price updates on.

When somebody looked last is kept beside the prices, so that neither a restart nor a second window asks again.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from usage_tracker_gui.providers.provider import ProviderError, Unreachable
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.prices import UPDATES
from usage_tracker_gui.tracking.price_feed import ADDRESS, update_prices

EVERY = timedelta(days=1)
AGAIN_AFTER = timedelta(hours=1)  # when nobody answered
_LAST_LOOK = "last-look"

log = logging.getLogger(__name__)


class DailyPrices:
    def __init__(self, data_folder: Path, address: str = ADDRESS) -> None:
        self._data_folder = data_folder
        self._address = address
        self._tried: datetime | None = None
        self._told = ""

    def is_due(self, now: datetime) -> bool:
        """Also when the clock was set back."""
        return not (_within(AGAIN_AFTER, self._tried, now) or _within(EVERY, self._last_look(), now))

    def look(self, now: datetime) -> bool:
        """True when other prices hold from now on. A failure changes nothing and is told to the log, once."""
        self._tried = now
        try:
            updated = update_prices(self._data_folder, now, self._address)
        except Unreachable as error:
            self._tell(str(error))
            return False
        except (ProviderError, SettingsError) as error:  # the same list would be refused again
            self._tell(str(error))
            self._remember(now)
            return False
        self._told = ""
        self._remember(now)
        if updated is not None:
            log.info("%d prices of the public list are in use now", updated.rows)
        return updated is not None

    def _tell(self, sentence: str) -> None:
        if sentence != self._told:
            log.warning("%s", sentence)
        self._told = sentence

    def _last_look(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._note.read_text(encoding="utf-8")).astimezone(UTC)
        except (OSError, ValueError):
            return None

    def _remember(self, now: datetime) -> None:
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            self._note.write_text(now.isoformat(), encoding="utf-8")
        except OSError as error:
            self._tell(f"When prices were looked for can't be kept in {self._note} ({error.strerror}).")

    @property
    def _note(self) -> Path:
        return self._data_folder / UPDATES / _LAST_LOOK


def _within(span: timedelta, last: datetime | None, now: datetime) -> bool:
    return last is not None and timedelta(0) <= now - last < span
