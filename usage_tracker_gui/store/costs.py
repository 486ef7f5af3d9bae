"""What services say they billed, line by line and UTC day. Stored as reported, never corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from usage_tracker_gui.domain.usage import BilledCost, Period
from usage_tracker_gui.store import accounts, coverage
from usage_tracker_gui.store.tables import costs

STREAM = "costs"  # under which the coverage of costs is kept


def save(db: Connection, account_id: int, period: Period, billed: Sequence[BilledCost], covers: Period) -> int:
    """Replaces what was billed in the period. How many lines differ from those before, gone ones included."""
    accounts.lock(db, account_id)
    here = (costs.c.account_id == account_id, costs.c.start >= period.start_unix, costs.c.start < period.end_unix)
    before = {_cost(row) for row in db.execute(select(costs).where(*here))}
    now = set(_joined(billed))
    if before != now:
        db.execute(delete(costs).where(*here))
        if now:
            db.execute(insert(costs), [_values(account_id, cost) for cost in now])
    coverage.put(db, account_id, STREAM, {"": covers})
    return len({_line(cost) for cost in before ^ now})


def billed(db: Connection, period: Period, account_ids: Sequence[int] | None) -> list[tuple[int, BilledCost]]:
    """(account, line) of every line whose day starts in the period, in order of time."""
    query = select(costs).where(costs.c.start >= period.start_unix, costs.c.start < period.end_unix)
    if account_ids is not None:
        query = query.where(costs.c.account_id.in_(list(account_ids)))
    ordered = query.order_by(costs.c.start, costs.c.account_id, costs.c.project, costs.c.line_item, costs.c.key)
    return [(row.account_id, _cost(row)) for row in db.execute(ordered)]


def _joined(billed: Iterable[BilledCost]) -> Iterable[BilledCost]:
    """Two lines that nothing tells apart are one with both amounts."""
    lines: dict[tuple[object, ...], BilledCost] = {}
    for cost in billed:
        same = lines.get(_line(cost))
        if same is not None:
            quantity = _both(same.quantity, cost.quantity)
            nanos = same.usd_nanos + cost.usd_nanos
            cost = BilledCost(cost.start, cost.project, cost.line_item, nanos, quantity, cost.unit, cost.key)
        lines[_line(cost)] = cost
    return lines.values()


def _both(one: str, other: str) -> str:
    try:
        return str(Decimal(one) + Decimal(other))
    except InvalidOperation:
        return ""  # unknown plus anything is unknown


def _line(cost: BilledCost) -> tuple[object, ...]:
    return (cost.start, cost.project, cost.line_item, cost.key, cost.unit)


def _values(account_id: int, cost: BilledCost) -> dict[str, object]:
    return {
        "account_id": account_id,
        "start": cost.start,
        "project": cost.project,
        "line_item": cost.line_item,
        "key": cost.key,
        "unit": cost.unit,
        "usd_nanos": cost.usd_nanos,
        "quantity": cost.quantity,
    }


def _cost(row: Row[Any]) -> BilledCost:
    return BilledCost(row.start, row.project, row.line_item, row.usd_nanos, row.quantity, row.unit, row.key)
