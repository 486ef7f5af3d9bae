"""Limits of token and request rates for single keys, projects, accounts and services."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, select, update

from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.store.database import Database, insert
from usage_tracker_gui.store.tables import spike_limits

PART = ("scope", "scope_id")


class SpikeLimits:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, limit: SpikeLimit) -> None:
        """A new one, or the one of that part changed."""
        part = {"scope": limit.scope.value, "scope_id": limit.scope_id}
        rates = {
            "tokens_per_minute": limit.rule.tokens_per_minute,
            "requests_per_minute": limit.rule.requests_per_minute,
        }
        with self._database.writing() as db:
            one = insert(db, spike_limits).values(**part, **rates)
            db.execute(one.on_conflict_do_update(index_elements=list(PART), set_=rates))

    def everyone(self) -> tuple[SpikeLimit, ...]:
        """In the order of what they are about."""
        with self._database.reading() as db:
            rows = db.execute(select(spike_limits).order_by(*(spike_limits.c[name] for name in PART)))
            return tuple(
                SpikeLimit(Scope(row.scope), row.scope_id, SpikeRule(row.tokens_per_minute, row.requests_per_minute))
                for row in rows
            )

    def remove(self, scope: Scope, scope_id: str) -> bool:
        """False when there was none of that part."""
        about = (spike_limits.c.scope == scope.value, spike_limits.c.scope_id == scope_id)
        with self._database.writing() as db:
            return db.execute(delete(spike_limits).where(*about)).rowcount == 1


def follow_account(db: Connection, name: str, new_name: str) -> None:
    """An account's limit is the account's under its new name, too."""
    db.execute(update(spike_limits).where(*_of_account(name)).values(scope_id=new_name))


def drop_account(db: Connection, name: str) -> None:
    db.execute(delete(spike_limits).where(*_of_account(name)))


def _of_account(name: str) -> tuple[ColumnElement[bool], ...]:
    return (spike_limits.c.scope == Scope.ACCOUNT.value, spike_limits.c.scope_id == name)
