"""Prices: what a million tokens cost since a date, and what a request or a sum of requests costs by them.

How a kind of token without a published rate in its tier is charged:

- cached input: at that tier's input rate, which is never too little; the figure is estimated.
- a cache write: at the input rate where the model charges nothing extra for writes (estimated).
- an image: as the text tokens that it is counted in; images that come out, as output (both estimated).
- cached audio and cached images: at the uncached rate of the same kind (estimated).
- reasoning that a service counts on top of the output: as output (estimated).
- output of a model that only speaks: at its audio rate (estimated).
- anything else, and anything that the model's standard tier prices apart: it has no price, and neither has the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from itertools import chain

from usage_tracker_gui.domain.context_window import BilledAs, ContextWindow, window_of
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.model_names import Match
from usage_tracker_gui.domain.price_history import FeeBook, PriceBook, Rates
from usage_tracker_gui.domain.price_sheet import (
    ALWAYS,
    KINDS,
    FeeRow,
    PriceRow,
    PriceSheetError,
    read_fees,
    read_prices,
)
from usage_tracker_gui.domain.usage import FAST, PRIORITY, STANDARD, Tokens

__all__ = [
    "KindRates",
    "PriceRow",
    "PriceSheet",
    "PriceSheetError",
    "PricedRequest",
    "Quote",
    "QuoteStatus",
    "canonical_tier",
    "explain",
]

PEAK = "peak"  # a service's dear hours, priced like a tier
NO_TOKENS = Tokens()
_EXACT = Context(prec=200)
_MILLION_BELOW = -6
MOST_BELOW = 50  # accounts with prices of their own that are kept at hand
_ANY_LENGTH = ContextWindow(0, 1 << 62)
_STANDARD_WORDS = frozenset({"", "default", "auto", STANDARD, "on_demand"})

REASONS = {
    "unknown_model": "No price of this model is known.",
    "tier_not_priced": "The model has no published price in this tier on that day.",
    "tier_not_reported": "The service does not report what this tier costs.",
    "long_context_not_priced": "The tier has no published price for a request that long.",
    "kind_not_priced": "One kind of these tokens has no published price in this tier.",
    "tool_not_priced": "The fee of one of the tools is not published for this model.",
    "dated_snapshot": "This dated snapshot has no price of its own; that of the undated model was used.",
    "long_context": "Long requests of this model cost more, and how long each one was is not known.",
    "peak_hours": "This service costs more at peak hours; the price outside of them was used.",
    "cached_input_rate": "The tier publishes no rate for cached input; that of its input was used.",
    "tokens_unknown": "Not all tokens were told, so that their price is not known.",
    "cached_unknown": "How much of the input came from a cache was not told; none of it was taken to.",
    "similar_rate": "A kind of token without a rate of its own was charged at that of the kind it is counted in.",
}

# A kind without a rate takes that of the first of these kinds that has one.
_STAND_INS: dict[str, tuple[str, ...]] = {
    "cached_input": ("input",),
    "cache_write": ("input",),
    "cached_audio_input": ("audio_input",),
    "image_input": ("input",),
    "cached_image_input": ("image_input", "cached_input", "input"),
    "image_output": ("output",),
    "reasoning": ("output",),
    "output": ("audio_output",),
}


class QuoteStatus(StrEnum):
    PRICED = "priced"
    ESTIMATED = "estimated"
    TIER_NOT_PRICED = "tier_not_priced"
    UNKNOWN_MODEL = "unknown_model"


@dataclass(frozen=True, slots=True)
class PricedRequest:
    """One request: its tokens by disjoint kind, and how often it called which tool."""

    service: str
    model: str
    tier: str = STANDARD
    tokens: Tokens = NO_TOKENS
    tools: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """`usd` is None where something of it has no published price. `row` is the row of tokens that was used."""

    usd: Decimal | None
    status: QuoteStatus
    reasons: tuple[str, ...] = ()
    row: PriceRow | None = None
    fees: tuple[FeeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRates:
    """Dollars per million tokens, in the order of `Tokens`; None where a kind has no price."""

    ordinary: tuple[Decimal | None, ...]
    longest: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that a service's model and tier cost on one day at one length, stand-ins filled in."""

    row: PriceRow | None
    rates: tuple[Decimal | None, ...] = ()
    stand_ins: tuple[str, ...] = ()  # the reason for each rate that is not the kind's own, '' for one that is
    reasons: tuple[str, ...] = ()  # why no row, or why a known row is only an estimate
    long_context: bool = False  # longer requests that may be among them cost more
    peak_hours: bool = False


