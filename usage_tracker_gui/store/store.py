"""The one door to everything that is kept. Each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from usage_tracker_gui.domain.account import Account, AccountChange
from usage_tracker_gui.domain.alert_rules import Snooze
from usage_tracker_gui.domain.alerts import QUIET_AFTER, Alert, AlertKind, Subject
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.usage import BilledCost, Bucket, NamedKey, Period, UnitBucket
from usage_tracker_gui.store import (
    accounts,
    alerts,
    budgets,
    costs,
    coverage,
    keys,
    quarters,
    record_sums,
    records,
    retention,
    rollups,
    snoozes,
    sums,
    transfer,
    units,
    upkeep,
    usage,
    wishes,
)
from usage_tracker_gui.store.alert_channels import AlertChannels
from usage_tracker_gui.store.database import Database
from usage_tracker_gui.store.leases import Leases
from usage_tracker_gui.store.migrate import migrate
from usage_tracker_gui.store.own_prices import OwnPrices
from usage_tracker_gui.store.record_sums import RecordSum
from usage_tracker_gui.store.spike_limits import SpikeLimits
from usage_tracker_gui.store.subscriptions import Subscriptions
from usage_tracker_gui.store.sum_query import SumQuery, UnitSum, UsageSum
from usage_tracker_gui.store.told_records import ToldRecords
from usage_tracker_gui.store.upkeep import Portion, Stats


class Store:
    """A history of usage. It belongs to the thread that opened it; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | Path, *, zone: str = "UTC") -> Self:
        """A file's path, or a database URL. `zone` is where a NEW database cuts its days; later see `set_zone`."""
        database = Database(url)
        try:
            migrate(database, zone)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @property
    def is_shared(self) -> bool:
        """True on a database server, where other programs may read the same accounts."""
        return not self._database.is_sqlite

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

    # Accounts

    def accounts(self) -> tuple[Account, ...]:
        """Those that a person configured."""
        with self._database.reading() as db:
            return accounts.configured(db)

    def all_accounts(self) -> tuple[Account, ...]:
        """Also those that an environment variable or a record made: whoever has usage here."""
        with self._database.reading() as db:
            return accounts.everyone(db)

    def account(self, name: str) -> Account | None:
        with self._database.reading() as db:
            return accounts.named(db, name)

    def add_account(
        self, name: str, service: str, base_url: str, key_ids: Sequence[str] = (), configured: bool = True
    ) -> Account:
        """A new account; an unconfigured one of that name and service is taken over with its history."""
        with self._database.writing() as db:
            return accounts.add(db, name, service, base_url, key_ids, is_configured=configured)

    def update_account(self, account: Account) -> None:
        with self._database.writing() as db:
            accounts.change(db, account)

    def remove_account(self, account_id: int) -> None:
        """The account and all of its data; the audit log stays."""
        with self._database.writing() as db:
            accounts.remove(db, account_id)

    def changes(self, limit: int = 100) -> tuple[AccountChange, ...]:
        with self._database.reading() as db:
            return accounts.changes(db, limit)

    def record_change(self, change: AccountChange) -> None:
        with self._database.writing() as db:
            accounts.record_change(db, change)

    # Usage

    def coverage(self, account_id: int, stream: str, keys: Sequence[str]) -> dict[str, Period]:
        """Per watched key ('' stands for every key) the contiguous span already read; missing: nothing yet."""
        with self._database.reading() as db:
            return coverage.spans(db, account_id, stream, keys)

    def history_wish(self, account_id: int) -> datetime | None:
        """How far back somebody asked this account's history to reach; None: nobody did."""
        with self._database.reading() as db:
            return wishes.of(db, account_id)

    def wish_history(self, account_id: int, since: datetime) -> None:
        with self._database.writing() as db:
            wishes.put(db, account_id, since)

    def save_usage(
        self,
        account_id: int,
        stream: str,
        grain: int,
        period: Period,
        buckets: Sequence[Bucket],
        keys: Sequence[str],
        covers: Mapping[str, Period],
    ) -> int:
        """Replaces the usage of a period, of `keys` if any are given; how many rows were added, changed or removed.

        Roll-ups and coverage move in the same transaction. Minutes (grain 60) are kept apart from history. Raises
        ValueError for a bucket outside of the period.
        """
        with self._database.writing() as db:
            return usage.save(db, account_id, stream, grain, period, buckets, keys, covers)

    def save_units(
        self,
        account_id: int,
        stream: str,
        grain: int,
        period: Period,
        buckets: Sequence[UnitBucket],
        keys: Sequence[str],
        covers: Mapping[str, Period],
    ) -> int:
        """As `save_usage`, of what is not counted in tokens."""
        with self._database.writing() as db:
            return units.save(db, account_id, stream, grain, period, buckets, keys, covers)

    def unit_sums(self, query: SumQuery) -> list[UnitSum]:
        with self._database.reading() as db:
            return units.sums(db, query)

    def sums(self, query: SumQuery) -> list[UsageSum]:
        with self._database.reading() as db:
            return sums.sums(db, query)

    def readings(
        self, account_ids: Sequence[int], grain: int, since: datetime
    ) -> list[tuple[int, str, str, int, int, int]]:
        """(account, key, model, start, all tokens, requests) of every bucket that starts at `since` or later."""
        with self._database.reading() as db:
            return usage.readings(db, account_ids, grain, since)

    def whole_hours(
        self, starts: Sequence[int], account_id: int | None = None, stream: str = "", keys: Sequence[str] = ()
    ) -> dict[int, int]:
        """Which of these hours are kept as hours and not as quarters, and all that was counted in each."""
        with self._database.reading() as db:
            return quarters.whole_hours(db, starts, account_id, stream, keys)

    def first_usage(self, account_id: int | None = None) -> datetime | None:
        """When the first bucket of history or the first record lies, of one account or of all."""
        with self._database.reading() as db:
            return sums.edge(db, account_id, min)

    def last_usage(self, account_id: int | None = None) -> datetime | None:
        """When the last bucket of history or the last record lies, of one account or of all."""
        with self._database.reading() as db:
            return sums.edge(db, account_id, max)

    @property
    def zone(self) -> str:
        """Where the roll-ups cut their days: questions about days of this zone are the fast ones."""
        with self._database.reading() as db:
            return rollups.zone(db)

    def set_zone(self, zone: str) -> None:
        """Cuts the days anew; with millions of rows that takes a while."""
        with self._database.writing() as db:
            rollups.set_zone(db, zone)

    def rebuild_rollups(self) -> None:
        """Sums all days again from history: after a repair, or when history was filled by other means."""
        with self._database.writing() as db:
            rollups.rebuild(db)

    def drop_minutes(self, before: datetime) -> int:
        """Removes live data that starts before; how many rows."""
        with self._database.writing() as db:
            return usage.drop_minutes(db, before)

    def forget(self, before: datetime) -> int:
        """Lets go of everything that happened on the days before that of `before`; how many rows of history."""
        with self._database.writing() as db:
            return retention.forget(db, before)

    # Costs and keys

    def save_costs(self, account_id: int, period: Period, billed: Sequence[BilledCost], covers: Period) -> int:
        """Replaces what was billed in the period. Its coverage is that of the stream `costs`, key ''."""
        with self._database.writing() as db:
            return costs.save(db, account_id, period, billed, covers)

    def billed_costs(self, period: Period, account_ids: Sequence[int] | None = None) -> list[tuple[int, BilledCost]]:
        with self._database.reading() as db:
            return costs.billed(db, period, account_ids)

    def save_keys(self, account_id: int, named: Sequence[NamedKey], seen: datetime) -> None:
        """The whole list of an account's keys; names of keys that it lacks are kept."""
        with self._database.writing() as db:
            keys.save(db, account_id, named, seen)

    def keys(self, account_id: int | None = None) -> tuple[tuple[int, NamedKey], ...]:
        with self._database.reading() as db:
            return keys.known(db, account_id)

    # What people and programs told

    def save_records(self, account_id: int, told: Sequence[UsageRecord]) -> int:
        """How many were new: a record whose id the account has already changes nothing."""
        with self._database.writing() as db:
            return records.save(db, account_id, told)

    @property
    def told(self) -> ToldRecords:
        """The same, entry by entry."""
        return ToldRecords(self._database)

    def records_of(self, account_id: int, after: str = "", limit: int = 10_000) -> list[UsageRecord]:
        """An account's, in order of their ids from behind `after`."""
        with self._database.reading() as db:
            return records.of_account(db, account_id, after, limit)

    def record_keys(self) -> set[str]:
        """Every key that a record names."""
        with self._database.reading() as db:
            return records.keys(db)

    def record_sums(self, query: SumQuery) -> list[RecordSum]:
        """What was recorded, apart from what services told: the two are added in reports."""
        with self._database.reading() as db:
            return record_sums.sums(db, query)

    @property
    def subscriptions(self) -> Subscriptions:
        """Plans with a fixed price, one for an account."""
        return Subscriptions(self._database)

    # Alerts and leases

    def save_alert(self, alert: Alert, quiet_after: timedelta = QUIET_AFTER) -> Alert | None:
        """The alert with its number; None when an earlier one silences it, no longer ago than `quiet_after`."""
        with self._database.writing() as db:
            return alerts.save(db, alert, quiet_after)

    def alerts(
        self, since: datetime | None = None, limit: int = 200, kind: AlertKind | None = None
    ) -> tuple[Alert, ...]:
        """Newest first."""
        with self._database.reading() as db:
            return alerts.newest(db, since, limit, kind)

    def acknowledge(self, ids: Sequence[int] | None = None) -> int:
        """Marks alerts as read, all of them without `ids`; how many were unread."""
        with self._database.writing() as db:
            return alerts.acknowledge(db, ids)

    def unread_count(self) -> int:
        with self._database.reading() as db:
            return alerts.unread_count(db)

    def snooze(self, subject: Subject, until: datetime) -> None:
        """`save_alert` takes nothing about the subject until then; what was stored about it counts as read."""
        with self._database.writing() as db:
            snoozes.snooze(db, subject, until)

    def wake(self, subject: Subject) -> bool:
        """False when it was not snoozed."""
        with self._database.writing() as db:
            return snoozes.wake(db, subject)

    def snoozes(self, now: datetime) -> tuple[Snooze, ...]:
        """Those that still hold, the first to end first."""
        with self._database.reading() as db:
            return snoozes.running(db, now)

    @property
    def spike_limits(self) -> SpikeLimits:
        """Limits of single keys, projects, accounts and services."""
        return SpikeLimits(self._database)

    @property
    def own_prices(self) -> OwnPrices:
        """What single accounts pay in place of the published prices."""
        return OwnPrices(self._database)

    @property
    def alert_channels(self) -> AlertChannels:
        """Where alerts are sent, and how far each channel has come."""
        return AlertChannels(self._database)

    @property
    def leases(self) -> Leases:
        """Which program polls an account of a shared database."""
        return Leases(self._database)

    # Budgets

    def put_budget(self, budget: Budget) -> None:
        """A new one, or the one of that name changed."""
        with self._database.writing() as db:
            budgets.put(db, budget)

    def budgets(self) -> tuple[Budget, ...]:
        with self._database.reading() as db:
            return budgets.everyone(db)

    def remove_budget(self, name: str) -> bool:
        """False when there was none of that name."""
        with self._database.writing() as db:
            return budgets.remove(db, name)

    # Upkeep

    def stats(self) -> Stats:
        with self._database.reading() as db:
            return upkeep.stats(db, self._database)

    def integrity_problem(self) -> str | None:
        """None when every page of the database is sound."""
        return upkeep.integrity_problem(self._database)

    def vacuum(self) -> None:
        upkeep.vacuum(self._database)

    def copy_to(self, file: Path) -> None:
        """A sound copy of a SQLite database, while others use it. Raises ValueError on a server."""
        upkeep.copy_to(self._database, file)

    def replace_by(self, file: Path) -> None:
        """All content by that of another SQLite database of this version. Raises ValueError on a server."""
        upkeep.replace_by(self._database, file)

    def copy_into(self, empty: Store) -> tuple[transfer.TableCopy, ...]:
        """All that is kept, with its numbers, into an empty database; proved there, or nothing was copied."""
        return transfer.transfer(self._database, empty._database)

    def everything_about(self, account_id: int) -> Iterator[Portion]:
        """All that is kept about an account, table by table; a portion's rows are read before the next one."""
        with self._database.reading() as db:
            yield from upkeep.everything_about(db, account_id)
