"""What raises alerts, gathered for the page that shows it: budgets with their outlook, limits, and what is snoozed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from usage_tracker_gui.domain.alert_rules import AlertRules, GeneralRules, Part
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.budgets import budget_states
from usage_tracker_gui.tracking.forecasting import Forecasting
from usage_tracker_gui.tracking.summarize import Names

HISTORY = timedelta(days=30)
MOST_ALERTS = 5_000


def alert_rules(
    store: Store, prices: PriceSheet, forecasting: Forecasting, general: GeneralRules, now: datetime
) -> AlertRules:
    """Raises StoreError."""
    states = budget_states(store, prices, now, store.zone)
    return AlertRules(
        general=general,
        budgets=tuple((state, forecasting.outlook(state, now, store.zone)) for state in states),
        limits=store.spike_limits.everyone(),
        snoozes=store.snoozes(now),
        parts=tuple(_parts(store)),
        alerts=store.alerts(now - HISTORY, MOST_ALERTS),
    )


def _parts(store: Store) -> Iterator[Part]:
    """All that is known of, by name. Models are left out: whoever needs one types it."""
    accounts = store.all_accounts()
    service_names = {provider.service.id: provider.service.name for provider in PROVIDERS}
    for service in sorted({account.service for account in accounts}):
        yield Part(Scope.SERVICE, service, service_names.get(service, service))
    for name in sorted((account.name for account in accounts), key=str.casefold):
        yield Part(Scope.ACCOUNT, name, name)
    keys = store.keys()
    names = Names.of(keys)
    projects = {key.project for _account, key in keys if key.project}
    for scope, ids, named in (
        (Scope.PROJECT, projects, names.projects),
        (Scope.KEY, {key.id for _account, key in keys}, names.keys),
    ):
        parts = (Part(scope, id_, named.get(id_) or id_) for id_ in ids)
        yield from sorted(parts, key=lambda part: (part.name.casefold(), part.id))
