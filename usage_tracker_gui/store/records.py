"""Usage told by people and programs, in a table of its own. The same record again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.store import accounts
from usage_tracker_gui.store.database import add_new_rows
from usage_tracker_gui.store.tables import EPOCH, MICROSECOND, records

_FIELDS = [field.name for field in fields(UsageRecord)]
_IDS_A_STATEMENT = 1000  # parameters have a limit


def save(db: Connection, account_id: int, told: Sequence[UsageRecord]) -> int:
    """How many were new. A record whose `id` the account has already is left as it was."""
    accounts.lock(db, account_id)
    return add_new_rows(db, records, (account_id,), [values(record) for record in told])


def known_ids(db: Connection, account_id: int, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that the account has."""
    found: set[str] = set()
    for at in range(0, len(ids), _IDS_A_STATEMENT):
        some = ids[at : at + _IDS_A_STATEMENT]
        query = select(records.c.id).where(records.c.account_id == account_id, records.c.id.in_(some))
        found.update(db.execute(query).scalars())
    return found


def of_account(db: Connection, account_id: int, after: str, limit: int) -> list[UsageRecord]:
    """In order of their ids, `limit` at most, from behind the id `after`; '' is before all."""
    here = (records.c.account_id == account_id, records.c.id > after)
    return [read(row) for row in db.execute(select(records).where(*here).order_by(records.c.id).limit(limit))]


def keys(db: Connection) -> set[str]:
    """Every key that a record names."""
    return set(db.execute(select(records.c.key).where(records.c.key != "").distinct()).scalars())


def edges(db: Connection, account_id: int | None) -> tuple[datetime, datetime] | None:
    """The times of the first and the last record, of one account or of all."""
    here = () if account_id is None else (records.c.account_id == account_id,)
    first, last = (db.execute(select(edge(records.c.at)).where(*here)).scalar() for edge in (func.min, func.max))
    return None if first is None or last is None else (first, last)


def values(record: UsageRecord) -> tuple[Any, ...]:
    """In the order of the table's columns, behind the account."""
    return (
        record.id,
        (record.at - EPOCH) // MICROSECOND,
        record.key,
        record.model,
        record.tier,
        record.input_tokens,
        record.cached_input_tokens,
        record.output_tokens,
        record.requests,
        None if record.cost_usd is None else nanos_of(record.cost_usd),
        record.tokens_remaining,
        record.sessions_active,
        record.request_type,
        record.cache_write_tokens,
        record.cache_write_1h_tokens,
    )


def read(row: Row[Any]) -> UsageRecord:
    return UsageRecord(**{name: getattr(row, name) for name in _FIELDS})
