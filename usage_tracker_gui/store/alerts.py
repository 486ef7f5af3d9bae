"""Alerts that were raised. The store remembers them, so that one is told once, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text, update

from usage_tracker_gui.domain.alerts import QUIET_AFTER, Alert, AlertKind, Severity, is_silenced
from usage_tracker_gui.store import snoozes
from usage_tracker_gui.store.tables import alerts


def save(db: Connection, alert: Alert, quiet_after: timedelta = QUIET_AFTER) -> Alert | None:
    """The alert with its number; None when an earlier one said it already, or when it is snoozed."""
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE alerts IN SHARE ROW EXCLUSIVE MODE"))  # two programs may see the same spike
    if snoozes.is_snoozed(db, alert.subject, alert.at):
        return None
    recent = select(alerts).where(
        alerts.c.at > alert.at - quiet_after, alerts.c.account == alert.account, alerts.c.key == alert.key
    )
    if any(is_silenced(alert, _alert(row), quiet_after) for row in db.execute(recent)):
        return None
    values = {
        "at": alert.at,
        "kind": alert.kind.value,
        "account": alert.account,
        "key": alert.key,
        "key_name": alert.key_name,
        "model": alert.model,
        "value": alert.value,
        "threshold": alert.threshold,
        "message": alert.message,
        "severity": alert.severity.value,
        "acknowledged": alert.acknowledged,
        "rule": alert.rule,
    }
    made = db.execute(insert(alerts).values(values).returning(alerts.c.id)).scalar_one()
    return replace(alert, id=made)


def newest(db: Connection, since: datetime | None, limit: int, kind: AlertKind | None = None) -> tuple[Alert, ...]:
    """Newest first."""
    query = select(alerts).order_by(alerts.c.at.desc(), alerts.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(alerts.c.at >= since)
    if kind is not None:
        query = query.where(alerts.c.kind == kind.value)
    return tuple(_alert(row) for row in db.execute(query))


def untold(db: Connection, after: int, before: datetime, limit: int) -> tuple[Alert, ...]:
    """Those numbered above `after` that were raised before a moment, oldest first."""
    query = select(alerts).where(alerts.c.id > after, alerts.c.at < before).order_by(alerts.c.id).limit(limit)
    return tuple(_alert(row) for row in db.execute(query))


def acknowledge(db: Connection, ids: Sequence[int] | None) -> int:
    """Marks alerts as read, all of them for None. How many were unread."""
    query = update(alerts).where(~alerts.c.acknowledged).values(acknowledged=True)
    return db.execute(query if ids is None else query.where(alerts.c.id.in_(list(ids)))).rowcount


def unread_count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(alerts).where(~alerts.c.acknowledged)).scalar_one()


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        kind=AlertKind(row.kind),
        at=row.at,
        account=row.account,
        key=row.key,
        key_name=row.key_name,
        model=row.model,
        value=row.value,
        threshold=row.threshold,
        message=row.message,
        severity=Severity(row.severity),
        id=row.id,
        acknowledged=row.acknowledged,
        rule=row.rule,
    )
