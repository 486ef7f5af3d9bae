"""Names of keys and projects, kept for good: usage of a key that was deleted upstream keeps its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, select, update

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.store import accounts
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import keys


def save(db: Connection, account_id: int, named: Sequence[NamedKey], seen: datetime) -> None:
    """`named` is the whole list of the account; keys that it lacks stay, as inactive ones."""
    if not named:
        return
    accounts.lock(db, account_id)
    db.execute(update(keys).where(keys.c.account_id == account_id, keys.c.active).values(active=False))
    one = insert(db, keys)
    new = one.excluded
    changed: dict[str, Any] = {
        name: case((new[name] == "", keys.c[name]), else_=new[name])
        for name in ("name", "project", "project_name", "hint")
    }
    changed |= {"active": new.active, "seen": new.seen}
    values = [
        {
            "account_id": account_id,
            "id": key.id,
            "name": key.name,
            "project": key.project,
            "project_name": key.project_name,
            "hint": key.hint,
            "active": key.active,
            "seen": seen,
        }
        for key in named
    ]
    db.execute(one.on_conflict_do_update(index_elements=["account_id", "id"], set_=changed), values)


def known(db: Connection, account_id: int | None) -> tuple[tuple[int, NamedKey], ...]:
    query = select(keys).order_by(keys.c.account_id, keys.c.name, keys.c.id)
    if account_id is not None:
        query = query.where(keys.c.account_id == account_id)
    return tuple((row.account_id, _key(row)) for row in db.execute(query))


def _key(row: Row[Any]) -> NamedKey:
    return NamedKey(row.id, row.name, row.project, row.project_name, row.hint, row.active)
