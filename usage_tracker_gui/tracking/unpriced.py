"""Which models have no price, and which of these are new: what a total leaves out has names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import GroupBy, Question, Summary
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.summarize import summarize

_NAMED = 3


def models_used(store: Store, now: datetime) -> frozenset[str]:
    """Every model of which usage was read. Raises StoreError."""
    return frozenset(one.model for one in store.sums(SumQuery(_everything(store, now), dims=("model",))))


def new_unpriced_models(store: Store, prices: PriceSheet, known: frozenset[str], now: datetime) -> tuple[str, ...]:
    """Those without a price that are not among the `known` ones. Raises StoreError."""
    models = unpriced_models(store, prices, Question(_everything(store, now), ()))
    return tuple(model for model in models if model not in known)


def unpriced_models(store: Store, prices: PriceSheet, question: Question) -> tuple[str, ...]:
    """By name, the models of which some usage that a question asks about has no price. Raises StoreError."""
    return without_price(summarize(store, prices, replace(question, group_by=(GroupBy.MODEL,))))


def without_price(summary: Summary) -> tuple[str, ...]:
    """The same, from a summary by model."""
    model = summary.column(GroupBy.MODEL)
    return tuple(sorted({row.group[model] for row in summary.rows if row.figures.cost.lacks_a_price} - {""}))


def named(models: Sequence[str]) -> str:
    """For a sentence: `a`, `a, b` or `a, b, c and 4 more`."""
    more = len(models) - _NAMED
    return ", ".join(models[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _everything(store: Store, now: datetime) -> Period:
    return Period(min(store.first_usage() or now, now), now + timedelta(hours=1))
