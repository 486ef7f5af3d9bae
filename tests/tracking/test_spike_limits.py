"""Limits of single parts: of several that fit a key the narrowest holds, alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.domain.usage import MINUTE, Bucket, NamedKey, Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.watch import Watch

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def alerts_at(store: Store, account: Account, tokens: int, quiet_after: timedelta = timedelta(minutes=10)) -> list[str]:
    """Two keys of one project gain so many tokens in a minute; the keys that raise an alert."""
    keys = ("key_1", "key_2")
    store.save_keys(account.id, [NamedKey(key, key, "proj_1", "Project") for key in keys], NOW)
    watch = Watch(store, MINUTE, timedelta(minutes=90), SpikeRule(10_000, 0), quiet_after=quiet_after)
    watch.look((account,), NOW)
    page = Period(NOW, NOW + timedelta(minutes=1))
    buckets = [Bucket(page.start_unix, key, "proj_1", "", "gpt-5.1", "standard", 1, tokens) for key in keys]
    store.save_usage(account.id, "live", MINUTE, page, buckets, keys, {})
    return sorted(alert.key for alert in watch.look((account,), NOW + timedelta(minutes=1)).alerts)


@pytest.mark.parametrize(
    ("scope", "scope_id"), [(Scope.PROJECT, "proj_1"), (Scope.ACCOUNT, "work"), (Scope.SERVICE, "openai")]
)
def test_a_limit_of_a_part_holds_for_each_of_its_keys(
    store: Store, account: Account, scope: Scope, scope_id: str
) -> None:
    store.spike_limits.put(SpikeLimit(scope, scope_id, SpikeRule(100_000, 0)))
    assert alerts_at(store, account, 50_000) == []
    store.spike_limits.remove(scope, scope_id)
    assert alerts_at(store, account, 90_000) == ["key_1", "key_2"]


def test_a_keys_own_limit_wins_over_that_of_its_account_and_zero_turns_it_off(store: Store, account: Account) -> None:
    store.spike_limits.put(SpikeLimit(Scope.ACCOUNT, account.name, SpikeRule(100, 0)))
    store.spike_limits.put(SpikeLimit(Scope.KEY, "key_2", SpikeRule(0, 0)))
    assert alerts_at(store, account, 5_000) == ["key_1"]


def test_a_limit_follows_its_account_to_a_new_name_and_goes_with_it(store: Store, account: Account) -> None:
    store.spike_limits.put(SpikeLimit(Scope.ACCOUNT, account.name, SpikeRule(100, 5)))
    renamed = Account(account.id, "office", account.service, account.base_url)
    store.update_account(renamed)
    assert store.spike_limits.everyone() == (SpikeLimit(Scope.ACCOUNT, "office", SpikeRule(100, 5)),)
    store.remove_account(account.id)
    assert store.spike_limits.everyone() == ()


@pytest.mark.parametrize(("minutes", "told"), [(10, []), (5, ["key_1", "key_2"])])
def test_how_long_a_key_stays_silent_can_be_chosen(
    store: Store, account: Account, minutes: int, told: list[str]
) -> None:
    quiet = timedelta(minutes=minutes)
    assert alerts_at(store, account, 50_000, quiet) == ["key_1", "key_2"]
    watch = Watch(store, MINUTE, timedelta(minutes=90), SpikeRule(10_000, 0), quiet_after=quiet)
    at = NOW + timedelta(minutes=6)
    watch.look((account,), at)
    page = Period(at, at + timedelta(minutes=1))
    buckets = [
        Bucket(page.start_unix, key, "proj_1", "", "gpt-5.1", "standard", 1, 90_000) for key in ("key_1", "key_2")
    ]
    store.save_usage(account.id, "live", MINUTE, page, buckets, ("key_1", "key_2"), {})
    assert sorted(alert.key for alert in watch.look((account,), at + timedelta(minutes=1)).alerts) == told
