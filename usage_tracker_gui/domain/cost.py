"""A cost and how sure it is. Unknown is never 0: a sum that lacks something says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class CostStatus(StrEnum):
    PRICED = "priced"
    ESTIMATED = "estimated"
    PARTIAL = "partial"  # a lower bound: some of it has no price
    UNPRICED = "unpriced"
    REPORTED = "reported"  # the service or a person's record said so


@dataclass(frozen=True, slots=True)
class Cost:
    """`usd` is None only when nothing of it could be priced. `reasons` say why it is not simply priced."""

    usd: Decimal | None
    status: CostStatus
    reasons: frozenset[str] = frozenset()
    unpriced_tokens: int = 0

    @property
    def is_lower_bound(self) -> bool:
        return self.status is CostStatus.PARTIAL

    @property
    def is_estimate(self) -> bool:
        return self.status is CostStatus.ESTIMATED


NOTHING = Cost(Decimal(0), CostStatus.PRICED)


def total(costs: Iterable[Cost]) -> Cost:
    """The sum of costs: partial when some part is unknown, estimated when some part is."""
    parts = [cost for cost in costs if cost is not NOTHING]
    if not parts:
        return NOTHING
    known = [cost.usd for cost in parts if cost.usd is not None]
    return Cost(
        usd=sum(known, Decimal(0)) if known else None,
        status=_joint_status(parts, bool(known)),
        reasons=frozenset().union(*(cost.reasons for cost in parts)),
        unpriced_tokens=sum(cost.unpriced_tokens for cost in parts),
    )


def _joint_status(parts: list[Cost], anything_known: bool) -> CostStatus:
    statuses = {cost.status for cost in parts}
    if not anything_known:
        return CostStatus.UNPRICED
    if statuses & {CostStatus.UNPRICED, CostStatus.PARTIAL}:
        return CostStatus.PARTIAL
    if CostStatus.ESTIMATED in statuses:
        return CostStatus.ESTIMATED
    if statuses == {CostStatus.REPORTED}:
        return CostStatus.REPORTED
    return CostStatus.PRICED
