"""What the simulated service bills: charges of a UTC day, each with the reason why usage at base rates misses it.

A charge without a reason is what published base rates make of `usage/completions`. Everything else is deliberate:
fees of tools, images, a model nobody published a price for, long requests, other endpoints, a line nothing explains.
So a bill is base plus residuals, to the billionth of a dollar, and a reconciliation can be asked to explain all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from hashlib import shake_128
from typing import NamedTuple

from usage_tracker_gui.simulator import rates
from usage_tracker_gui.simulator.traffic import DAY, Counts, Series
from usage_tracker_gui.simulator.world import World

COST_LAG = 20 * 60  # seconds: costs follow usage this late
NANO = 1_000_000_000
_NEVER = 1 << 40


class Reason(StrEnum):
    """Why a bill differs from completions usage at base rates."""

    TOOL_FEE = "tool_fee"
    IMAGE = "image"
    UNPRICED_MODEL = "unpriced_model"
    LONG_CONTEXT = "long_context"
    OTHER_ENDPOINT = "other_endpoint"
    UNKNOWN_LINE_ITEM = "unknown_line_item"
    LATE = "late"  # usage that is seen already and not yet billed: negative


class Charge(NamedTuple):
    project: str
    key: str | None
    user: str | None
    source: str
    line_item: str
    nanos: int
    quantity: int
    unit: str
    reason: Reason | None


LINE_KINDS = (
    "input", "output", "cached input", "cache write", "audio input", "audio output", "cached audio input",
    "image input", "cached image input", "image output", "cache write 12h",
)  # fmt: skip

# Family to (reason, line item, unit, dollars per counted thing); '' names the model.
_FLAT: dict[str, tuple[Reason, str, str, Decimal]] = {
    "web_search_calls": (Reason.TOOL_FEE, "web search tool calls", "requests", rates.WEB_SEARCH_CALL),
    "file_search_calls": (Reason.TOOL_FEE, "file search tool calls", "requests", rates.FILE_SEARCH_CALL),
    "code_interpreter_sessions": (
        Reason.TOOL_FEE, "code interpreter sessions", "sessions", rates.CODE_INTERPRETER_SESSION,
    ),
    "images": (Reason.IMAGE, "", "images", rates.IMAGE),
    "audio_speeches": (Reason.OTHER_ENDPOINT, "", "characters", rates.SPEECH_CHARACTER),
    "audio_transcriptions": (Reason.OTHER_ENDPOINT, "", "duration_seconds", rates.TRANSCRIPTION_SECOND),
}  # fmt: skip
_EMBEDDINGS = {"text-embedding-3-large": rates.EMBEDDING_LARGE, "text-embedding-3-small": rates.EMBEDDING_SMALL}


class Bill:
    """The bills of a world. Days that are over and billed are kept for a while, since pages ask for them again."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._closed = lru_cache(maxsize=64)(self._charges)

    def charges(self, day: int, now: int) -> tuple[Charge, ...]:
        """Everything billed by `now` for the UTC day `day` (days since 1970)."""
        billed_until = now - COST_LAG
        if self._world.is_settled(day, billed_until):
            return self._closed(day, _NEVER)
        return self._charges(day, billed_until)

    def residuals(self, day: int, now: int) -> dict[tuple[str, Reason], int]:
        """Nanodollars by (project, reason): what the bill of a day has beyond completions usage at base rates."""
        billed = self.charges(day, now)
        found: Counter[tuple[str, Reason]] = Counter()
        for charge in billed:
            if charge.reason is not None:
                found[charge.project, charge.reason] += charge.nanos
            else:
                found[charge.project, Reason.LATE] += charge.nanos
        for charge in self._charges(day, now):
            if charge.reason is None:
                found[charge.project, Reason.LATE] -= charge.nanos
        return {what: nanos for what, nanos in found.items() if nanos}

    def _charges(self, day: int, until: int) -> tuple[Charge, ...]:
        world = self._world
        found: list[Charge] = []
        for at, series in enumerate(world.series):
            counts = world.counts(at, day * DAY, DAY, world.horizon(at, until))
            if counts[0]:
                found.extend(_charges_of(series, counts, day))
        if found:
            project = world.organization.projects[0].id
            nanos = int(rates.REGIONAL_UPLIFT_PER_DAY * NANO)
            line = "Regional processing uplift"
            found.append(Charge(project, None, None, "unlabeled", line, nanos, 1, "days", Reason.UNKNOWN_LINE_ITEM))
        return tuple(found)


def _charges_of(series: Series, counts: Counts, day: int) -> Iterator[Charge]:
    if series.family in ("completions", "decisions"):
        yield from _token_charges(series, counts, day)
    elif series.family == "embeddings":
        model = str(series.labels["model"])
        nanos = int(counts[1] * _EMBEDDINGS[model] * 1000)
        yield _charge(series, f"{model}, input", nanos, counts[1], "tokens", Reason.OTHER_ENDPOINT)
    elif series.family in _FLAT:
        reason, line, unit, price = _FLAT[series.family]
        line = line or f"{series.labels['model']}, {unit.removeprefix('duration_')}"
        yield _charge(series, line, int(counts[1] * price * NANO), counts[1], unit, reason)


def _token_charges(series: Series, counts: Counts, day: int) -> Iterator[Charge]:
    model, tier = str(series.labels["model"]), tier_of(series)
    rate = rates.rate(model, tier, datetime.fromtimestamp(day * DAY, UTC).date())
    reason = Reason.OTHER_ENDPOINT if series.family == "decisions" else None
    if not rates.published(model):
        reason = Reason.UNPRICED_MODEL
    prices = rate.per_token()
    long_prices = rate.long.per_token() if rate.long else prices
    long_percent = _long_percent(series.name, day) if rate.long else 0
    for kind, tokens, price, long_price in zip(LINE_KINDS, counts[1:], prices, long_prices, strict=True):
        if not tokens:
            continue
        line = f"{model}, {kind}" if tier == "default" else f"{model}, {tier} {kind}"
        yield _charge(series, line, _nanos(tokens * price), tokens, "tokens", reason)
        surcharge = _nanos(tokens * long_percent // 100 * (long_price - price))
        if surcharge:
            yield _charge(series, line, surcharge, 0, "tokens", reason or Reason.LONG_CONTEXT)


def tier_of(series: Series) -> str:
    return "batch" if series.labels["batch"] else str(series.labels["service_tier"])


def _charge(series: Series, line: str, nanos: int, quantity: int, unit: str, reason: Reason | None) -> Charge:
    labels = series.labels
    key, user = labels.get("api_key_id"), labels.get("user_id")
    return Charge(
        project=str(labels["project_id"]),
        key=str(key) if key else None,
        user=str(user) if user else None,
        source=str(labels.get("api_source", "unlabeled")),
        line_item=line,
        nanos=nanos,
        quantity=quantity,
        unit=unit,
        reason=reason,
    )


def _nanos(picos: int) -> int:
    return (picos + 500) // 1000


def _long_percent(name: str, day: int) -> int:
    """The share of a day's tokens that came in requests above the breakpoint: on two days of three, none."""
    first, second = shake_128(f"long/{name}/{day}".encode()).digest(2)
    return 0 if first % 3 else 2 + second % 12
