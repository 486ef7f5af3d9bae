"""A cost and how sure it is. Unknown is never 0: a sum that lacks something says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOT_REPORTED = "tier_not_reported"  # neither published nor billed where anybody could read it
NO_PRICE = frozenset(  # reasons for which a price is missing that somebody could publish or tell
    {
        "unknown_model",
        "tier_not_priced",
        "long_context_not_priced",
        "kind_not_priced",
        "tool_not_priced",
        "tokens_unknown",
    }
)


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

    @property
    def is_not_reported(self) -> bool:
        """Nothing of it is known, for the service keeps it to itself."""
        return self.usd is None and NOT_REPORTED in self.reasons and not self.lacks_a_price

    @property
    def lacks_a_price(self) -> bool:
        """A price of something is missing, not only what a service never reports."""
        incomplete = self.status in (CostStatus.UNPRICED, CostStatus.PARTIAL)
        return incomplete and (NOT_REPORTED not in self.reasons or bool(self.reasons & NO_PRICE))


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
