"""Limits of single parts, prices of single accounts and snoozes, in both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.alerts import AlertKind, Subject
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.store.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG = "مفتاح" * 60


def test_a_limit_is_put_changed_and_removed(store: Store) -> None:
    one, other = SpikeLimit(Scope.KEY, LONG, SpikeRule(10**9, 0)), SpikeLimit(Scope.SERVICE, "openai", SpikeRule(1, 2))
    for limit in (one, SpikeLimit(Scope.SERVICE, "openai", SpikeRule(5, 5)), other):
        store.spike_limits.put(limit)
    assert store.spike_limits.everyone() == (one, other)
    assert store.spike_limits.remove(Scope.KEY, LONG)
    assert not store.spike_limits.remove(Scope.KEY, LONG)
    assert store.spike_limits.everyone() == (other,)


def test_a_price_is_kept_to_the_last_digit(store: Store) -> None:
    account = store.add_account("work", "openai", "https://example.invalid")
    always = OwnPrice(account.id, LONG, "batch", Decimal("0.000001"), None, Decimal(0), Decimal("9999999.99"))
    dated = OwnPrice(account.id, LONG, "batch", output=Decimal("0.1234567891011"), since=date(2026, 11, 25))
    store.own_prices.put(dated)
    store.own_prices.put(always)
    assert store.own_prices.everyone() == (always, dated)
    assert store.own_prices.remove(always)
    assert store.own_prices.everyone() == (dated,)
    store.remove_account(account.id)
    assert store.own_prices.everyone() == ()


def test_snoozes_are_told_in_the_order_of_their_end(store: Store) -> None:
    subjects = [Subject(AlertKind.BUDGET, "", "", name) for name in ("first", LONG)]
    for hours, subject in enumerate(reversed(subjects), 1):
        store.snooze(subject, NOW + timedelta(hours=hours))
    assert [snooze.subject for snooze in store.snoozes(NOW)] == list(reversed(subjects))
    assert [snooze.subject for snooze in store.snoozes(NOW + timedelta(hours=1))] == subjects[:1]
