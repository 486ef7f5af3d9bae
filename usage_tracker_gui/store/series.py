"""Which series there are: an account's stream at a grain. A handful of rows that lead into the keys of large tables.

The keys of usage and its roll-ups start with the series, so that an account's data lies together. A question about a
span of time names every series that may answer: then the databases look into a range of each instead of everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, func, select

from usage_tracker_gui.domain.usage import MINUTE
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import series, usage


class Series(NamedTuple):
    account_id: int
    stream: str
    grain: int


@dataclass(frozen=True, slots=True)
class Found:
    series: tuple[Series, ...]

    def lead(self, table: Table) -> list[ColumnElement[bool]]:
        """Conditions on the first columns of a table's key: ranges of what comes after them are found and not sought.

        Values are named, and `series` is not joined: SQLite takes that join from the wrong end and reads everything.
        """
        names = [name for name in Series._fields if name in table.c]
        return [table.c[name].in_(sorted({getattr(one, name) for one in self.series})) for name in names]


def register(db: Connection, account_id: int, stream: str, grain: int) -> None:
    db.execute(insert(db, series).values(account_id=account_id, stream=stream, grain=grain).on_conflict_do_nothing())


def of_history(db: Connection, account_ids: Sequence[int] | None = None) -> Found:
    return _found(db, series.c.grain != MINUTE, account_ids)


def of_minutes(db: Connection, account_ids: Sequence[int] | None = None) -> Found:
    return _found(db, series.c.grain == MINUTE, account_ids)


def _found(db: Connection, grain: ColumnElement[bool], account_ids: Sequence[int] | None) -> Found:
    query = select(series.c.account_id, series.c.stream, series.c.grain).where(grain)
    if account_ids is not None:
        query = query.where(series.c.account_id.in_(list(account_ids)))
    return Found(tuple(Series(*row) for row in db.execute(query)))


def edges(db: Connection, one: Series) -> tuple[int, int] | None:
    """The first and the last start of a bucket of a series of history; two looks into the key."""
    here = (usage.c.account_id == one.account_id, usage.c.stream == one.stream, usage.c.grain == one.grain)
    first, last = (db.execute(select(edge(usage.c.start)).where(*here)).scalar() for edge in (func.min, func.max))
    return None if first is None or last is None else (first, last)
