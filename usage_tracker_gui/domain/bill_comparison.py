"""The rules by which a bill is laid beside usage: what belongs together, and what a difference is due to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from usage_tracker_gui.domain.figures import NANO, usd_of
from usage_tracker_gui.domain.line_items import Charged, LineItem, family, read_line_item
from usage_tracker_gui.domain.pricing import KindRates, PriceSheet, canonical_tier
from usage_tracker_gui.domain.reconciliation import NOTHING, Comparison, Reason, Residual
from usage_tracker_gui.domain.usage import STANDARD, BilledCost, Tokens

MILLION = 10**6
LAST_DIGITS = 5 * NANO  # what parts that are rounded apart can differ by
MICRO_DOLLAR = Decimal("1e-6")
HALF_A_CENT = Decimal("0.005")
ANY = ""  # kind or tier: all of them together

_REASONS = {Charged.TOOL: Reason.TOOL_FEE, Charged.IMAGES: Reason.IMAGE, Charged.AUDIO: Reason.AUDIO}
_TOKENS_PER_UNIT = {"": 1, "token": 1, "tokens": 1, "1000_tokens": 1000, "1m_tokens": MILLION}


class Used(NamedTuple):
    """What one key used of one model and tier (with its context window, where told) on one UTC day."""

    day: date
    key: str
    project: str
    model: str
    tier: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose bill it is. `watched` are the keys whose usage was read; empty: every key's. Usage from `late_since` on
    may still be billed."""

    account: str
    service: str
    watched: Collection[str]
    late_since: date

    def is_watched(self, key: str) -> bool:
        return not self.watched or key in self.watched


def compare(payer: Payer, used: Iterable[Used], bill: Iterable[BilledCost], prices: PriceSheet) -> list[Comparison]:
    """Everything that was used or billed, once, in order of day, project and model."""
    usage = list(used)
    lines = [_Line(cost, read_line_item(cost.line_item, cost.unit)) for cost in bill]
    grid = _Grid.of(usage, lines)
    sides: dict[_Place, _Sides] = {}
    rates = _RateCard(payer.service, prices)
    for one in usage:
        tier = canonical_tier(payer.service, one.tier)
        for place, tokens, rate in grid.parts_of(one._replace(tier=tier), rates.of(one.model, one.tier, one.day)):
            sides.setdefault(place, _Sides(one.model)).add_used(tokens, rate)
    others: list[Comparison] = []
    for line in lines:
        if grid.is_of_tokens(line):
            place = grid.place_of(line)
            side = sides.setdefault(place, _Sides(line.item.model))
            side.add_billed(line.cost)
            if side.rate is None:
                side.rate = rates.of(side.model, place.tier or STANDARD, place.day).of(place.kind)
        else:
            others.append(_residual_alone(payer, grid, line))
    found = [_comparison(payer, grid, place, side) for place, side in sides.items()]
    return sorted([*found, *others], key=lambda one: (one.day, one.project, one.model, one.key, one.item))


class _Rate(NamedTuple):
    """Dollars per million tokens in ordinary requests, and in the longest ones."""

    ordinary: Decimal
    longest: Decimal


@dataclass(frozen=True, slots=True)
class _Rates:
    known: KindRates | None

    def of(self, kind: str) -> _Rate | None:
        """None where the kind has no price, or where all kinds are meant together."""
        if self.known is None or kind == ANY:
            return None
        at = Tokens._fields.index(kind)
        ordinary, longest = self.known.ordinary[at], self.known.longest[at]
        return None if ordinary is None else _Rate(ordinary, longest if longest is not None else ordinary)


class _RateCard:
    """The price sheet, asked once for each model, tier and day."""

    def __init__(self, service: str, prices: PriceSheet) -> None:
        self._service = service
        self._prices = prices
        self._known: dict[tuple[str, str, date], _Rates] = {}

    def of(self, model: str, tier: str, day: date) -> _Rates:
        asked = (model, tier, day)
        if asked not in self._known:
            self._known[asked] = _Rates(self._prices.rates_of(self._service, model, tier, day))
        return self._known[asked]


