"""What a person does not want to hear of for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from usage_tracker_gui.domain.alerts import Subject
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