def canonical_tier(service: str, tier: str | None) -> str:
    """The tier as prices name it: default, auto and none are standard; `fast` is priority at OpenAI.

    A context window that stands behind it is dropped.
    """
    word = BilledAs.read(tier or "").tier.strip().lower()
    if word in _STANDARD_WORDS:
        return STANDARD
    if word == FAST and service == "openai":
        return PRIORITY
    return word


def explain(reason: str) -> str:
    """The sentence for a reason's word; the word itself when it is nobody's."""
    return REASONS.get(reason, reason)


class PriceSheet:
    """Prices and fees of all services, and the overrides of the user, which win. Safe to share between threads."""

    def __init__(self, prices: Iterable[PriceRow], fees: Iterable[FeeRow], local: Iterable[PriceRow] = ()) -> None:
        self._prices = tuple(prices)
        self._fees = tuple(fees)
        self._local = tuple(local)
        self._books = tuple(PriceBook(rows) for rows in (self._local, self._prices) if rows)
        self._fee_book = FeeBook(self._fees)
        self._terms: dict[tuple[str, str, str, date], _Terms] = {}
        self._below: dict[tuple[PriceRow, ...], PriceSheet] = {}
        self.as_of = max(
            chain((row.checked for row in self._prices), (fee.checked for fee in self._fees)), default=ALWAYS
        )

    @classmethod
    def parse(cls, prices_csv: str, fees_csv: str, local_csv: str = "") -> PriceSheet:
        """Raises PriceSheetError."""
        return cls(read_prices(prices_csv), read_fees(fees_csv), read_prices(local_csv))

    def overridden_by(self, local: Iterable[PriceRow]) -> PriceSheet:
        """The same sheet with other overrides of the user's."""
        return PriceSheet(self._prices, self._fees, local)

    def below(self, own: tuple[PriceRow, ...]) -> PriceSheet:
        """This sheet, below prices that hold for one account alone; itself where there are none."""
        if not own:
            return self
        if own not in self._below:
            sheet = copy(self)
            sheet._local = (*own, *self._local)
            sheet._books = (PriceBook(own), *self._books)
            sheet._terms, sheet._below = {}, {}
            self._below = {**dict(list(self._below.items())[-MOST_BELOW:]), own: sheet}
        return self._below[own]

    @property
    def sheet_rows(self) -> tuple[PriceRow, ...]:
        """Every row without the user's overrides."""
        return self._prices

    def rates_on(self, day: date) -> dict[tuple[str, str, str, str], Decimal]:
        """What holds on that day for ordinary requests, by service, model name, tier and column."""
        held = sorted((row for row in self._prices if row.since <= day and not row.over), key=lambda row: row.since)
        newest = {(row.service, name, row.tier): row for row in held for name in row.model.split("|")}
        return {(*key, kind): rate for key, row in newest.items() for kind, rate in row.published().items()}

    def rows(self, service: str = "", model: str = "") -> tuple[PriceRow, ...]:
        """Every row, the user's first; of one service, and of the models that `model` is a part of."""
        return tuple(
            row
            for row in chain(self._local, self._prices)
            if service in ("", row.service) and (model in row.model or self._is_of(row, model))
        )

    def fee_rows(self, service: str = "") -> tuple[FeeRow, ...]:
        return tuple(row for row in self._fees if service in ("", row.service))

    def _is_of(self, row: PriceRow, model: str) -> bool:
        return any(found.pattern == row.model for _, found in self._found(row.service, model))

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.service for row in chain(self._local, self._prices)))

    def knows(self, service: str, model: str) -> bool:
        return any(True for _ in self._found(service, model))

    def changes(self, service: str) -> tuple[date, ...]:
        """The UTC days on which any price or fee of that service changes, in order."""
        rows: Iterable[PriceRow | FeeRow] = chain(self._local, self._prices, self._fees)
        return tuple(sorted({row.since for row in rows if row.service == service} - {ALWAYS}))

    def quote(self, request: PricedRequest, at: date) -> Quote:
        """The price of ONE request, whose whole input decides whether the rates of long requests hold."""
        tier = canonical_tier(request.service, request.tier)
        length = request.tokens.all_input
        terms = self._terms_at(request.service, request.model, tier, at, ContextWindow(length, length))
        if terms.row is None:
            return _unpriced(terms.reasons)
        bill = _charge(terms, request.tokens)
        if bill.unpriced:
            return _unpriced(("kind_not_priced",), terms.row)
        usd, fees = bill.usd, []
        for tool, calls in request.tools.items():
            fee = self._fee_book.on(request.service, request.model, tool, at) if calls else None
            if calls and fee is None:
                return _unpriced(("tool_not_priced",), terms.row)
            if fee is not None:
                fees.append(fee)
                usd = _EXACT.add(usd, _EXACT.multiply(fee.usd_per_call, Decimal(calls)))
        reasons = terms.reasons + bill.reasons
        status = QuoteStatus.ESTIMATED if reasons else QuoteStatus.PRICED
        return Quote(usd, status, reasons, terms.row, tuple(fees))

    def cost(self, service: str, model: str, tier: str | None, tokens: Tokens, on: date) -> Cost:
        """The price of a SUM of requests of one UTC day. How long each was is known by the window behind the tier (see
        `domain.context_window`); without one, the ordinary rates are used.

        Where only some kinds have a price, what they cost is a lower bound (partial).
        """
        key = (service, model, tier or STANDARD, on)
        terms = self._terms.get(key)
        if terms is None:
            terms = self._terms_at(service, model, canonical_tier(service, tier), on, _window(tier))
            if len(self._terms) > 50_000:
                self._terms.clear()
            self._terms[key] = terms
        if terms.row is None:
            return Cost(None, CostStatus.UNPRICED, frozenset(terms.reasons), tokens.total)
        bill = _charge(terms, tokens)
        reasons = {*terms.reasons, *bill.reasons}
        if terms.long_context:
            reasons.add("long_context")
        if terms.peak_hours:
            reasons.add("peak_hours")
        if bill.unpriced:
            known = bill.unpriced < tokens.total
            status = CostStatus.PARTIAL if known else CostStatus.UNPRICED
            return Cost(bill.usd if known else None, status, frozenset({*reasons, "kind_not_priced"}), bill.unpriced)
        return Cost(bill.usd, CostStatus.ESTIMATED if reasons else CostStatus.PRICED, frozenset(reasons))

    def rates_of(self, service: str, model: str, tier: str | None, on: date) -> KindRates | None:
        """What each kind of token costs in ordinary and in the longest requests, of the tier's context window if it has
        one; None for a model without a price."""
        window, tier = _window(tier), canonical_tier(service, tier)
        ordinary = self._terms_at(service, model, tier, on, window)
        if ordinary.row is None:
            return None
        end = ContextWindow(window.longest, window.longest)
        longest = self._terms_at(service, model, tier, on, end) if ordinary.long_context else ordinary
        return KindRates(ordinary.rates, longest.rates if longest.row else ordinary.rates)

    def fee(self, service: str, model: str, tool: str, calls: int, on: date) -> Cost:
        """What calls of a tool cost on one UTC day."""
        row = self._fee_book.on(service, model, tool, on)
        if row is None:
            return Cost(None, CostStatus.UNPRICED, frozenset({"tool_not_priced"}))
        return Cost(_EXACT.multiply(row.usd_per_call, Decimal(calls)), CostStatus.PRICED)

    def speech(self, service: str, model: str, tier: str | None, seconds: int, characters: int, on: date) -> Cost:
        """What heard seconds and spoken characters cost, where a model is billed by these and not by tokens."""
        found = self._rates_on(service, model, canonical_tier(service, tier), on)
        if found is None:
            reason = "tier_not_priced" if self.knows(service, model) else "unknown_model"
            return Cost(None, CostStatus.UNPRICED, frozenset({reason}))
        (rates, match), usd = found, Decimal(0)
        for amount, unit, rate in ((seconds, 3600, rates.row.audio_hour), (characters, 10**6, rates.row.characters)):
            if amount and rate is None:
                return Cost(None, CostStatus.UNPRICED, frozenset({"kind_not_priced"}))
            usd = _EXACT.add(usd, _EXACT.divide(_EXACT.multiply(rate or Decimal(0), Decimal(amount)), Decimal(unit)))
        if match.undated:
            return Cost(usd, CostStatus.ESTIMATED, frozenset({"dated_snapshot"}))
        return Cost(usd, CostStatus.PRICED)

    def _found(self, service: str, model: str) -> Iterator[tuple[PriceBook, Match]]:
        """Where the model stands, the user's overrides first. A name's own entry anywhere wins over an undated one."""
        found = [(book, match) for book in self._books if (match := book.find(service, model))]
        return iter(sorted(found, key=lambda entry: entry[1].undated))

    def _rates_on(self, service: str, model: str, tier: str, day: date) -> tuple[Rates, Match] | None:
        for book, match in self._found(service, model):
            history = book.history(service, match.pattern, tier)
            if history is not None and (rates := history.on(day)) is not None:
                return rates, match
        return None

    def _terms_at(self, service: str, model: str, tier: str, day: date, window: ContextWindow) -> _Terms:
        """Those of the window's shortest request."""
        if not self.knows(service, model):
            return _Terms(None, reasons=("unknown_model",))
        found = self._rates_on(service, model, tier, day)
        if found is None:
            return _Terms(None, reasons=("tier_not_priced",))
        rates, match = found
        standard = self._standard_beside(service, model, tier, day, rates)
        if standard.breakpoint_under(window.shortest) > rates.breakpoint_under(window.shortest):
            return _Terms(None, reasons=("long_context_not_priced",))
        row = rates.row_for(window.shortest)
        filled, stand_ins = _fill(row, standard.row)
        return _Terms(
            row,
            filled,
            stand_ins,
            reasons=("dated_snapshot",) if match.undated else (),
            long_context=any(each.breakpoint_within(*window) for each in (rates, standard)),
            peak_hours=tier == STANDARD and self._rates_on(service, model, PEAK, day) is not None,
        )

    def _standard_beside(self, service: str, model: str, tier: str, day: date, rates: Rates) -> Rates:
        found = None if tier == STANDARD else self._rates_on(service, model, STANDARD, day)
        return rates if found is None else found[0]


