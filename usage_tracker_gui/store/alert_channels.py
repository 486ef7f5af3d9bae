"""Channels that alerts are sent by, and how far each has come. Their addresses are not here but in the keychain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import EPOCH, alert_channels, alerts


def put(db: Connection, name: str, pace: Pace) -> None:
    """A new channel, which tells what comes from now on, or another pace for the one of that name."""
    newest = db.execute(select(func.coalesce(func.max(alerts.c.id), 0))).scalar_one()
    one = insert(db, alert_channels).values(
        name=name, pace=pace.value, sent_to=newest, not_before=EPOCH, failures=0, problem=""
    )
    changed = {"pace": pace.value, "not_before": EPOCH, "failures": 0, "problem": ""}
    db.execute(one.on_conflict_do_update(index_elements=["name"], set_=changed))


def everyone(db: Connection) -> tuple[AlertChannel, ...]:
    """In the order of their names."""
    rows = db.execute(select(alert_channels).order_by(alert_channels.c.name))
    return tuple(AlertChannel(row.name, Pace(row.pace), row.sent_to, row.failures, row.problem) for row in rows)


def remove(db: Connection, name: str) -> bool:
    """False when there was none of that name."""
    return db.execute(delete(alert_channels).where(alert_channels.c.name == name)).rowcount == 1


def claim(db: Connection, name: str, now: datetime, until: datetime) -> bool:
    """True when the caller alone may send by it up to `until`; False while somebody else does, or before a retry."""
    mine = alert_channels.c.name == name, alert_channels.c.not_before <= now
    return db.execute(update(alert_channels).where(*mine).values(not_before=until)).rowcount == 1


def remember_sent(db: Connection, name: str, sent_to: int) -> None:
    done = {"sent_to": sent_to, "not_before": EPOCH, "failures": 0, "problem": ""}
    db.execute(update(alert_channels).where(alert_channels.c.name == name).values(done))


def remember_failure(db: Connection, name: str, problem: str, retry_at: datetime) -> None:
    values = {"failures": alert_channels.c.failures + 1, "problem": problem, "not_before": retry_at}
    db.execute(update(alert_channels).where(alert_channels.c.name == name).values(values))
