"""Amounts as people type them."""

from __future__ import annotations

from decimal import Decimal

from usage_tracker_gui.settings.setting import Amount
from usage_tracker_gui.ui.language.figures import typed_number
from usage_tracker_gui.ui.language.translation import translate


def dollars_in(text: str) -> Decimal | None:
    """An amount that a person typed; None for nothing. ValueError, with what is allowed."""
    cleaned = text.replace("$", "").strip()
    if not cleaned:
        return None
    try:
        amount = typed_number(cleaned)
    except ValueError:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError(translate("Settings", Amount().allowed))
    return amount
