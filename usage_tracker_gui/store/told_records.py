"""Usage that was told, entry by entry: to be looked at, changed and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, cast, delete, func, literal_column, select, type_coerce

from usage_tracker_gui.domain.records import BY_HAND, BY_LINE, UsageRecord
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store import accounts, records
from usage_tracker_gui.store.database import Database, add_new_rows
from usage_tracker_gui.store.tables import records as table

Told = tuple[int, UsageRecord]  # an account's number, and an entry of its


class ToldRecords:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, account_id: int, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that the account has."""
        with self._database.reading() as db:
            return records.known_ids(db, account_id, ids)

    def latest(self, period: Period, account_ids: Sequence[int], limit: int) -> list[Told]:
        """The newest first."""
        columns = table.c
        query = select(table).where(columns.at >= period.start, columns.at < period.end)
        query = query.where(columns.account_id.in_(list(account_ids)))
        newest = (columns.at.desc(), columns.account_id, columns.id.desc())
        with self._database.reading() as db:
            rows = db.execute(query.order_by(*newest).limit(limit))
            return [(row.account_id, records.read(row)) for row in rows]

    def beginning_with(self, beginning: str, account_ids: Sequence[int], limit: int) -> list[Told]:
        """Entries whose id begins so."""
        columns = table.c
        query = select(table).where(columns.account_id.in_(list(account_ids)))
        query = query.where(columns.id.startswith(beginning, autoescape=True)).order_by(columns.id).limit(limit)
        with self._database.reading() as db:
            return [(row.account_id, records.read(row)) for row in db.execute(query)]

    def readings(
        self, account_ids: Sequence[int], grain: int, since: datetime
    ) -> list[tuple[int, str, str, int, int, int]]:
        """(account, key, model, start, all tokens, requests) as programs told them while they ran, as spikes see them.

        What a person typed in or a file held is no rate: it may be the sum of a day.
        """
        columns = table.c
        start = type_coerce(columns.at, BigInteger) // (1_000_000 * grain) * grain
        tokens = func.coalesce(columns.input_tokens, 0) + func.coalesce(columns.output_tokens, 0)
        sums = [cast(func.sum(each), BigInteger) for each in (tokens, func.coalesce(columns.requests, 0))]
        query = select(columns.account_id, columns.key, columns.model, start.label("begin"), *sums)
        query = query.where(columns.at >= since, columns.account_id.in_(list(account_ids)))
        query = query.where(*(~columns.id.startswith(mark) for mark in (BY_HAND, BY_LINE)))
        query = query.group_by(columns.account_id, columns.key, columns.model, literal_column("begin"))
        with self._database.reading() as db:
            return sorted(map(tuple, db.execute(query)))

    def remove(self, account_id: int, id_: str) -> bool:
        """False when there was none."""
        with self._database.writing() as db:
            accounts.lock(db, account_id)
            return db.execute(delete(table).where(*_key(account_id, id_))).rowcount == 1

    def replace(self, account_id: int, record: UsageRecord) -> bool:
        """In place of the entry with the same id; False, and nothing changed, when there is none."""
        with self._database.writing() as db:
            accounts.lock(db, account_id)
            if db.execute(delete(table).where(*_key(account_id, record.id))).rowcount != 1:
                return False
            add_new_rows(db, table, (account_id,), [records.values(record)])
            return True


def _key(account_id: int, id_: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.account_id == account_id, table.c.id == id_
