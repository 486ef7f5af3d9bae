"""What a reader of the simulated service must find: sums straight from the world, through no API and no provider.

Values of groups are those of our domain: '' where the service names none, and its word for a tier turned into ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from usage_tracker_gui.domain.usage import Period, Tokens
from usage_tracker_gui.simulator.anthropic.workload import tier_of as anthropic_tier_of
from usage_tracker_gui.simulator.bill import Bill, Reason, tier_of
from usage_tracker_gui.simulator.traffic import DAY, HOUR, MINUTE, Counts, Series, nothing, plus
from usage_tracker_gui.simulator.world import World


class ExpectedUsage(NamedTuple):
    requests: int
    tokens: Tokens


_OPENAI_LABELS = {"key": "api_key_id", "project": "project_id", "user": "user_id", "model": "model"}
_ANTHROPIC_LABELS = {"key": "api_key_id", "project": "workspace_id", "user": "account_id", "model": "model"}


def expected_usage(
    world: World,
    period: Period,
    now: datetime,
    by: Sequence[str] = ("key", "model", "tier"),
    family: str = "completions",
) -> dict[tuple[str, ...], ExpectedUsage]:
    """Requests and tokens of a period of whole minutes, by any of key, project, user, model, tier. No empty groups.

    `family` is completions, embeddings or moderations (OpenAI), or messages (Anthropic, which counts no requests).
    """
    totals: dict[tuple[str, ...], Counts] = {}
    for at in world.family(family):
        series = world.series[at]
        counts = _within(world, at, period, int(now.timestamp()))
        if counts[0]:
            group = tuple(_value(series, name) for name in by)
            totals[group] = plus(totals[group], counts) if group in totals else counts
    read = message_tokens_of if family == "messages" else tokens_of
    return {group: ExpectedUsage(counts[0], read(counts)) for group, counts in totals.items()}


def expected_costs(
    world: World, period: Period, now: datetime, by: Sequence[str] = ("day",)
) -> dict[tuple[str, ...], int]:
    """Billed nanodollars of a period of whole UTC days, by any of day (ISO), project, key, line_item."""
    bill, moment = Bill(world), int(now.timestamp())
    totals: Counter[tuple[str, ...]] = Counter()
    for day in _days(period):
        for charge in bill.charges(day, moment):
            values = {
                "day": _iso(day),
                "project": charge.project,
                "key": charge.key or "",
                "line_item": charge.line_item,
            }
            totals[tuple(values[name] for name in by)] += charge.nanos
    return dict(totals)


def expected_residuals(world: World, period: Period, now: datetime) -> dict[tuple[str, str, Reason], int]:
    """Nanodollars by (day, project, reason): the bill less completions usage at published base rates."""
    bill, moment = Bill(world), int(now.timestamp())
    return {
        (_iso(day), project, reason): nanos
        for day in _days(period)
        for (project, reason), nanos in bill.residuals(day, moment).items()
    }


def tokens_of(counts: Counts) -> Tokens:
    """A count vector of completions as the domain's disjoint kinds; embeddings and moderations count input alone."""
    if len(counts) == 2:
        return Tokens(input=counts[1])
    (_, text, text_out, cached, written_30m, audio, audio_out, cached_audio, image, cached_image, image_out,
     written_12h) = counts  # fmt: skip
    return Tokens(
        input=text,
        cached_input=cached,
        cache_write=written_30m,
        cache_write_12h=written_12h,
        output=text_out,
        audio_input=audio,
        cached_audio_input=cached_audio,
        audio_output=audio_out,
        image_input=image,
        cached_image_input=cached_image,
        image_output=image_out,
    )


def message_tokens_of(counts: Counts) -> Tokens:
    """A messages count vector as the domain's disjoint kinds."""
    _, uncached, output, cached, written_5m, written_1h, _ = counts
    return Tokens(input=uncached, cached_input=cached, cache_write=written_5m, cache_write_1h=written_1h, output=output)


def _value(series: Series, name: str) -> str:
    if name == "tier":
        tier = anthropic_tier_of(series) if series.family == "messages" else tier_of(series)
        return "standard" if tier == "default" else tier
    labels = _ANTHROPIC_LABELS if series.family == "messages" else _OPENAI_LABELS
    label = series.labels[labels[name]]
    return "" if label is None else str(label)


def _within(world: World, at: int, period: Period, now: int) -> Counts:
    total, horizon = nothing(world.series[at]), world.horizon(at, now)
    for start, width in _buckets(period.start_unix, period.end_unix):
        total = plus(total, world.counts(at, start, width, horizon))
    return total


def _buckets(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The fewest whole days, hours and minutes that make up [start, end)."""
    while start < end:
        width = next(width for width in (DAY, HOUR, MINUTE) if start % width == 0 and start + width <= end)
        yield start, width
        start += width


def _days(period: Period) -> range:
    return range(period.start_unix // DAY, -(-period.end_unix // DAY))


def _iso(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()
