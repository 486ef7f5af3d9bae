"""Plans with a fixed price beside metered use: what is used since the last reset, and what it would have cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.records import recorded_cost
from usage_tracker_gui.domain.report import Question
from usage_tracker_gui.domain.subscriptions import METERED_AT, Subscription, SubscriptionUse
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.summarize import Prices, summarize


def subscription_uses(store: Store, prices: Prices, now: datetime, zone: str) -> tuple[SubscriptionUse, ...]:
    """Each plan since its last reset, at midnight in `zone`. Raises StoreError."""
    accounts = {account.id: account for account in store.all_accounts()}
    return tuple(
        _use(store, prices, plan, accounts[plan.account_id], now, zone) for plan in store.subscriptions.everyone()
    )


def _use(
    store: Store, prices: Prices, plan: Subscription, account: Account, now: datetime, zone: str
) -> SubscriptionUse:
    whole = plan.period_at(now, zone)
    so_far = Period(whole.start, now)
    return SubscriptionUse(
        subscription=plan,
        account=account.name,
        service=account.service,
        period=whole,
        used=summarize(store, prices, Question(so_far, (), zone, channels=(account.name,))).totals,
        metered=costs.total(_metered(store, prices, account, so_far)),
        sessions=store.subscriptions.most_sessions(account.id, so_far),
    )


def _metered(store: Store, prices: Prices, account: Account, period: Period) -> Iterator[Cost]:
    """What the same use costs by the price sheet, whatever was paid for it."""
    service = METERED_AT.get(account.service, account.service)
    query = SumQuery(period, price_changes={account.service: prices.changes(service)}, account_ids=(account.id,))
    for part in store.sums(query):
        yield prices.cost(service, part.model, part.tier, part.tokens, part.price_day)
    for told in store.record_sums(query):
        estimate = prices.cost(service, told.model, told.tier, told.counts.tokens, told.day)
        yield recorded_cost(None, told.counts, estimate)
