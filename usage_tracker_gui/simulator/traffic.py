"""How much traffic there was: counts of any series at any day, hour or minute, from a seed and no memory.

A day's totals come from a hash of (seed, series, day). They are handed out to its hours, and an hour's to its
minutes, by cumulative shares, so that minutes add up to their hour and hours to their day exactly, whichever is asked.
Requests are handed out first and every other count by the requests of its slot: a slot without requests has nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import shake_128
from itertools import accumulate
from operator import add, mul, sub

DAY = 86_400
HOUR = 3_600
MINUTE = 60

Counts = tuple[int, ...]  # requests first, then one count for each kind of the series' family
Label = str | bool | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When things happen: the weight of each hour of the day (UTC), and of each weekday in percent, Monday first."""

    hours: tuple[int, ...]
    weekdays: tuple[int, ...]


OFFICE = Rhythm(
    hours=(1, 1, 0, 0, 0, 1, 4, 12, 30, 42, 46, 44, 34, 40, 46, 44, 38, 26, 14, 8, 6, 4, 3, 2),
    weekdays=(100, 108, 112, 104, 86, 22, 16),
)
PUBLIC = Rhythm(
    hours=(12, 9, 7, 6, 6, 8, 13, 20, 26, 30, 32, 33, 34, 34, 33, 33, 34, 36, 38, 40, 38, 32, 24, 17),
    weekdays=(96, 98, 100, 100, 104, 112, 110),
)
NIGHTLY = Rhythm(
    hours=(0, 10, 26, 30, 26, 14, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    weekdays=(100, 100, 100, 100, 100, 70, 70),
)


@dataclass(frozen=True, slots=True)
class Series:
    """One stream of traffic. `labels` are its values for every group field of its family.

    `per_request` holds the mean of each kind per request, in the family's order. `born` and `gone` are days since
    1970: no traffic before, none from `gone` on.
    """

    name: str
    family: str
    labels: Mapping[str, Label]
    rhythm: Rhythm
    requests_per_day: int
    per_request: tuple[int, ...]
    born: int
    gone: int | None = None

    def lives(self, day: int) -> bool:
        return self.born <= day and (self.gone is None or day < self.gone)


def nothing(series: Series) -> Counts:
    return (0,) * (1 + len(series.per_request))


def plus(one: Counts, other: Counts) -> Counts:
    return tuple(map(add, one, other))


def day_counts(series: Series, day: int, seed: int) -> Counts:
    """The whole of a UTC day. It grows by 70 % in the first year of a series, and not after the second."""
    if not series.lives(day):
        return nothing(series)
    noise = _noise(f"{seed}/{series.name}/{day}", 1 + len(series.per_request))
    weekday = (day + 3) % 7  # the first of January 1970 was a Thursday
    growth = 1000 + 700 * min(day - series.born, 730) // 365
    requests = series.requests_per_day * series.rhythm.weekdays[weekday] * growth * (200 + noise[0]) // 32_700_000
    kinds = (requests * mean * (700 + noise[1 + at]) // 827 for at, mean in enumerate(series.per_request))
    return (requests, *kinds)


def hour_counts(series: Series, day: int, seed: int) -> tuple[Counts, ...]:
    """The 24 hours of a day."""
    return _handed_out(
        day_counts(series, day, seed), series.rhythm.hours, _noise(f"{seed}/{series.name}/{day}/hours", 72)
    )


def minute_counts(series: Series, day: int, hour: int, whole: Counts, seed: int) -> tuple[Counts, ...]:
    """The 60 minutes of an hour that has `whole` in total."""
    return _handed_out(whole, _EVEN, _noise(f"{seed}/{series.name}/{day}/{hour}", 180))


def arrived(minute: Counts, seconds: int) -> Counts:
    """What has come of a minute after `seconds` of it: whole requests, with their share of everything else."""
    requests = minute[0] * seconds // MINUTE
    if requests == 0:
        return (0,) * len(minute)
    return tuple(count * requests // minute[0] for count in minute)


_EVEN = (1,) * 60


def _noise(subject: str, length: int) -> bytes:
    return shake_128(subject.encode()).digest(length)


def _handed_out(whole: Counts, shape: Sequence[int], noise: bytes) -> tuple[Counts, ...]:
    """`whole` over as many slots as `shape` has weights, roughly by those. `noise` has three bytes for each slot."""
    slots = len(shape)
    if whole[0] == 0:
        return (whole,) * slots
    requests = _shares(whole[0], [weight * (90 + wobble) for weight, wobble in zip(shape, noise, strict=False)])
    into = [count * (600 + wobble) for count, wobble in zip(requests, noise[slots:], strict=False)]
    out_of = [count * (400 + wobble) for count, wobble in zip(requests, noise[2 * slots :], strict=False)]
    columns: list[Sequence[int]] = [requests]
    for at, total in enumerate(whole[1:]):
        columns.append(_shares(total, out_of if at % 2 else into) if total else (0,) * slots)
    return tuple(zip(*columns, strict=True))


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` cut by `weights`; the shares add up to it exactly."""
    edges = list(accumulate(weights, initial=0))
    whole = edges[-1]
    cuts = [total * edge // whole for edge in edges]
    return list(map(sub, cuts[1:], cuts))


def times(counts: Counts, factor: int) -> Counts:
    return tuple(map(mul, counts, (factor,) * len(counts)))
