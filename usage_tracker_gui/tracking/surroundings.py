"""The period before a view's, and the times in it that no pass has read yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.report import Question, View
from usage_tracker_gui.domain.surroundings import Surroundings
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.periods import period_before, period_of
from usage_tracker_gui.tracking.summarize import summarize

STREAMS = {provider.service.id: tuple(stream.name for stream in provider.usage_streams) for provider in PROVIDERS}
OPEN = timedelta(hours=2)  # the hour that is still filling, and the wait for it, are no gap


def surroundings(store: Store, prices: PriceSheet, view: View, now: datetime) -> Surroundings:
    """Raises UnknownChannel, StoreError."""
    period = period_of(view, now)
    before = period_before(view, now)
    read = [span for account in store.accounts() for span in spans_read(store, account)]
    question = Question(before, (view.step, view.stack), view.zone, view.channels, tier=view.tier)
    previous = summarize(store, prices, question)
    return Surroundings(view, previous if previous.rows else None, gaps(period, read, now))


def spans_read(store: Store, account: Account) -> tuple[Period, ...]:
    """Of each watched key and stream, as far as anything was read of it at all."""
    keys = account.key_ids or ("",)
    found = (store.coverage(account.id, stream, keys) for stream in STREAMS.get(account.service, ()))
    return tuple(span for spans in found for span in spans.values())


def gaps(period: Period, read: Iterable[Period], now: datetime) -> tuple[Period, ...]:
    """Times of the period, up to now, that some stream still lacks; in order, those that touch as one."""
    end = min(period.end, now)
    found: list[Period] = []
    for span in read:
        if span.start > period.start:
            found.append(Period(period.start, min(span.start, end)))
        if end - span.end > OPEN:
            found.append(Period(max(span.end, period.start), end))
    return _joined(found)


def _joined(spans: Iterable[Period]) -> tuple[Period, ...]:
    joined: list[Period] = []
    for span in sorted(spans, key=lambda each: each.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, span.end))
        elif span.end > span.start:
            joined.append(span)
    return tuple(joined)
