"""Usage and cost that people and programs tell us, where no service can be asked.

What a record does not tell is unknown and stays so: it is never taken for 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.usage import Tokens

MOST = 10**15  # more tokens than the world uses in a year, and still thousands of such rows make a sum that fits
MOST_USD = Decimal(10**9)
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks and time zones differ; next year is a typing error
LONGEST_NAME = 500
BY_HAND = "hand:"  # how the ids of entries begin that a person typed in
BY_LINE = "line:"  # and of lines that brought no id
NAMES = ("id", "key", "model", "tier", "request_type")


class ImpossibleRecord(ValueError):
    """Why it can't be, in words that stand behind the number of a line."""


class Counts(NamedTuple):
    """What was counted; None is unknown. `input_tokens` is all input: cached reads and cache writes are parts of it.

    `cache_write_tokens` are those of the short lifetime, `cache_write_1h_tokens` those that are kept for an hour.
    """

    input_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_tokens: int | None = None
    cache_write_1h_tokens: int | None = None
    output_tokens: int | None = None
    requests: int | None = None

    @property
    def parts_of_input(self) -> int:
        """Those that have a price of their own, as far as they are known."""
        return (self.cached_input_tokens or 0) + (self.cache_write_tokens or 0) + (self.cache_write_1h_tokens or 0)

    @property
    def tokens(self) -> Tokens:
        """Disjoint kinds, with 0 for the unknown: see `unknown`."""
        return Tokens(
            input=max(0, (self.input_tokens or 0) - self.parts_of_input),
            cached_input=self.cached_input_tokens or 0,
            cache_write=self.cache_write_tokens or 0,
            cache_write_1h=self.cache_write_1h_tokens or 0,
            output=self.output_tokens or 0,
        )

    @property
    def unknown(self) -> frozenset[str]:
        """The names of the figures of which nothing is known."""
        told = {"input_tokens": self.input_tokens, "output_tokens": self.output_tokens}
        told["cached_input_tokens"] = self.cached_input_tokens
        told["cache_write_tokens"] = (
            self.cache_write_1h_tokens if self.cache_write_tokens is None else self.cache_write_tokens
        )
        return frozenset(name for name, count in told.items() if count is None)


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """One told fact. None is unknown, which is not 0. `id` tells it from the account's other records for good.

    `input_tokens` is all input, cached included, as people see it on a bill; `cached_input_tokens` and cache writes are
    parts of it. `cost_usd` is what was told; None leaves it to the price sheet. `tokens_remaining`, `sessions_active`
    and `request_type` are kept as they were told and never summed. Raises ImpossibleRecord.
    """

    id: str
    at: datetime
    key: str = ""
    model: str = ""
    tier: str = ""
    input_tokens: int | None = None
    cached_input_tokens: int | None = None
    output_tokens: int | None = None
    requests: int | None = None
    cost_usd: Decimal | None = None
    tokens_remaining: int | None = None
    sessions_active: int | None = None
    request_type: str = ""
    cache_write_tokens: int | None = None
    cache_write_1h_tokens: int | None = None

    def __post_init__(self) -> None:
        _check_names(self)
        _check_counts(self)

    @property
    def counts(self) -> Counts:
        return Counts(
            self.input_tokens,
            self.cached_input_tokens,
            self.cache_write_tokens,
            self.cache_write_1h_tokens,
            self.output_tokens,
            self.requests,
        )

    def check_moment(self, now: datetime) -> None:
        """Raises ImpossibleRecord for a time that can't be one of usage."""
        if self.at > now + AHEAD:
            raise ImpossibleRecord(f"at: {self.at:%Y-%m-%d} lies in the future")
        if self.at < FIRST_MOMENT:
            raise ImpossibleRecord(f"at: {self.at:%Y-%m-%d} is too long ago")


def recorded_cost(reported: Decimal | None, counts: Counts, estimate: Cost) -> Cost:
    """A cost that was told wins; else `estimate`, the sheet's price of `counts.tokens`, as sure as these are."""
    if reported is not None:
        return Cost(reported, CostStatus.REPORTED)
    if counts.input_tokens is None and counts.output_tokens is None:
        return Cost(None, CostStatus.UNPRICED, frozenset({"tokens_unknown"}))
    if estimate.usd is None:
        return estimate
    if counts.input_tokens is None or counts.output_tokens is None:
        return Cost(estimate.usd, CostStatus.PARTIAL, estimate.reasons | {"tokens_unknown"}, estimate.unpriced_tokens)
    if counts.input_tokens and counts.cached_input_tokens is None and estimate.status is CostStatus.PRICED:
        return Cost(estimate.usd, CostStatus.ESTIMATED, estimate.reasons | {"cached_unknown"})
    return estimate


def _check_names(record: UsageRecord) -> None:
    if record.at.tzinfo is None:
        raise ValueError("a record needs an aware time")
    if not record.id:
        raise ValueError("a record needs an id")
    together = f"{record.id}{record.key}{record.model}{record.tier}{record.request_type}"
    if len(together) <= LONGEST_NAME and together.isprintable():
        return
    for name in NAMES:
        check_name(name, getattr(record, name))


def check_name(name: str, text: str) -> None:
    """Raises ImpossibleRecord for a text that can't be the name of a thing."""
    if len(text) > LONGEST_NAME:
        raise ImpossibleRecord(f"{name} is longer than {LONGEST_NAME} characters")
    if text and not text.isprintable():
        raise ImpossibleRecord(f"{name} holds characters that can't be printed")


def _check_counts(record: UsageRecord) -> None:
    counts = record.counts
    known = [count for count in (*counts, record.tokens_remaining, record.sessions_active) if count is not None]
    if known and not 0 <= min(known) <= max(known) <= MOST:
        told = {**counts._asdict(), **{name: getattr(record, name) for name in ("tokens_remaining", "sessions_active")}}
        name, count = next(
            (name, count) for name, count in told.items() if count is not None and not 0 <= count <= MOST
        )
        raise ImpossibleRecord(f"{name}: {count:,} is {'negative' if count < 0 else 'too much'}")
    usd = record.cost_usd
    if usd is not None and not 0 <= usd <= MOST_USD:
        raise ImpossibleRecord(f"cost_usd: {usd} is {'negative' if usd < 0 else 'too much'}")
    if counts.input_tokens is not None and counts.parts_of_input > counts.input_tokens:
        raise ImpossibleRecord(
            f"cached input and cache writes ({counts.parts_of_input:,}) are parts of input_tokens"
            f" ({counts.input_tokens:,}) and can't be more"
        )
    if usd is None and not any(count is not None for count in counts):
        raise ImpossibleRecord("it has neither a count of tokens or requests nor a cost")
