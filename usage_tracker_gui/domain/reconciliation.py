"""Reconciliation: the estimate beside the bill, and a name for every cent in which they differ.

The estimate is tokens at the published prices of ordinary requests; what reports add by the piece (tool calls, speech)
stands here as the bill's own lines, under their reason. A bill has lines for more than tokens, and lines that say more:
how many tokens of which kind. So each line of tokens is laid beside the tokens that were used of its model, tier and
kind, and the difference falls apart into tokens that only one side counted and a rate that only the bill knew; every
other line is a residual by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from usage_tracker_gui.domain.usage import Period

NOTHING = Decimal(0)
Group = TypeVar("Group", bound=Hashable)


class Reason(StrEnum):
    """Why a bill differs from the estimate. Each residual is what the bill has more: less is negative."""

    UNPRICED_MODEL = "unpriced_model"
    TOOL_FEE = "tool_fee"
    IMAGE = "image"
    AUDIO = "audio"
    LONG_CONTEXT = "long_context"
    LATE_DATA = "late_data"
    NOT_BILLED = "not_billed"
    OTHER_ENDPOINT = "other_endpoint"
    UNWATCHED_KEY = "unwatched_key"
    UNKNOWN_LINE_ITEM = "unknown_line_item"
    ROUNDING = "rounding"
    UNEXPLAINED = "unexplained"


NAMES: Mapping[Reason, str] = {
    Reason.UNPRICED_MODEL: "Model without a price",
    Reason.TOOL_FEE: "Tool fee",
    Reason.IMAGE: "Images",
    Reason.AUDIO: "Audio",
    Reason.LONG_CONTEXT: "Long context",
    Reason.LATE_DATA: "Late data",
    Reason.NOT_BILLED: "Not billed",
    Reason.OTHER_ENDPOINT: "Usage not told",
    Reason.UNWATCHED_KEY: "Key not watched",
    Reason.UNKNOWN_LINE_ITEM: "Unknown line item",
    Reason.ROUNDING: "Rounding",
    Reason.UNEXPLAINED: "Unexplained",
}

SENTENCES: Mapping[Reason, str] = {
    Reason.UNPRICED_MODEL: "Nobody published a price for this model, tier or kind; the bill has one.",
    Reason.TOOL_FEE: "Calls of a tool, sessions or storage are billed on top of tokens.",
    Reason.IMAGE: "Images are billed by the piece.",
    Reason.AUDIO: "Audio is billed by the second or the character.",
    Reason.LONG_CONTEXT: "Long requests cost more, and usage does not tell how long each one was.",
    Reason.LATE_DATA: "Usage of the last days that is seen already and not billed yet.",
    Reason.NOT_BILLED: "Usage that the service never billed: free, refused or refunded.",
    Reason.OTHER_ENDPOINT: "Tokens billed that usage does not have: another endpoint's, or late.",
    Reason.UNWATCHED_KEY: "Billed for a key that this account does not watch.",
    Reason.UNKNOWN_LINE_ITEM: "A line of the bill that no usage stands behind, under its own words.",
    Reason.ROUNDING: "Both sides round.",
    Reason.UNEXPLAINED: "Billed at another rate than the published one, such as a discount.",
}


@dataclass(frozen=True, slots=True)
class Residual:
    reason: Reason
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that was used or billed on one UTC day, on both sides.

    `item` is a kind of token or a line item's own text; `key` is '' on days whose bill names no keys. `estimated` is
    None where nothing of it has a price. A residual's sum is always what the bill has more.
    """

    day: date
    account: str
    project: str
    key: str
    model: str
    item: str
    estimated: Decimal | None
    billed: Decimal
    residuals: tuple[Residual, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The sum of comparisons. `estimated` is None where nothing of it has a price; then all of the bill is residual.

    `coverage` is the share, in per cent, of all line by line differences that has a name.
    """

    estimated: Decimal | None
    billed: Decimal
    reasons: Mapping[Reason, Decimal]
    coverage: Decimal

    @property
    def difference(self) -> Decimal:
        """What the bill has more than what could be estimated."""
        return self.billed - (self.estimated or NOTHING)

    @property
    def share_estimated(self) -> Decimal | None:
        """The estimate as a share of the bill; None where one of them is missing."""
        return self.estimated / self.billed if self.estimated is not None and self.billed else None


@dataclass(frozen=True, slots=True)
class NotReported:
    """Usage of a tier whose cost the service reports nowhere: it is left out on both sides."""

    account: str
    tier: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whole UTC days, since bills know no others. `without_bill` names accounts whose service told none for them."""

    period: Period
    comparisons: tuple[Comparison, ...]
    prices_as_of: date | None = None
    without_bill: tuple[str, ...] = ()
    not_reported: tuple[NotReported, ...] = ()
    project_names: Mapping[str, str] = field(default_factory=dict)
    key_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> Balance:
        return balance(self.comparisons)

    def by(self, group: Callable[[Comparison], Group]) -> dict[Group, Balance]:
        """Balances of groups, in the order in which each first comes."""
        groups: dict[Group, list[Comparison]] = {}
        for comparison in self.comparisons:
            groups.setdefault(group(comparison), []).append(comparison)
        return {name: balance(parts) for name, parts in groups.items()}


def balance(comparisons: Iterable[Comparison]) -> Balance:
    parts = list(comparisons)
    known = [part.estimated for part in parts if part.estimated is not None]
    residuals = [residual for part in parts for residual in part.residuals]
    reasons = dict.fromkeys(Reason, NOTHING)
    for residual in residuals:
        reasons[residual.reason] += residual.usd
    return Balance(
        estimated=sum(known, NOTHING) if known or not parts else None,
        billed=sum((part.billed for part in parts), NOTHING),
        reasons={reason: usd for reason, usd in reasons.items() if usd},
        coverage=_coverage(residuals),
    )


def _coverage(residuals: Iterable[Residual]) -> Decimal:
    sizes = [(residual.reason, abs(residual.usd)) for residual in residuals]
    every = sum((size for _, size in sizes), NOTHING)
    unexplained = sum((size for reason, size in sizes if reason is Reason.UNEXPLAINED), NOTHING)
    return 100 * (1 - unexplained / every) if every else Decimal(100)
