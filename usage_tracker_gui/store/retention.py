"""Letting go of what is old: of every table that holds what happened at some time, the rows before a moment.

Names of keys, accounts, budgets and the log of changes stay. Coverage stays too: what was let go is not read again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from usage_tracker_gui.store import rollups, series, zones
from usage_tracker_gui.store.tables import alerts, costs, model_days, model_hours, records, units, usage, usage_days


def forget(db: Connection, before: datetime) -> int:
    """How many rows of history went. Whole days of the roll-ups' zone go: the day of `before` stays."""
    cut = rollups.zone(db)
    day = zones.local_day(int(before.timestamp()), cut)
    first = zones.midnight(day, cut)
    lead = series.of_history(db).lead
    gone = db.execute(delete(usage).where(*lead(usage), usage.c.start < first)).rowcount
    gone += db.execute(delete(units).where(*lead(units), units.c.start < first)).rowcount
    gone += db.execute(delete(records).where(records.c.at < zones.moment(first))).rowcount
    for table in (usage_days, model_days):
        db.execute(delete(table).where(*lead(table), table.c.day < day))
    db.execute(delete(model_hours).where(*lead(model_hours), model_hours.c.start < first))
    db.execute(delete(costs).where(costs.c.start < first))
    db.execute(delete(alerts).where(alerts.c.at < zones.moment(first)))
    return gone