class _Line(NamedTuple):
    cost: BilledCost
    item: LineItem

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(self.cost.start, UTC).date()


class _Place(NamedTuple):
    """What is compared: one kind of token of one model and tier, of one key where the day's bill names keys."""

    day: date
    project: str
    key: str
    family: str
    tier: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """How finely this bill can be compared: by keys, tiers and kinds only as far as its lines tell them apart."""

    days_with_keys: frozenset[date]
    tiers: frozenset[str]  # those that a line names; the others are one, as far as this bill tells
    whole_models: frozenset[tuple[date, str, str]]  # (day, project, family) that a line bills as one
    families: frozenset[str]
    unnamed_projects: frozenset[str]  # that the bill names and usage does not: Anthropic's default workspace

    @classmethod
    def of(cls, usage: Sequence[Used], lines: Sequence[_Line]) -> _Grid:
        tokens = [line for line in lines if line.item.charged is Charged.TOKENS]
        at_home_nowhere = {one.key for one in usage if one.key and not one.project}
        unnamed = frozenset(line.cost.project for line in lines if line.cost.key in at_home_nowhere)
        return cls(
            days_with_keys=frozenset(line.day for line in lines if line.cost.key),
            tiers=frozenset(line.item.tier for line in tokens if line.item.tier),
            whole_models=frozenset(
                (line.day, _project(line, unnamed), family(line.item.model)) for line in tokens if line.item.kind == ANY
            ),
            families=frozenset(family(one.model) for one in usage),
            unnamed_projects=unnamed,
        )

    def is_of_tokens(self, line: _Line) -> bool:
        """A bare name is a model's only if somebody used that model."""
        item = line.item
        return item.charged is Charged.TOKENS and (item.kind != ANY or family(item.model) in self.families)

    def parts_of(self, one: Used, rates: _Rates) -> Iterator[tuple[_Place, int, _Rate | None]]:
        for kind, tokens in zip(Tokens._fields, one.tokens, strict=True):
            if tokens:
                yield self._place(one.day, one.project, one.key, one.model, one.tier, kind), tokens, rates.of(kind)

    def place_of(self, line: _Line) -> _Place:
        item = line.item
        return self._place(line.day, self.project_of(line), line.cost.key, item.model, item.tier or STANDARD, item.kind)

    def project_of(self, line: _Line) -> str:
        return _project(line, self.unnamed_projects)

    def _place(self, day: date, project: str, key: str, model: str, tier: str, kind: str) -> _Place:
        name = family(model)
        whole = (day, project, name) in self.whole_models
        return _Place(
            day=day,
            project=project,
            key=key if day in self.days_with_keys else ANY,
            family=name,
            tier=tier if tier in self.tiers and not whole else ANY,
            kind=ANY if whole else kind,
        )


def _project(line: _Line, unnamed: Collection[str]) -> str:
    return "" if line.cost.project in unnamed else line.cost.project


@dataclass(slots=True)
class _Sides:
    """Tokens used and tokens billed of one place, while they are added up. Each part is rounded as a bill rounds."""

    model: str
    used: int = 0
    unpriced: int = 0
    estimated: Decimal = NOTHING
    rate: _Rate | None = None
    billed: Decimal | None = None
    billed_tokens: Decimal | None = NOTHING  # None once a line did not say

    def add_used(self, tokens: int, rate: _Rate | None) -> None:
        self.used += tokens
        if rate is None:
            self.unpriced += tokens
        else:
            self.estimated += _nanos(rate.ordinary * tokens / MILLION)
            self.rate = rate

    def add_billed(self, cost: BilledCost) -> None:
        self.billed = (self.billed or NOTHING) + usd_of(cost.usd_nanos)
        unit = _TOKENS_PER_UNIT.get(cost.unit)
        if self.billed_tokens is not None:
            told = bool(cost.quantity) and unit is not None
            self.billed_tokens = self.billed_tokens + Decimal(cost.quantity) * (unit or 0) if told else None

    @property
    def has_price(self) -> bool:
        return self.rate is not None and not self.unpriced

    @property
    def estimate(self) -> Decimal | None:
        return self.estimated if self.unpriced < self.used or (not self.used and self.rate) else None


