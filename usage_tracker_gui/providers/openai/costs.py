"""Rows of /organization/costs: what OpenAI billed per UTC day, project and line item."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec

from usage_tracker_gui.domain.figures import nanos_of, plain_decimal
from usage_tracker_gui.domain.usage import BilledCost
from usage_tracker_gui.providers.provider import BadAnswer

LARGEST_AMOUNT = Decimal("1e9")  # dollars for one line of one day; more is a fault


class Amount(msgspec.Struct):
    """Dollars, as a number or, since 2026, as a numeric string; decoded from the text, so that it stays exact."""

    value: Decimal | None = None
    currency: str | None = None


class CostRow(msgspec.Struct):
    amount: Amount | None = None
    line_item: str | None = None
    project_id: str | None = None
    api_key_id: str | None = None
    quantity: Decimal | None = None
    quantity_unit: str | None = None


ROWS = msgspec.json.Decoder(list[CostRow])


def costs_of(start: int, rows: list[CostRow]) -> list[BilledCost]:
    """Rows without an amount are left out: unknown is not 0. Raises BadAnswer on an absurd amount or other money."""
    found: dict[tuple[str, str, str], BilledCost] = {}
    for row in rows:
        if row.amount is None or row.amount.value is None:
            continue
        _check(row.amount.value, row.amount.currency)
        line = (row.project_id or "", row.line_item or "", row.api_key_id or "")
        cost = BilledCost(
            start=start,
            project=line[0],
            line_item=line[1],
            usd_nanos=nanos_of(row.amount.value),
            quantity=_text(row.quantity),
            unit=row.quantity_unit or "",
            key=line[2],
        )
        found[line] = _added(found[line], cost) if line in found else cost
    return list(found.values())


def _added(one: BilledCost, other: BilledCost) -> BilledCost:
    """Two parts of one line. Their quantities are kept only where both count the same unit."""
    comparable = one.quantity and other.quantity and one.unit == other.unit
    return replace(
        one,
        usd_nanos=one.usd_nanos + other.usd_nanos,
        quantity=_text(Decimal(one.quantity) + Decimal(other.quantity)) if comparable else "",
        unit=one.unit if comparable else "",
    )


def _text(quantity: Decimal | None) -> str:
    if quantity is None or not quantity.is_finite() or abs(quantity.adjusted()) > 30:
        return ""
    return plain_decimal(quantity)


def _check(usd: Decimal, currency: str | None) -> None:
    if not usd.is_finite() or abs(usd) > LARGEST_AMOUNT:
        raise BadAnswer("OpenAI's answer to organization/costs has an absurd amount, at `results[...].amount.value`.")
    if currency and currency.lower() != "usd":
        raise BadAnswer(
            f"OpenAI's answer to organization/costs is in {currency[:8]!r} instead of dollars,"
            " at `results[...].amount.currency`."
        )
