"""Spikes: how fast each key uses tokens and requests, and when that is too fast.

The rate of a key is what its buckets gained since an earlier reading, per minute. The earlier reading is the newest
one at least a minute older, or the first one while none is. Late buckets count when they arrive; buckets that leave
the window do not count as a loss.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from usage_tracker_gui.domain.alerts import Alert, AlertKind
from usage_tracker_gui.domain.collection import KeyRate
from usage_tracker_gui.domain.figures import rate_text

SHORTEST_SPAN = 60  # seconds: a rate over less would shout at a single request


class Cell(NamedTuple):
    """One bucket as rates see it: `start` is Unix seconds."""

    account: str
    key: str
    model: str
    start: int


class Count(NamedTuple):
    tokens: int
    requests: int


Reading = Mapping[Cell, Count]


@dataclass(frozen=True, slots=True)
class SpikeRule:
    """Limits per key and minute; 0 turns one off."""

    tokens_per_minute: int = 10_000
    requests_per_minute: int = 120


class RateMeter:
    """Remembers the readings of the last minute or so and turns a new one into rates. One meter for one window."""

    def __init__(self) -> None:
        self._readings: deque[tuple[datetime, Reading]] = deque()

    def measure(self, at: datetime, reading: Reading) -> tuple[KeyRate, ...]:
        """The rate of every key that grew, fastest first. The first reading gives none: nothing came before it."""
        if self._readings and at < self._readings[-1][0]:
            self._readings.clear()  # the clock was set back: older readings say nothing about now
        earlier = self._earlier(at)
        self._readings.append((at, reading))
        if earlier is None:
            return ()
        before_at, before = earlier
        minutes = Decimal(max(SHORTEST_SPAN, (at - before_at).total_seconds())) / 60
        return _rates(before, reading, minutes)

    def _earlier(self, at: datetime) -> tuple[datetime, Reading] | None:
        readings = self._readings
        while len(readings) > 1 and (at - readings[1][0]).total_seconds() >= SHORTEST_SPAN:
            readings.popleft()
        return readings[0] if readings else None


def _rates(before: Reading, now: Reading, minutes: Decimal) -> tuple[KeyRate, ...]:
    grown: dict[tuple[str, str], dict[str, Count]] = {}
    for cell, count in now.items():
        seen = before.get(cell, Count(0, 0))
        models = grown.setdefault((cell.account, cell.key), {})
        sofar = models.get(cell.model, Count(0, 0))
        models[cell.model] = Count(
            sofar.tokens + count.tokens - seen.tokens, sofar.requests + count.requests - seen.requests
        )
    rates = [_key_rate(account, key, models, minutes) for (account, key), models in grown.items()]
    moving = [rate for rate in rates if rate.tokens_per_minute > 0 or rate.requests_per_minute > 0]
    return tuple(sorted(moving, key=lambda rate: rate.tokens_per_minute, reverse=True))


def _key_rate(account: str, key: str, models: Mapping[str, Count], minutes: Decimal) -> KeyRate:
    fastest = max(models, key=lambda model: models[model])
    tokens = sum(count.tokens for count in models.values())
    requests = sum(count.requests for count in models.values())
    return KeyRate(account, key, fastest, _per_minute(tokens, minutes), _per_minute(requests, minutes))


def _per_minute(count: int, minutes: Decimal) -> Decimal:
    return (Decimal(max(count, 0)) / minutes).quantize(Decimal("0.01"), ROUND_HALF_UP)


def spikes(rates: tuple[KeyRate, ...], rule: SpikeRule, at: datetime, names: Mapping[str, str]) -> tuple[Alert, ...]:
    """An alert for every limit that a key's rate passes. `names` gives a key's name by its ID."""
    found: list[Alert] = []
    for rate in rates:
        name = names.get(rate.key) or rate.key or "requests without a key"
        if 0 < rule.tokens_per_minute < rate.tokens_per_minute:
            found.append(_spike(AlertKind.TOKEN_SPIKE, rate, rate.tokens_per_minute, rule.tokens_per_minute, name, at))
        if 0 < rule.requests_per_minute < rate.requests_per_minute:
            found.append(
                _spike(AlertKind.REQUEST_SPIKE, rate, rate.requests_per_minute, rule.requests_per_minute, name, at)
            )
    return tuple(found)


def _spike(kind: AlertKind, rate: KeyRate, value: Decimal, limit: int, name: str, at: datetime) -> Alert:
    unit = "tokens" if kind is AlertKind.TOKEN_SPIKE else "requests"
    return Alert(
        kind=kind,
        at=at,
        account=rate.account,
        key=rate.key,
        key_name=name,
        model=rate.model,
        value=value,
        threshold=Decimal(limit),
        message=f"{rate.model} on “{name}” used {rate_text(value)} {unit}/min, limit {rate_text(Decimal(limit))}.",
    )