def _comparison(payer: Payer, grid: _Grid, place: _Place, side: _Sides) -> Comparison:
    kind = place.kind.replace("_", " ") or "all tokens"
    tier = "" if place.tier in (ANY, STANDARD) else f"{place.tier} "
    return Comparison(
        day=place.day,
        account=payer.account,
        project=place.project,
        key=place.key,
        model=side.model,
        item=tier + kind,
        estimated=side.estimate,
        billed=side.billed or NOTHING,
        residuals=tuple(_residuals(payer, place, side, names_keys=place.day in grid.days_with_keys)),
    )


def _residuals(payer: Payer, place: _Place, side: _Sides, *, names_keys: bool) -> Iterator[Residual]:
    rest = (side.billed or NOTHING) - side.estimated
    if not rest:
        return
    if names_keys and not payer.is_watched(place.key):
        yield Residual(Reason.UNWATCHED_KEY, rest)
        return
    if not side.has_price and not side.estimated:
        yield Residual(Reason.UNPRICED_MODEL if place.kind else Reason.UNEXPLAINED, rest)
        return
    moved = _of_tokens_on_one_side(side)
    if moved:
        reason = _why_more(payer, names_keys=names_keys) if moved > 0 else _why_less(payer, place.day)
        yield Residual(reason, moved)
    rest -= moved
    if rest:
        yield Residual(_why_another_rate(payer, place, side, rest), rest)


def _of_tokens_on_one_side(side: _Sides) -> Decimal:
    """What the tokens cost that were only billed; negative: that were only used."""
    if side.billed is None:
        return -side.estimated
    if side.billed_tokens is None:
        return NOTHING if side.used else side.billed
    more = side.billed_tokens - side.used
    if not more:
        return NOTHING
    price = side.rate.ordinary / MILLION if side.rate else side.estimated / side.used
    return _nanos(price * more)


def _why_more(payer: Payer, *, names_keys: bool) -> Reason:
    return Reason.UNWATCHED_KEY if payer.watched and not names_keys else Reason.OTHER_ENDPOINT


def _why_less(payer: Payer, day: date) -> Reason:
    return Reason.LATE_DATA if day >= payer.late_since else Reason.NOT_BILLED


def _why_another_rate(payer: Payer, place: _Place, side: _Sides, rest: Decimal) -> Reason:
    if side.unpriced:
        return Reason.UNPRICED_MODEL
    if abs(rest) <= LAST_DIGITS:
        return Reason.ROUNDING
    tokens = side.used if side.billed_tokens is None else side.billed_tokens
    if side.rate and 0 < rest <= (side.rate.longest - side.rate.ordinary) * tokens / MILLION + NANO:
        return Reason.LONG_CONTEXT
    size, billed = abs(rest), side.billed or NOTHING
    if size <= MICRO_DOLLAR or (size <= HALF_A_CENT and size * 1000 <= billed):
        return Reason.ROUNDING
    if side.billed_tokens is None and rest < 0 and place.day >= payer.late_since:
        return Reason.LATE_DATA
    return Reason.UNEXPLAINED


def _residual_alone(payer: Payer, grid: _Grid, line: _Line) -> Comparison:
    """A line that no tokens stand behind, so that nothing could be estimated."""
    cost, item = line.cost, line.item
    usd = usd_of(cost.usd_nanos)
    watched = payer.is_watched(cost.key) or not cost.key
    reason = _REASONS.get(item.charged, Reason.UNKNOWN_LINE_ITEM) if watched else Reason.UNWATCHED_KEY
    return Comparison(
        day=line.day,
        account=payer.account,
        project=grid.project_of(line),
        key=cost.key,
        model=item.model if item.charged in _REASONS else "",
        item=item.text,
        estimated=None,
        billed=usd,
        residuals=(Residual(reason, usd),) if usd else (),
    )


def _nanos(usd: Decimal) -> Decimal:
    return usd.quantize(NANO, ROUND_HALF_UP)
