"""What Anthropic bills for a UTC day: charges by workspace and description. Priority tier is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from usage_tracker_gui.simulator.anthropic.workload import rates, tier_of
from usage_tracker_gui.simulator.traffic import DAY, Counts, Label, Series
from usage_tracker_gui.simulator.world import World

WEB_SEARCH_NANOS = 10_000_000  # a cent
SESSION_NANOS = 80_000_000  # a runtime fee each day that no usage report explains
COST_LAG = 5 * 60
_NEVER = 1 << 40
_PICO_PER_DOLLAR_PER_MILLION = 1_000_000

TOKEN_TYPES = (
    "uncached_input_tokens", "output_tokens", "cache_read_input_tokens",
    "cache_creation.ephemeral_5m_input_tokens", "cache_creation.ephemeral_1h_input_tokens",
)  # fmt: skip
_WORDS = (
    "Input Tokens",
    "Output Tokens",
    "Input Tokens, Cache Hit",
    "Input Tokens, 5m Write",
    "Input Tokens, 1h Write",
)


class Charge(NamedTuple):
    """`details` are the fields that grouping by description unlocks; `series` is None where no usage stands behind."""

    workspace: str | None
    description: str
    details: tuple[tuple[str, Label], ...]
    nanos: int
    series: Series | None


class Bill:
    def __init__(self, world: World) -> None:
        self._world = world
        self._closed = lru_cache(maxsize=64)(self._charges)

    def charges(self, day: int, now: int) -> tuple[Charge, ...]:
        """Everything billed by `now` for the UTC day `day` (days since 1970)."""
        billed_until = now - COST_LAG
        if self._world.is_settled(day, billed_until):
            return self._closed(day * DAY, DAY, _NEVER)
        return self._charges(day * DAY, DAY, billed_until)

    def charges_of(self, start: int, width: int, now: int) -> tuple[Charge, ...]:
        """The same for any bucket; lines are rounded to nanodollars, so narrow ones may differ by those."""
        return self._charges(start, width, now - COST_LAG)

    def _charges(self, start: int, width: int, until: int) -> tuple[Charge, ...]:
        found: list[Charge] = []
        for at in self._world.family("messages"):
            series = self._world.series[at]
            counts = self._world.counts(at, start, width, self._world.horizon(at, until))
            if counts[0] and series.labels["service_tier"] != "priority":
                found.extend(_of_series(series, counts, start))
        if found and width == DAY:
            found.append(Charge(None, "Session runtime", (("cost_type", "session_usage"),), SESSION_NANOS, None))
        return tuple(found)


def _of_series(series: Series, counts: Counts, start: int) -> Iterator[Charge]:
    labels = series.labels
    workspace = None if labels["workspace_id"] is None else str(labels["workspace_id"])
    tier = "batch" if labels["service_tier"] == "batch" else "standard"
    billed_by = rates(series, datetime.fromtimestamp(start, UTC).date())
    name = str(labels["model"]).replace("-", " ").title() + (" (Fast)" if tier_of(series) == "fast" else "")
    for tokens, rate, token_type, words in zip(counts[1:6], billed_by, TOKEN_TYPES, _WORDS, strict=True):
        if tokens:
            details: tuple[tuple[str, Label], ...] = (
                ("cost_type", "tokens"),
                ("model", labels["model"]),
                ("service_tier", tier),
                ("token_type", token_type),
                ("context_window", labels["context_window"]),
                ("inference_geo", labels["inference_geo"]),
            )
            picos = tokens * int(Decimal(rate) * _PICO_PER_DOLLAR_PER_MILLION)
            yield Charge(workspace, f"{name} Usage - {words}", details, (picos + 500) // 1000, series)
    if counts[6]:
        details = (("cost_type", "web_search"),)
        yield Charge(workspace, "Web Search Usage", details, counts[6] * WEB_SEARCH_NANOS, series)
