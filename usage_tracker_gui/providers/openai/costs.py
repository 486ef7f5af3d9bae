"""Rows of /organization/costs: what OpenAI billed per UTC day, project and line item."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from usage_tracker_gui.domain.usage import BilledCost
from usage_tracker_gui.providers.rows import dollars_to_nanos, merged_costs, quantity_text

_WHAT = "OpenAI's answer to organization/costs"


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
    """Rows without an amount are left out: unknown is not 0."""
    return merged_costs(
        BilledCost(
            start=start,
            project=row.project_id or "",
            line_item=row.line_item or "",
            usd_nanos=dollars_to_nanos(_WHAT, row.amount.value, row.amount.currency),
            quantity=quantity_text(row.quantity),
            unit=row.quantity_unit or "",
            key=row.api_key_id or "",
        )
        for row in rows
        if row.amount is not None and row.amount.value is not None
    )
