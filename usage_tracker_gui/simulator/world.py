"""The simulated world: an organization, its traffic, spikes and lateness, and what of it can be seen at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from usage_tracker_gui.simulator.organization import HARBOR, Organization
from usage_tracker_gui.simulator.traffic import (
    DAY,
    HOUR,
    MINUTE,
    Counts,
    Series,
    arrived,
    day_counts,
    hour_counts,
    minute_counts,
    nothing,
    plus,
    times,
)
from usage_tracker_gui.simulator.workload import workload

_EPOCH = date(1970, 1, 1)
_PARTS = {DAY: HOUR, HOUR: MINUTE}


@dataclass(frozen=True, slots=True)
class Spike:
    """A key and model that run wild: `factor` times their usual requests on top, each minute from `start` on.

    `start` is Unix seconds of a whole minute.
    """

    key: str
    model: str
    start: int
    minutes: int
    factor: int

    @property
    def end(self) -> int:
        return self.start + self.minutes * MINUTE

    def minutes_within(self, start: int, end: int) -> int:
        return max(0, min(end, self.end) - max(start, self.start)) // MINUTE


class World:
    """Answers how much any series used in any minute, hour or day, as seen at any moment. Holds no history.

    Deterministic in (opened, seed, organization, series, spikes). Safe to read from several threads.
    """

    def __init__(
        self,
        opened: date,
        seed: int = 7,
        organization: Organization = HARBOR,
        series: Sequence[Series] | None = None,
    ) -> None:
        self.opened = opened
        self.seed = seed
        self.organization = organization
        self.series: tuple[Series, ...] = tuple(
            workload((opened - _EPOCH).days, organization) if series is None else series
        )
        self._spikes: dict[tuple[int, int], list[tuple[Spike, Counts]]] = {}  # by series and day
        self._delays: dict[str, int] = {}
        self._day = lru_cache(maxsize=32_768)(self._day_of)
        self._hours = lru_cache(maxsize=2_048)(self._hours_of)
        self._minutes = lru_cache(maxsize=512)(self._minutes_of)

    def family(self, name: str) -> list[int]:
        """Positions in `series` of one usage family."""
        return [at for at, series in enumerate(self.series) if series.family == name]

    def add_spikes(self, spikes: Iterable[Spike]) -> None:
        for spike in spikes:
            at = self._series_of(spike)
            extra = self._per_minute(self.series[at], spike.factor)
            for day in range(spike.start // DAY, (spike.end - 1) // DAY + 1):
                self._spikes.setdefault((at, day), []).append((spike, extra))

    def delay(self, seconds: int, key: str = "") -> None:
        """From now on usage of `key` shows up `seconds` late; without a key, everybody's."""
        self._delays[key] = seconds

    def horizon(self, at: int, now: int) -> int:
        """Up to when the usage of a series can be seen at `now`."""
        key = self.series[at].labels.get("api_key_id")
        return now - self._delays.get(str(key), self._delays.get("", 0))

    def is_settled(self, day: int, now: int) -> bool:
        """True when nothing of the UTC day `day` can change any more."""
        slowest = max(self._delays.values(), default=0)
        return (day + 1) * DAY <= now - slowest

    def counts(self, at: int, start: int, width: int, until: int) -> Counts:
        """What series `at` used in the bucket [start, start + width), as far as it came before `until`.

        `width` is 60, 3600 or 86400, and `start` a multiple of it.
        """
        if start >= until:
            return nothing(self.series[at])
        if start + width <= until:
            return self._whole(at, start, width)
        if width == MINUTE:
            return arrived(self._whole(at, start, MINUTE), until - start)
        total = nothing(self.series[at])
        part = _PARTS[width]
        for begin in range(start, until, part):
            total = plus(total, self.counts(at, begin, part, until))
        return total

    def _whole(self, at: int, start: int, width: int) -> Counts:
        counts = self._usual(at, start, width)
        for spike, extra in self._spikes.get((at, start // DAY), ()):
            minutes = spike.minutes_within(start, start + width)
            if minutes:
                counts = plus(counts, times(extra, minutes))
        return counts

    def _usual(self, at: int, start: int, width: int) -> Counts:
        day, second = divmod(start, DAY)
        if width == DAY:
            return self._day(at, day)
        hour = second // HOUR
        if width == HOUR:
            return self._hours(at, day)[hour]
        return self._minutes(at, day, hour)[second % HOUR // MINUTE]

    def _day_of(self, at: int, day: int) -> Counts:
        return day_counts(self.series[at], day, self.seed)

    def _hours_of(self, at: int, day: int) -> tuple[Counts, ...]:
        return hour_counts(self.series[at], day, self.seed)

    def _minutes_of(self, at: int, day: int, hour: int) -> tuple[Counts, ...]:
        return minute_counts(self.series[at], day, hour, self._hours(at, day)[hour], self.seed)

    def _series_of(self, spike: Spike) -> int:
        wanted: Mapping[str, str] = {"api_key_id": spike.key, "model": spike.model}
        for at in self.family("completions"):
            if wanted.items() <= self.series[at].labels.items():
                return at
        raise ValueError(f"no series of key {spike.key} and model {spike.model}")

    @staticmethod
    def _per_minute(series: Series, factor: int) -> Counts:
        """`factor` times what a minute of the series' busiest hour sees, at least a request."""
        busiest = max(series.rhythm.hours) * series.requests_per_day // sum(series.rhythm.hours)
        requests = max(1, factor * max(1, busiest) // 60)
        return (requests, *(requests * mean for mean in series.per_request))
