"""How long one request is tried again, and how long the wait between two tries is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

POLL = 0.2  # seconds between two looks at whether a stop was asked for


@dataclass(frozen=True, slots=True)
class Patience:
    """At most `tries` tries, all within `seconds`. Clock and sleep are fields so that tests need not wait."""

    tries: int = 5
    seconds: float = 30.0
    first_wait: float = 0.5
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def backoff(self, failed_tries: int) -> float:
        """0.5, 1, 2, 4 seconds, up to a quarter more, so that many desktops do not come back at once."""
        wait: float = self.first_wait * 2 ** (failed_tries - 1)
        return wait * (1 + random.random() / 4)  # noqa: S311 - spread, not secrecy

    def wait_until(self, moment: float, should_stop: Callable[[], bool]) -> bool:
        """Sleeps until the clock shows `moment`; False as soon as a stop is asked for."""
        while not should_stop():
            left = moment - self.clock()
            if left <= 0:
                return True
            self.sleep(min(left, POLL))
        return False


PATIENCE = Patience()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait, by `retry-after-ms` or `Retry-After`; None where it says nothing usable.

    A date is taken relative to the answer's own `Date`, so that a wrong clock here does no harm.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after", "")
    seconds = _number(text)
    return _seconds_between(headers.get("date", ""), text) if seconds is None else seconds


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None  # also refuses NaN


def _seconds_between(sent: str, due: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(due) - parsedate_to_datetime(sent)).total_seconds())
    except (ValueError, TypeError):
        return None
