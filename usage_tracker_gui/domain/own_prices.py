"""What one account pays in place of the published price: a discount that was agreed on, a model of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from usage_tracker_gui.domain.price_sheet import ALWAYS, KINDS, PriceRow
from usage_tracker_gui.domain.usage import STANDARD


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """US dollars a million tokens of one model in one tier; None where the kind has no price of its own."""

    account_id: int
    model: str
    tier: str = STANDARD
    input: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    output: Decimal | None = None
    since: date = ALWAYS  # the UTC day from which it holds

    @property
    def place(self) -> tuple[str, str, date]:
        """Where an account has one price at most."""
        return self.model, self.tier, self.since

    def row(self, service: str) -> PriceRow:
        """As a row of a price sheet."""
        rates = {kind: getattr(self, kind) for kind in ("input", "cached_input", "cache_write", "output")}
        return PriceRow(
            service, self.model, self.tier, 0, self.since, tuple(rates.get(kind) for kind in KINDS), source="own"
        )
