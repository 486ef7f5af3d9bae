"""A wrong entry is changed or taken back; what was done stands in the account's log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal

from usage_tracker_gui.domain.account import Account, AccountChange
from usage_tracker_gui.domain.figures import plain_decimal
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.store.store import Store


class UnknownEntry(SettingsError):
    """An id that no entry has, or more than one begins with."""


class Mending:
    """Raises UnknownEntry, ImpossibleRecord and StoreError, each a sentence for people."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def find(self, id_: str, accounts: Sequence[Account]) -> tuple[Account, UsageRecord]:
        """By its id, or by a beginning that no other one has."""
        by_number = {account.id: account for account in accounts}
        found = self._store.told.beginning_with(id_, tuple(by_number), 1000) if id_ else []
        exact = [entry for entry in found if entry[1].id == id_]
        found = exact or found
        if len(found) != 1:
            several = f"{len(found)} entries begin with “{id_}”: give more of it, or --account."
            raise UnknownEntry(several if found else f"No entry “{id_}” is kept; see `usage-tracker records list`.")
        ((number, record),) = found
        return by_number[number], record

    def remove(self, account: Account, record: UsageRecord) -> None:
        if not self._store.told.remove(account.id, record.id):
            raise UnknownEntry(f"The entry “{record.id}” of {account.name} is gone already.")
        self._note(account, f"usage of {described(record)} taken back")

    def change(self, account: Account, before: UsageRecord, after: UsageRecord) -> None:
        """The entry keeps its id."""
        after.check_moment(self._now())
        if after == before:
            return
        if not self._store.told.replace(account.id, after):
            raise UnknownEntry(f"The entry “{before.id}” of {account.name} is gone already.")
        self._note(account, f"usage of {described(before)} changed: {_difference(before, after)}")

    def restore(self, account: Account, record: UsageRecord) -> None:
        """What was taken back by mistake."""
        if self._store.save_records(account.id, [record]):
            self._note(account, f"usage of {described(record)} restored")

    def _note(self, account: Account, detail: str) -> None:
        self._store.record_change(AccountChange(self._now(), account.name, "edited", detail))


def described(record: UsageRecord) -> str:
    model = f", {record.model}" if record.model else ""
    return f"{record.at:%Y-%m-%d %H:%M} UTC{model}"


def _difference(before: UsageRecord, after: UsageRecord) -> str:
    changed = [field.name for field in fields(UsageRecord) if getattr(before, field.name) != getattr(after, field.name)]
    return ", ".join(f"{name} {_shown(before, name)} → {_shown(after, name)}" for name in changed)


def _shown(record: UsageRecord, name: str) -> str:
    value = getattr(record, name)
    if value is None:
        return "unknown"
    if isinstance(value, Decimal):
        return f"${plain_decimal(value)}"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value) or "none"
