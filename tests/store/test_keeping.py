"""Accounts, names, billed costs, alerts, budgets and leases are kept, told once, and gone when they are removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from usage_tracker_gui.domain.account import Account, AccountChange
from usage_tracker_gui.domain.alerts import Alert, AlertKind, Severity
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.domain.usage import HOUR, BilledCost, Bucket, NamedKey, Period
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery

NOW = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC)
DAY = Period(NOW.replace(hour=0, minute=0, second=0, microsecond=0), datetime(2026, 11, 25, tzinfo=UTC))


def test_an_account_comes_back_as_it_was_put_in(store: Store) -> None:
    made = store.add_account("Acme", "openai", "https://proxy.test/v1", ["key_a", "key_b"])
    assert store.accounts() == (made,)
    assert store.account("Acme") == made
    assert store.account("acme") is None
    store.update_account(replace(made, name="Acme Ltd", enabled=False, key_ids=()))
    assert store.account("Acme Ltd") == replace(made, name="Acme Ltd", enabled=False, key_ids=())


def test_two_accounts_of_one_name_are_refused(store: Store, account: Account) -> None:
    other = store.add_account("Other", "openai", "https://api.openai.com/v1")
    with pytest.raises(StoreError, match="Choose another name"):
        store.add_account("Acme", "openai", "https://api.openai.com/v1")
    with pytest.raises(StoreError, match="Choose another name"):
        store.update_account(replace(other, name=account.name))


def test_an_account_of_this_run_becomes_a_person_s_with_its_history(store: Store) -> None:
    temporary = store.add_account("openai", "openai", "https://a.test", configured=False)
    assert store.accounts() == ()
    assert store.all_accounts() == (temporary,)
    assert store.add_account("openai", "openai", "https://b.test", configured=False).id == temporary.id
    kept = store.add_account("openai", "openai", "https://c.test", ["key_a"])
    assert store.accounts() == (kept,)
    assert (kept.id, kept.base_url) == (temporary.id, "https://c.test")


def test_the_audit_log_is_newest_first_and_outlives_its_account(store: Store, account: Account) -> None:
    for minute, action in enumerate(("added", "removed")):
        store.record_change(AccountChange(NOW + timedelta(minutes=minute), account.name, action, "by hand"))
    store.remove_account(account.id)
    assert [change.action for change in store.changes()] == ["removed", "added"]
    assert store.changes(1)[0] == AccountChange(NOW + timedelta(minutes=1), "Acme", "removed", "by hand")


def test_removing_an_account_leaves_nothing_of_it_and_all_of_the_others(store: Store, account: Account) -> None:
    other = store.add_account("Other", "openai", "https://api.openai.com/v1")
    for one in (account, other):
        row = Bucket(DAY.start_unix, "key_a", "", "", "m", "standard", 1, 5)
        store.save_usage(one.id, "completions", HOUR, DAY, [row], (), {"": DAY})
        store.save_costs(one.id, DAY, [BilledCost(DAY.start_unix, "", "m", 5)], DAY)
        store.save_keys(one.id, [NamedKey("key_a", "A")], NOW)
        store.save_alert(spike(account=one.name))
        store.leases.take(one.id, "me", NOW, timedelta(minutes=1))
    store.remove_account(account.id)
    assert [one.account_id for one in store.sums(SumQuery(DAY))] == [other.id]
    assert [alert.account for alert in store.alerts()] == ["Other"]
    assert [billed[0] for billed in store.billed_costs(DAY)] == [other.id]
    assert [named[0] for named in store.keys(None)] == [other.id]
    assert sum(len(list(portion.rows)) for portion in store.everything_about(account.id)) == 0
    assert store.add_account("Acme", "openai", "https://api.openai.com/v1").id not in (account.id, other.id)


def test_everything_about_an_account_can_be_exported(store: Store, account: Account) -> None:
    row = Bucket(DAY.start_unix, "key_a", "", "", "m", "standard", 1, 5)
    store.save_usage(account.id, "completions", HOUR, DAY, [row], (), {"": DAY})
    found = {
        p.table: [dict(zip(p.columns, r, strict=True)) for r in p.rows] for p in store.everything_about(account.id)
    }
    assert found["usage"][0]["input"] == 5
    assert found["accounts"][0]["name"] == "Acme"
    assert found["coverage"][0]["read_to"] == DAY.end_unix


def test_names_of_keys_outlive_the_keys(store: Store, account: Account) -> None:
    first = NamedKey("key_a", "Production", "proj_1", "Web", "sk-...3f9a")
    store.save_keys(account.id, [first, NamedKey("key_b", "Test")], NOW)
    store.save_keys(account.id, [NamedKey("key_b", "")], NOW + timedelta(days=1))
    assert store.keys(account.id) == (
        (account.id, replace(first, active=False)),
        (account.id, NamedKey("key_b", "Test")),
    )
    store.save_keys(account.id, [], NOW)
    assert len(store.keys()) == 2


def test_billed_costs_are_replaced_and_exact(store: Store, account: Account) -> None:
    start = DAY.start_unix
    lines = [BilledCost(start, "p", "gpt-5, input", 123456789012345678, "1.5", "tokens", "key_a")]
    assert store.save_costs(account.id, DAY, [*lines, BilledCost(start, "p", "images", -5)], DAY) == 2
    assert store.save_costs(account.id, DAY, lines, DAY) == 1
    assert store.billed_costs(DAY) == [(account.id, lines[0])]
    assert store.billed_costs(DAY, [account.id + 1]) == []
    assert store.coverage(account.id, "costs", [""]) == {"": DAY}


def test_two_billed_lines_that_nothing_tells_apart_are_added(store: Store, account: Account) -> None:
    line = BilledCost(DAY.start_unix, "", "gpt-5", 3, "1.5", "tokens")
    store.save_costs(account.id, DAY, [line, line], DAY)
    assert store.billed_costs(DAY) == [(account.id, replace(line, usd_nanos=6, quantity="3.0"))]


def spike(**more: object) -> Alert:
    about = {"account": "Acme", "key": "key_a", "key_name": "A", "model": "gpt-5", "message": "Much."}
    figures = {"value": Decimal("12345.60"), "threshold": Decimal(10_000), "severity": Severity.CRITICAL}
    return Alert(**({"kind": AlertKind.TOKEN_SPIKE, "at": NOW} | about | figures | more))  # type: ignore[arg-type]


def test_one_spike_is_one_alert_for_ten_minutes(store: Store) -> None:
    first = store.save_alert(spike())
    assert first is not None
    assert store.alerts() == (first,)
    assert first == replace(spike(), id=first.id)
    assert store.save_alert(spike(at=NOW + timedelta(minutes=9, seconds=59))) is None
    assert store.save_alert(spike(key="key_b")) is not None
    assert store.save_alert(spike(kind=AlertKind.REQUEST_SPIKE)) is not None
    assert store.save_alert(spike(at=NOW + timedelta(minutes=10))) is not None


def test_alerts_are_newest_first_and_read_when_somebody_says_so(store: Store) -> None:
    saved = [store.save_alert(spike(at=NOW + timedelta(hours=hour))) for hour in range(3)]
    assert [alert.at.hour for alert in store.alerts(since=NOW + timedelta(hours=1))] == [14, 13]
    assert len(store.alerts(limit=2)) == 2
    assert store.acknowledge([saved[0].id]) == 1  # type: ignore[union-attr]
    assert store.unread_count() == 2
    assert store.acknowledge() == 2
    assert store.unread_count() == 0


def test_alerts_follow_their_account_s_new_name(store: Store, account: Account) -> None:
    store.save_alert(spike())
    store.update_account(replace(account, name="Acme Ltd"))
    assert store.alerts()[0].account == "Acme Ltd"


def test_a_budget_is_kept_exactly_changed_and_removed(store: Store) -> None:
    budget = Budget("Web", Decimal("99.99"), BudgetPeriod.WEEK, Scope.PROJECT, "proj_1", (Decimal("0.5"),))
    store.put_budget(replace(budget, limit_usd=Decimal(1)))
    store.put_budget(budget)
    assert store.budgets() == (budget,)
    assert store.remove_budget("Web")
    assert not store.remove_budget("Web")


def test_a_lease_is_one_program_s_until_it_ends(store: Store, location: str | Path, account: Account) -> None:
    minute = timedelta(minutes=1)
    with Store.open(location) as other:
        assert store.leases.take(account.id, "desk", NOW, minute)
        assert not other.leases.take(account.id, "laptop", NOW + timedelta(seconds=59), minute)
        assert store.leases.take(account.id, "desk", NOW + timedelta(seconds=30), minute)
        assert not other.leases.take(account.id, "laptop", NOW + minute, minute)
        assert other.leases.take(account.id, "laptop", NOW + timedelta(seconds=90), minute)
        other.leases.release("laptop")
        assert store.leases.take(account.id, "desk", NOW, minute)
