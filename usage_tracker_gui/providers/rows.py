"""What the rows of all services share: how a count may be, how dollars are checked, and how parts are added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

import msgspec

from usage_tracker_gui.domain.figures import nanos_of, plain_decimal
from usage_tracker_gui.domain.usage import BilledCost, Bucket, UnitBucket
from usage_tracker_gui.providers.provider import BadAnswer

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]  # beyond, other languages' numbers would have lost it
LARGEST_AMOUNT = Decimal("1e9")  # dollars for one line of one day; more is a fault


def merged(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Buckets of the same start, key, project, user, model and tier added up; the order of first sight is kept."""
    sums: dict[tuple[object, ...], list[int]] = {}
    for bucket in buckets:
        counts = sums.setdefault(bucket[:6], [0] * len(bucket[6:]))
        counts[:] = [a + b for a, b in zip(counts, bucket[6:], strict=True)]
    return [tuple.__new__(Bucket, (*dims, *counts)) for dims, counts in sums.items()]


def merged_units(units: Iterable[UnitBucket]) -> list[UnitBucket]:
    """As `merged`, of units."""
    sums: dict[tuple[int, str, str, str, str, str], int] = {}
    for unit in units:
        sums[unit[:6]] = sums.get(unit[:6], 0) + unit.quantity
    return [UnitBucket(*dims, quantity) for dims, quantity in sums.items()]


def dollars_to_nanos(what: str, usd: Decimal, currency: str | None) -> int:
    """`usd` as billionths of a dollar. Raises BadAnswer, beginning with `what`, where it can't be dollars."""
    if not usd.is_finite() or abs(usd) > LARGEST_AMOUNT:
        raise BadAnswer(f"{what} has an absurd amount, at `results[...].amount`.")
    if currency and currency.lower() != "usd":
        raise BadAnswer(f"{what} is in {currency[:8]!r} instead of dollars, at `results[...].currency`.")
    return nanos_of(usd)


def quantity_text(quantity: Decimal | None) -> str:
    """Plain digits; '' where it is unknown or absurd."""
    if quantity is None or not quantity.is_finite() or abs(quantity.adjusted()) > 30:
        return ""
    return plain_decimal(quantity)


def merged_costs(costs: Iterable[BilledCost]) -> list[BilledCost]:
    """Lines of the same day, project, line item and key added up."""
    found: dict[tuple[int, str, str, str], BilledCost] = {}
    for cost in costs:
        line = (cost.start, cost.project, cost.line_item, cost.key)
        found[line] = _added(found[line], cost) if line in found else cost
    return list(found.values())


def _added(one: BilledCost, other: BilledCost) -> BilledCost:
    """Quantities are kept only where both count the same unit."""
    comparable = one.quantity and other.quantity and one.unit == other.unit
    return replace(
        one,
        usd_nanos=one.usd_nanos + other.usd_nanos,
        quantity=quantity_text(Decimal(one.quantity) + Decimal(other.quantity)) if comparable else "",
        unit=one.unit if comparable else "",
    )
