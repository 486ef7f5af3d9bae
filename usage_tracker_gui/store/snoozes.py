"""What a person does not want to hear of for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from usage_tracker_gui.domain.alert_rules import Snooze
from usage_tracker_gui.domain.alerts import AlertKind, Subject
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import alerts, snoozes


def snooze(db: Connection, subject: Subject, until: datetime) -> None:
    """Nothing is stored about the subject until then; what was, counts as read."""
    key = {"kind": subject.kind.value, "account": subject.account, "key": subject.key, "rule": subject.rule}
    one = insert(db, snoozes).values(**key, until=until)
    db.execute(one.on_conflict_do_update(index_elements=list(key), set_={"until": until}))
    about = (alerts.c[name] == value for name, value in key.items())
    db.execute(update(alerts).where(*about, ~alerts.c.acknowledged).values(acknowledged=True))


def is_snoozed(db: Connection, subject: Subject, at: datetime) -> bool:
    return db.execute(select(snoozes.c.until).where(*_about(subject), snoozes.c.until > at)).first() is not None


def running(db: Connection, at: datetime) -> tuple[Snooze, ...]:
    """Those that still hold, the first to end first; each with the name of its key, where an alert told it."""
    rows = db.execute(select(snoozes).where(snoozes.c.until > at).order_by(snoozes.c.until)).all()
    named = select(alerts.c.key, alerts.c.key_name).where(
        alerts.c.key.in_([row.key for row in rows]), alerts.c.key_name != ""
    )
    names = {row.key: row.key_name for row in db.execute(named)}
    return tuple(
        Snooze(Subject(AlertKind(row.kind), row.account, row.key, row.rule), row.until, names.get(row.key, ""))
        for row in rows
    )


def wake(db: Connection, subject: Subject) -> bool:
    """False when it was not snoozed."""
    return db.execute(delete(snoozes).where(*_about(subject))).rowcount == 1


def _about(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return (
        snoozes.c.kind == subject.kind.value,
        snoozes.c.account == subject.account,
        snoozes.c.key == subject.key,
        snoozes.c.rule == subject.rule,
    )
