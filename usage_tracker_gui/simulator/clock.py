"""Clocks for a simulated world: the real one, and one that is set, run faster, and jumped.

The one room below app and cli that may read the time, because here the time belongs to the service and not to us.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""
        ...


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """Starts at `start` and moves `rate` simulated seconds per real second; 0 stands still until told to move."""

    def __init__(self, start: datetime, rate: float = 0.0) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._lock = threading.Lock()
        self._start = start
        self._rate = rate
        self._since = time.monotonic()

    def now(self) -> datetime:
        with self._lock:
            return self._moment()

    def advance(self, by: timedelta) -> datetime:
        """Jump by `by`, which may be negative: clocks get set back."""
        with self._lock:
            self._start += by
            return self._moment()

    def run(self, rate: float) -> None:
        """From now on move at `rate`."""
        with self._lock:
            self._start = self._moment()
            self._since = time.monotonic()
            self._rate = rate

    def _moment(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._since) * self._rate)
