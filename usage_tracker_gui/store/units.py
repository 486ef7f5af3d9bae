"""Usage that is not counted in tokens: tool calls, images, sessions, seconds. Kept as usage is, without roll-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import BigInteger, Connection, cast, func, literal, select

from usage_tracker_gui.domain.usage import DAY, Period, UnitBucket
from usage_tracker_gui.store import accounts, coverage, cuts, series, zones
from usage_tracker_gui.store.database import insert_rows
from usage_tracker_gui.store.sum_query import SumQuery, UnitSum, namer
from usage_tracker_gui.store.sums import filters
from usage_tracker_gui.store.tables import units
from usage_tracker_gui.store.usage_rows import difference, identity, remove, stored, tidy


def save(
    db: Connection,
    account_id: int,
    stream: str,
    grain: int,
    period: Period,
    buckets: Sequence[UnitBucket],
    keys: Sequence[str],
    covers: Mapping[str, Period],
) -> int:
    """How many rows were added, changed or removed. `keys` empty: the page speaks for every key."""
    accounts.lock(db, account_id)
    gone, new = difference(stored(db, units, account_id, stream, grain, period, keys), tidy(buckets, period, keys))
    remove(db, units, account_id, stream, grain, gone)
    insert_rows(db, units, (account_id, stream, grain), new)
    if new:
        series.register(db, account_id, stream, grain)
    coverage.put(db, account_id, stream, covers)
    return len({*map(identity, gone), *map(identity, new)})


def sums(db: Connection, query: SumQuery) -> list[UnitSum]:
    """Ordered by step, then by the dimensions. Units are always told apart, tiers never."""
    part = cuts.Part(units, query.period.start_unix, query.period.end_unix)
    names = {"account": "account_id", "key": "key", "project": "project", "model": "model"}
    asked = {dim: units.c[name] for dim, name in names.items() if dim in query.dims}
    step, price_day = cuts.step(part, query), cuts.price_day(part, query, cuts.services(db))
    groups = [group for group in (step, *asked.values(), units.c.unit, price_day) if group is not None]
    found = series.of_history(db, query.account_ids)
    query_of_units = (
        select(
            literal(0) if step is None else step,
            *(asked.get(dim, literal(0 if dim == "account" else "")) for dim in names),
            units.c.unit,
            literal(query.period.start_unix // DAY) if price_day is None else price_day,
            cast(func.sum(units.c.quantity), BigInteger),
        )
        .where(*found.lead(units), part.moment >= part.low, part.moment < part.high, *filters(units, query))
        .group_by(*groups)
    )
    name = namer(query.step, query.zone)
    return [
        UnitSum(name(number), account, key, project, model, unit, zones.date_of(day), quantity)
        for number, account, key, project, model, unit, day, quantity in sorted(map(tuple, db.execute(query_of_units)))
    ]
