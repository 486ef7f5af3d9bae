"""Plans with a fixed price, one for an account."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store import accounts
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import records, subscriptions


def put(db: Connection, plan: Subscription) -> None:
    """An account has one plan: a new one takes the old one's place."""
    accounts.lock(db, plan.account_id)
    values = {
        "plan": plan.plan,
        "usd_a_month": plan.usd_a_month,
        "reset_day": plan.reset_day,
        "quota": plan.quota,
        "quota_unit": plan.quota_unit.value,
        "session_limit": plan.session_limit,
    }
    one = insert(db, subscriptions).values(account_id=plan.account_id, **values)
    db.execute(one.on_conflict_do_update(index_elements=["account_id"], set_=values))


def every(db: Connection) -> tuple[Subscription, ...]:
    rows = db.execute(select(subscriptions).order_by(subscriptions.c.account_id))
    return tuple(
        Subscription(
            row.account_id,
            row.plan,
            row.usd_a_month,
            row.reset_day,
            row.quota,
            QuotaUnit(row.quota_unit),
            row.session_limit,
        )
        for row in rows
    )


def remove(db: Connection, account_id: int) -> bool:
    """False when the account has none."""
    return db.execute(delete(subscriptions).where(subscriptions.c.account_id == account_id)).rowcount > 0


def most_sessions(db: Connection, account_id: int, period: Period) -> int | None:
    """The most sessions at once that a record of the period told."""
    within = (records.c.account_id == account_id, records.c.at >= period.start, records.c.at < period.end)
    return db.execute(select(func.max(records.c.sessions_active)).where(*within)).scalar()
