"""Sums of recorded usage. A small table beside a large one, so it is asked by itself and costs next to nothing.

Rows that told different things are never added up: a sum knows exactly what its rows knew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    cast,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
)

from usage_tracker_gui.domain.figures import usd_of
from usage_tracker_gui.domain.records import Counts
from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE
from usage_tracker_gui.store import rollups, zones
from usage_tracker_gui.store.sum_query import SumQuery, month_number, namer
from usage_tracker_gui.store.tables import records

_NAMES = ("key", "model", "tier")
_TOLD = (*(name for name in Counts._fields if name != "requests"), "cost_usd")
_START = type_coerce(records.c.at, BigInteger) // 1_000_000


class RecordSum(NamedTuple):
    """`step` as in a UsageSum; '' where a dimension was not asked for. `day` is the UTC day, for prices.

    `cost_usd` is what the records say, None where they leave it to the price sheet. Requests are those that are known,
    None where no row knew them.
    """

    step: str
    account_id: int
    key: str
    model: str
    tier: str
    day: date
    counts: Counts
    cost_usd: Decimal | None

    @property
    def project(self) -> str:
        """A record names none."""
        return ""


def sums(db: Connection, query: SumQuery) -> list[RecordSum]:
    """In no particular order. A record names no project, so that a question about projects finds none."""
    if query.projects:
        return []
    groups = [
        _step(query).label("step"),
        records.c.account_id,
        *((records.c[name] if name in query.dims else literal("", Text)).label(f"of_{name}") for name in _NAMES),
        (_START // DAY).label("utc_day"),
        *(records.c[name].is_(None).label(f"without_{name}") for name in _TOLD),
    ]
    figures = [cast(func.sum(records.c[name]), BigInteger) for name in Counts._fields]
    dollars = cast(func.sum(type_coerce(records.c.cost_usd, BigInteger)), BigInteger)
    within = [records.c.at >= query.period.start, records.c.at < query.period.end]
    if query.account_ids is not None:
        within.append(records.c.account_id.in_(list(query.account_ids)))
    if query.keys:
        within.append(records.c.key.in_(list(query.keys)))
    name = _namer(query)
    numbered = range(1, len(groups) + 1)
    asked = select(*groups, *figures, dollars).where(*within).group_by(*(literal_column(str(n)) for n in numbered))
    found: list[RecordSum] = []
    for step, account_id, key, model, tier, utc_day, *rest in db.execute(asked):
        counts, nanos = Counts(*rest[len(_TOLD) : -1]), rest[-1]
        usd = None if nanos is None else usd_of(nanos)
        found.append(RecordSum(name(step), account_id, key, model, tier, zones.date_of(utc_day), counts, usd))
    return found


def _step(query: SumQuery) -> ColumnElement[int]:
    """The number of a minute's or hour's second, or of a local day; a month is named from its days."""
    if query.step is None:
        return literal(0, BigInteger)
    if query.step in ("minute", "hour"):
        width = MINUTE if query.step == "minute" else HOUR
        return _START // width * width
    return rollups.local_day(_START, zones.offsets(query.period.start_unix, query.period.end_unix, query.zone))


def _namer(query: SumQuery) -> Callable[[int], str]:
    name = namer(query.step, query.zone)
    return (lambda day: name(month_number(zones.date_of(day)))) if query.step == "month" else name
