"""Plans with a fixed price, one for an account."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store import accounts
from usage_tracker_gui.store.database import Database, insert
from usage_tracker_gui.store.tables import records, subscriptions


class Subscriptions:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, plan: Subscription) -> None:
        """An account has one plan: a new one takes the old one's place."""
        values = {
            "plan": plan.plan,
            "usd_a_month": plan.usd_a_month,
            "reset_day": plan.reset_day,
            "quota": plan.quota,
            "quota_unit": plan.quota_unit.value,
            "session_limit": plan.session_limit,
        }
        with self._database.writing() as db:
            accounts.lock(db, plan.account_id)
            one = insert(db, subscriptions).values(account_id=plan.account_id, **values)
            db.execute(one.on_conflict_do_update(index_elements=["account_id"], set_=values))

    def everyone(self) -> tuple[Subscription, ...]:
        """In the order of their accounts' numbers."""
        with self._database.reading() as db:
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

    def remove(self, account_id: int) -> bool:
        """False when the account has none."""
        with self._database.writing() as db:
            return db.execute(delete(subscriptions).where(subscriptions.c.account_id == account_id)).rowcount > 0

    def most_sessions(self, account_id: int, period: Period) -> int | None:
        """The most sessions at once that a record of the period told; None where none did."""
        within = (records.c.account_id == account_id, records.c.at >= period.start, records.c.at < period.end)
        with self._database.reading() as db:
            return db.execute(select(func.max(records.c.sessions_active)).where(*within)).scalar()
