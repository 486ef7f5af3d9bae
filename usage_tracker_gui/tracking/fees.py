"""What is billed by the piece: tool calls and sessions by their fee, speech by the hour and the character."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.usage import STANDARD
from usage_tracker_gui.store.sum_query import UnitSum

CHARGED_BY_CALL = frozenset({"web_search", "file_search", "code_interpreter"})


class Fees(Protocol):
    """A PriceSheet, as far as pieces are concerned."""

    def fee(self, service: str, model: str, tool: str, calls: int, on: date) -> Cost: ...

    def speech(self, service: str, model: str, tier: str | None, seconds: int, characters: int, on: date) -> Cost: ...


def unit_cost(prices: Fees, service: str, told: UnitSum) -> Cost | None:
    """None for units that no sheet prices by the piece: images are billed by their tokens, storage is left out."""
    if told.unit in CHARGED_BY_CALL:
        return prices.fee(service, told.model, told.unit, told.quantity, told.price_day)
    if told.unit == "seconds":
        return prices.speech(service, told.model, STANDARD, told.quantity, 0, told.price_day)
    if told.unit == "characters":
        return prices.speech(service, told.model, STANDARD, 0, told.quantity, told.price_day)
    return None
