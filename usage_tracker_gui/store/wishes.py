"""How far back each account's history shall reach: what a long sync was asked for, until it is there."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import meta


def of(db: Connection, account_id: int) -> datetime | None:
    value = db.execute(select(meta.c.value).where(meta.c.name == _name(account_id))).scalar()
    return None if value is None else datetime.fromtimestamp(int(value), UTC)


def put(db: Connection, account_id: int, since: datetime) -> None:
    """An earlier wish that reaches further back stays."""
    known = of(db, account_id)
    value = str(int(min(since, known or since).timestamp()))
    one = insert(db, meta).values(name=_name(account_id), value=value)
    db.execute(one.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _name(account_id: int) -> str:
    return f"history_from/{account_id}"
