"""What if all of it had run in another tier, or without a cache: the same counts at other prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.pricing import PriceRow, PriceSheet
from usage_tracker_gui.domain.report import NO_FIGURES, Figures, GroupBy, Question, Summary, View
from usage_tracker_gui.domain.tier_comparison import KeyTiers, TierComparison
from usage_tracker_gui.domain.usage import TIERS, Tokens
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.periods import period_of
from usage_tracker_gui.tracking.summarize import Prices, summarize


def compare_tiers(store: Store, prices: PriceSheet, view: View, now: datetime) -> TierComparison:
    """Of the view's period and channels, whatever its own tier. Raises UnknownChannel, StoreError."""

    def by_key(prices: Prices, tier: str | None) -> Summary:
        question = Question(period_of(view, now), (GroupBy.KEY,), view.zone, view.channels, tier=tier)
        return summarize(store, prices, question)

    billed = by_key(prices, None)
    tiers = {tier: by_key(prices, tier) for tier in TIERS}
    uncached = by_key(WithoutCache(prices), None)
    return TierComparison(
        view,
        billed=billed.totals,
        tiers={tier: summary.totals for tier, summary in tiers.items()},
        uncached=uncached.totals,
        keys=_of_keys(billed, tiers, uncached),
    )


def _of_keys(billed: Summary, tiers: Mapping[str, Summary], uncached: Summary) -> tuple[KeyTiers, ...]:
    """In the order of what was billed. The same usage has the same keys at every price."""

    def parts(summary: Summary) -> Mapping[str, Figures]:
        return {row.group[0]: row.figures for row in summary.rows}

    priced, plain = {tier: parts(summary) for tier, summary in tiers.items()}, parts(uncached)
    return tuple(
        KeyTiers(
            key := row.group[0],
            row.key_name,
            row.figures,
            {tier: figures.get(key, NO_FIGURES) for tier, figures in priced.items()},
            plain.get(key, NO_FIGURES),
        )
        for row in billed.rows
    )


class WithoutCache:
    """A price sheet for a world without caches: what was read from one or written to one is plain input."""

    def __init__(self, prices: PriceSheet) -> None:
        self._prices = prices

    @property
    def as_of(self) -> date:
        return self._prices.as_of

    def below(self, own: tuple[PriceRow, ...]) -> WithoutCache:
        return WithoutCache(self._prices.below(own)) if own else self

    def changes(self, service: str) -> Sequence[date]:
        return self._prices.changes(service)

    def cost(self, service: str, model: str, tier: str, tokens: Tokens, on: date) -> Cost:
        return self._prices.cost(service, model, tier, uncached(tokens), on)

    def fee(self, service: str, model: str, tool: str, calls: int, on: date) -> Cost:
        return self._prices.fee(service, model, tool, calls, on)

    def speech(self, service: str, model: str, tier: str | None, seconds: int, characters: int, on: date) -> Cost:
        return self._prices.speech(service, model, tier, seconds, characters, on)


def uncached(tokens: Tokens) -> Tokens:
    return tokens._replace(
        input=tokens.input + tokens.cached_input + tokens.all_cache_write,
        cached_input=0,
        cache_write=0,
        cache_write_1h=0,
        cache_write_12h=0,
        audio_input=tokens.audio_input + tokens.cached_audio_input,
        cached_audio_input=0,
        image_input=tokens.image_input + tokens.cached_image_input,
        cached_image_input=0,
    )
