"""Usage and cost as the command line writes them."""

from __future__ import annotations

from typing import Any

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.figures import money, plain_decimal
from usage_tracker_gui.domain.report import Figures

TOKEN_COLUMNS = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens")
FIGURE_COLUMNS = (*TOKEN_COLUMNS, "requests", "cost_usd", "cost_status")


def figures_json(figures: Figures) -> dict[str, Any]:
    """None is unknown."""
    return {
        **{name: known_count(figures, name) for name in TOKEN_COLUMNS},
        "requests": figures.requests,
        "cost_usd": None if figures.cost.usd is None else plain_decimal(figures.cost.usd),
        "cost_status": figures.cost.status.value,
    }


def known_count(figures: Figures, name: str) -> int | None:
    """One of TOKEN_COLUMNS; None where nobody told it."""
    return None if name in figures.unknown else getattr(figures, name)


def cost_text(cost: Cost) -> str:
    """`~` before an estimate, `at least` before a lower bound, a dash for the unknown."""
    if cost.is_lower_bound:
        return f"at least {money(cost.usd)}"
    return f"~{money(cost.usd)}" if cost.is_estimate else money(cost.usd)
