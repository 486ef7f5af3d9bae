"""Channels that alerts are sent by, and how far each has come. Their addresses are not here but in the keychain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update

from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.store.alerts import untold
from usage_tracker_gui.store.database import Database, insert
from usage_tracker_gui.store.tables import EPOCH, alert_channels, alerts


class AlertChannels:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, pace: Pace) -> None:
        """A new channel, which tells what comes from now on, or another pace for the one of that name."""
        with self._database.writing() as db:
            newest = db.execute(select(func.coalesce(func.max(alerts.c.id), 0))).scalar_one()
            fresh = {"pace": pace.value, "not_before": EPOCH, "failures": 0, "problem": ""}
            one = insert(db, alert_channels).values(name=name, sent_to=newest, **fresh)
            db.execute(one.on_conflict_do_update(index_elements=["name"], set_=fresh))

    def everyone(self) -> tuple[AlertChannel, ...]:
        """In the order of their names."""
        with self._database.reading() as db:
            rows = db.execute(select(alert_channels).order_by(alert_channels.c.name))
            return tuple(AlertChannel(row.name, Pace(row.pace), row.sent_to, row.failures, row.problem) for row in rows)

    def remove(self, name: str) -> bool:
        """False when there was none of that name."""
        with self._database.writing() as db:
            return db.execute(delete(alert_channels).where(alert_channels.c.name == name)).rowcount == 1

    def untold(self, channel: AlertChannel, before: datetime, limit: int = 500) -> tuple[Alert, ...]:
        """What the channel has not told yet of the alerts that were raised before a moment, oldest first."""
        with self._database.reading() as db:
            return untold(db, channel.sent_to, before, limit)

    def claim(self, name: str, now: datetime, until: datetime) -> bool:
        """True when the caller alone may send by it up to `until`; False while another does, or before a retry."""
        mine = alert_channels.c.name == name, alert_channels.c.not_before <= now
        with self._database.writing() as db:
            return db.execute(update(alert_channels).where(*mine).values(not_before=until)).rowcount == 1

    def remember_sent(self, name: str, sent_to: int) -> None:
        """The channel has told everything up to the alert of that number."""
        done = {"sent_to": sent_to, "not_before": EPOCH, "failures": 0, "problem": ""}
        with self._database.writing() as db:
            db.execute(update(alert_channels).where(alert_channels.c.name == name).values(done))

    def remember_failure(self, name: str, problem: str, retry_at: datetime) -> None:
        values = {"failures": alert_channels.c.failures + 1, "problem": problem, "not_before": retry_at}
        with self._database.writing() as db:
            db.execute(update(alert_channels).where(alert_channels.c.name == name).values(values))
