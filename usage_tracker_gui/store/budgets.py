"""Budgets that people set, by their name."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, delete, select, update

from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import budgets


def put(db: Connection, budget: Budget) -> None:
    """A new budget, or the one of that name changed."""
    values = {
        "scope": budget.scope.value,
        "scope_id": budget.scope_id,
        "period": budget.period.value,
        "limit_usd": budget.limit_usd,
        "thresholds": tuple(map(str, budget.thresholds)),
    }
    one = insert(db, budgets).values(name=budget.name, **values)
    db.execute(one.on_conflict_do_update(index_elements=["name"], set_=values))


def everyone(db: Connection) -> tuple[Budget, ...]:
    """In the order of their names."""
    rows = db.execute(select(budgets).order_by(budgets.c.name))
    return tuple(
        Budget(
            row.name,
            row.limit_usd,
            BudgetPeriod(row.period),
            Scope(row.scope),
            row.scope_id,
            tuple(map(Decimal, row.thresholds)),
        )
        for row in rows
    )


def remove(db: Connection, name: str) -> bool:
    """False when there was none of that name."""
    return db.execute(delete(budgets).where(budgets.c.name == name)).rowcount == 1


def follow_account(db: Connection, name: str, new_name: str) -> None:
    """An account's budget is the account's under its new name, too."""
    db.execute(update(budgets).where(*_of_account(name)).values(scope_id=new_name))


def drop_account(db: Connection, name: str) -> None:
    db.execute(delete(budgets).where(*_of_account(name)))


def _of_account(name: str) -> tuple[ColumnElement[bool], ...]:
    return (budgets.c.scope == Scope.ACCOUNT.value, budgets.c.scope_id == name)
