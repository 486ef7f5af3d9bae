"""Leases: on a shared database one program polls an account at a time, the others read."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_

from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import leases


def take(db: Connection, account_id: int, holder: str, now: datetime, length: timedelta) -> bool:
    """True when `holder` has the account until now + length: it was free, expired, or its own already."""
    one = insert(db, leases).values(account_id=account_id, holder=holder, expires=now + length)
    taken = one.on_conflict_do_update(
        index_elements=["account_id"],
        set_={"holder": one.excluded.holder, "expires": one.excluded.expires},
        where=or_(leases.c.holder == holder, leases.c.expires <= now),
    )
    return db.execute(taken.returning(leases.c.holder)).scalar() is not None


def release(db: Connection, holder: str) -> None:
    db.execute(delete(leases).where(leases.c.holder == holder))
