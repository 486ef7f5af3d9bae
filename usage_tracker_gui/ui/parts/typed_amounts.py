"""Amounts as people type them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def dollars_in(text: str) -> Decimal | None:
    """An amount that a person typed; None for nothing. ValueError, with what is allowed."""
    cleaned = text.strip().removeprefix("$").replace(",", "").replace(" ", "")
    if not cleaned:
        return None
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError("a number above 0 such as 25.50, or nothing")
    return amount