def _window(tier: str | None) -> ContextWindow:
    return window_of(BilledAs.read(tier or "").context_window) or _ANY_LENGTH


def _fill(row: PriceRow, standard: PriceRow) -> tuple[tuple[Decimal | None, ...], tuple[str, ...]]:
    filled, reasons = [], []
    for kind, own in zip(KINDS, row.rates, strict=True):
        rate, reason = (own, "") if own is not None else _stand_in(kind, row, standard)
        filled.append(rate)
        reasons.append(reason)
    return tuple(filled), tuple(reasons)


def _stand_in(kind: str, row: PriceRow, standard: PriceRow) -> tuple[Decimal | None, str]:
    if kind == "cached_input":
        return row.rate("input"), "cached_input_rate"
    if standard.rate(kind) is not None:
        return None, ""  # priced apart elsewhere: another kind's rate would be wrong
    rates = (row.rate(other) for other in _STAND_INS.get(kind, ()))
    return next((rate for rate in rates if rate is not None), None), "similar_rate"


@dataclass(frozen=True, slots=True)
class _Bill:
    usd: Decimal
    reasons: tuple[str, ...]
    unpriced: int  # tokens of kinds without a rate


def _charge(terms: _Terms, tokens: Tokens) -> _Bill:
    micros = Decimal(0)
    reasons: list[str] = []
    unpriced = 0
    for count, rate, reason in zip(tokens, terms.rates, terms.stand_ins, strict=True):
        if not count:
            continue
        if rate is None:
            unpriced += count
            continue
        micros = _EXACT.add(micros, _EXACT.multiply(rate, Decimal(count)))
        if reason and reason not in reasons:
            reasons.append(reason)
    return _Bill(micros.scaleb(_MILLION_BELOW, _EXACT), tuple(reasons), unpriced)


def _unpriced(reasons: tuple[str, ...], row: PriceRow | None = None) -> Quote:
    unknown = "unknown_model" in reasons
    return Quote(None, QuoteStatus.UNKNOWN_MODEL if unknown else QuoteStatus.TIER_NOT_PRICED, reasons, row)
