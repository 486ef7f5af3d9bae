"""What a period will have cost at its end, from what each weekday has cost so far.

A weekday's cost is the mean of those days, recent ones counting more, drawn towards the mean of all days as long as
few of them were seen. How much days differ from that gives the range; it is wide while little is known, and closes as
the period ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from usage_tracker_gui.domain.days import DAY, day_of, elapsed

PATTERN_DAYS = 56  # eight of each weekday
HALF_LIFE = 14  # days after which a day counts half
DRAWN = Decimal("0.25")  # of a day: what the mean of all days weighs in a weekday's own
LEAST_SPREAD = Decimal("0.5")  # of a day's cost; what is assumed of the first day, less with each day more
FOUR_OF_FIVE = Decimal("1.28")  # standard deviations on either side that hold 80 % of outcomes
LEAST_ELAPSED = Decimal(1) / 24  # a first day that is younger than an hour is taken for an hour old
NONE = Decimal(0)


class Confidence(StrEnum):
    LOW = "low"  # less than a week was seen
    MEDIUM = "medium"
    HIGH = "high"  # three weeks or more


@dataclass(frozen=True, slots=True)
class WeekdayPattern:
    """`days` whole days were seen; `by_weekday` from Monday on; `spread` is the standard deviation of one day."""

    by_weekday: tuple[Decimal, ...]
    spread: Decimal
    days: int

    @classmethod
    def of(cls, costs: Mapping[date, Decimal], today: date) -> WeekdayPattern | None:
        """From the whole days before today, idle ones included, since the first on which anything was spent.

        None when there is no such day.
        """
        oldest = today - PATTERN_DAYS * DAY
        used = [day for day, usd in costs.items() if oldest <= day < today and usd > 0]
        if not used:
            return None
        first = min(used)
        days = [first + number * DAY for number in range((today - first).days)]
        weights = {day: Decimal(2) ** (Decimal((day - today).days) / HALF_LIFE) for day in days}
        cost = {day: max(costs.get(day, NONE), NONE) for day in days}
        mean = _mean([(weights[day], cost[day]) for day in days])
        by_weekday = tuple(
            _mean([(DRAWN, mean), *((weights[day], cost[day]) for day in days if day.weekday() == weekday)])
            for weekday in range(7)
        )
        variance = _mean([(weights[day], (cost[day] - by_weekday[day.weekday()]) ** 2) for day in days])
        least = mean * LEAST_SPREAD / Decimal(len(days)).sqrt()
        return cls(by_weekday, max(variance.sqrt(), least), len(days))

    @classmethod
    def of_first_day(cls, spent_today: Decimal, share_of_day: Decimal) -> WeekdayPattern:
        """All that a first day tells: that the others may be like it."""
        day = spent_today / max(share_of_day, LEAST_ELAPSED)
        return cls((day,) * 7, day * LEAST_SPREAD, 0)

    def expected(self, day: date) -> Decimal:
        return self.by_weekday[day.weekday()]

    @property
    def confidence(self) -> Confidence:
        if self.days < 7:
            return Confidence.LOW
        return Confidence.MEDIUM if self.days < 21 else Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Forecast:
    """Dollars at the end of a period: what is expected, and a range that holds four outcomes of five."""

    spent: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    days_seen: int
    confidence: Confidence
    is_lower_bound: bool = False  # some of what was spent has no price


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a budget will have spent at the end of its period, None while nothing is known, and what is safe today."""

    forecast: Forecast | None
    safe_today: Decimal | None


def pattern_of(costs: Mapping[date, Decimal], now: datetime, zone: str) -> WeekdayPattern | None:
    """`costs` are dollars by local day, today's so far included. None when nothing was ever spent."""
    today = day_of(now, zone)
    known = WeekdayPattern.of(costs, today)
    if known is not None:
        return known
    spent_today = costs.get(today, NONE)
    return WeekdayPattern.of_first_day(spent_today, elapsed(now, zone)) if spent_today > 0 else None


def forecast(
    pattern: WeekdayPattern, spent: Decimal, now: datetime, end: date, zone: str, *, is_lower_bound: bool = False
) -> Forecast:
    """What a period will have cost when the day `end` begins, of which `spent` is spent up to now."""
    today = day_of(now, zone)
    rest_of_today = 1 - elapsed(now, zone) if today < end else NONE
    days = [today + number * DAY for number in range(1, max(1, (end - today).days))]
    to_come = pattern.expected(today) * rest_of_today + sum((pattern.expected(day) for day in days), NONE)
    left = rest_of_today + len(days)
    # Days differ from one another, and the pattern itself is a guess from a few of them.
    spread = pattern.spread * (left + left**2 / (pattern.days + 1)).sqrt()
    expected = spent + to_come
    return Forecast(
        spent=spent,
        expected=expected,
        low=max(spent, expected - FOUR_OF_FIVE * spread),
        high=expected + FOUR_OF_FIVE * spread,
        days_seen=pattern.days,
        confidence=pattern.confidence,
        is_lower_bound=is_lower_bound,
    )


def safe_to_spend_today(
    pattern: WeekdayPattern | None,
    limit: Decimal,
    spent: Decimal,
    spent_today: Decimal,
    now: datetime,
    end: date,
    zone: str,
) -> Decimal:
    """What is left of today's share when a limit is to last until the day `end` begins; never below 0.

    What was left this morning is shared out among the days to come as the weekdays usually need it, evenly where
    nothing is known of them.
    """
    today = day_of(now, zone)
    days = [today + number * DAY for number in range(max(1, (end - today).days))]
    needs = [pattern.expected(day) if pattern is not None else Decimal(1) for day in days]
    whole = sum(needs, NONE)
    part = needs[0] / whole if whole else Decimal(1) / len(days)
    this_morning = limit - (spent - spent_today)
    return max(NONE, this_morning * part - spent_today)


def _mean(weighted: list[tuple[Decimal, Decimal]]) -> Decimal:
    return sum((weight * value for weight, value in weighted), NONE) / sum((weight for weight, _ in weighted), NONE)
