"""Leases: on a shared database one program polls an account at a time, the others read."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from usage_tracker_gui.store.database import Database, insert
from usage_tracker_gui.store.tables import leases


class Leases:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, account_id: int, holder: str, now: datetime, length: timedelta) -> bool:
        """True when `holder` may poll the account until now + length: it was free, expired, or its own already."""
        with self._database.writing() as db:
            one = insert(db, leases).values(account_id=account_id, holder=holder, expires=now + length)
            taken = one.on_conflict_do_update(
                index_elements=["account_id"],
                set_={"holder": one.excluded.holder, "expires": one.excluded.expires},
                where=or_(leases.c.holder == holder, leases.c.expires <= now),
            )
            return db.execute(taken.returning(leases.c.holder)).scalar() is not None

    def release(self, holder: str) -> None:
        """All that it holds."""
        with self._database.writing() as db:
            db.execute(delete(leases).where(leases.c.holder == holder))
