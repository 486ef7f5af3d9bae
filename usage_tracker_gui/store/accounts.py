"""Accounts, the audit log of their changes, and the removal of everything about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy import insert as plain_insert

from usage_tracker_gui.domain.account import Account, AccountChange
from usage_tracker_gui.store import budgets, spike_limits
from usage_tracker_gui.store.errors import StoreError
from usage_tracker_gui.store.tables import account_changes, accounts, alerts, leases, metadata, snoozes


def configured(db: Connection) -> tuple[Account, ...]:
    rows = db.execute(select(accounts).where(accounts.c.configured).order_by(accounts.c.id))
    return tuple(_account(row) for row in rows)


def everyone(db: Connection) -> tuple[Account, ...]:
    """Those that an environment variable or a record made, too."""
    return tuple(_account(row) for row in db.execute(select(accounts).order_by(accounts.c.id)))


def named(db: Connection, name: str) -> Account | None:
    row = db.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    return None if row is None else _account(row)


def add(
    db: Connection, name: str, service: str, base_url: str, key_ids: Sequence[str], *, is_configured: bool
) -> Account:
    """A new account; or the one of that name that no person had configured so far, with its history.

    Raises StoreError when the name is taken.
    """
    known = named(db, name)
    if known is None:
        values = {
            "name": name,
            "service": service,
            "base_url": base_url,
            "key_ids": tuple(key_ids),
            "enabled": True,
            "configured": is_configured,
        }
        made = db.execute(plain_insert(accounts).values(values).returning(accounts.c.id)).scalar_one()
        return Account(made, name, service, base_url, tuple(key_ids), configured=is_configured)
    if known.service != service or (known.configured and is_configured):
        raise StoreError(f"There is an account “{name}” already. Choose another name, or remove that one first.")
    if known.configured:
        return known
    adopted = Account(known.id, name, service, base_url, tuple(key_ids), configured=is_configured)
    change(db, adopted)
    return adopted


def change(db: Connection, account: Account) -> None:
    """Alerts and budgets carry their account's name and follow a new one. Raises StoreError when the name is taken."""
    before = db.execute(select(accounts).where(accounts.c.id == account.id)).one_or_none()
    if before is None:
        raise StoreError(f"The account “{account.name}” is not there any more. Add it again.")
    if account.name != before.name:
        if named(db, account.name) is not None:
            raise StoreError(f"There is an account “{account.name}” already. Choose another name.")
        for table in (alerts, snoozes):
            db.execute(update(table).where(table.c.account == before.name).values(account=account.name))
        budgets.follow_account(db, before.name, account.name)
        spike_limits.follow_account(db, before.name, account.name)
    db.execute(
        update(accounts)
        .where(accounts.c.id == account.id)
        .values(
            name=account.name,
            service=account.service,
            base_url=account.base_url,
            key_ids=account.key_ids,
            enabled=account.enabled,
            configured=account.configured,
        )
    )


def remove(db: Connection, account_id: int) -> None:
    """The account and all of its data. The audit log stays: it says that it was removed."""
    name = db.execute(select(accounts.c.name).where(accounts.c.id == account_id)).scalar() or ""
    for table in metadata.sorted_tables:
        if "account_id" in table.columns and table is not leases:
            db.execute(delete(table).where(table.c.account_id == account_id))
    for table in (alerts, snoozes):
        db.execute(delete(table).where(table.c.account == name))
    budgets.drop_account(db, name)
    spike_limits.drop_account(db, name)
    db.execute(delete(accounts).where(accounts.c.id == account_id))


def lock(db: Connection, account_id: int) -> None:
    """Nobody else writes this account's data until the transaction ends. Raises StoreError when it is gone."""
    found = db.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update()).scalar()
    if found is None:
        raise StoreError("The account was removed meanwhile, so nothing was stored for it.")


def changes(db: Connection, limit: int) -> tuple[AccountChange, ...]:
    """Newest first."""
    rows = db.execute(select(account_changes).order_by(account_changes.c.id.desc()).limit(limit))
    return tuple(AccountChange(row.at, row.account, row.action, row.detail) for row in rows)


def record_change(db: Connection, change: AccountChange) -> None:
    db.execute(
        plain_insert(account_changes).values(
            at=change.at, account=change.account, action=change.action, detail=change.detail
        )
    )


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.service, row.base_url, row.key_ids, row.enabled, row.configured)
