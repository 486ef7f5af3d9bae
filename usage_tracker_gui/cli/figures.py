"""Usage and cost as the command line writes them."""

from __future__ import annotations

from typing import Any

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.figures import money, plain_decimal
from usage_tracker_gui.domain.report import Figures

FIGURE_COLUMNS = (
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "requests",
    "cost_usd",
    "cost_status",
)


def figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "input_tokens": figures.input_tokens,
        "cached_input_tokens": figures.cached_input_tokens,
        "cache_write_tokens": figures.cache_write_tokens,
        "output_tokens": figures.output_tokens,
        "requests": figures.requests,
        "cost_usd": None if figures.cost.usd is None else plain_decimal(figures.cost.usd),
        "cost_status": figures.cost.status.value,
    }


def cost_text(cost: Cost) -> str:
    """`~` before an estimate, `at least` before a lower bound, a dash for the unknown."""
    if cost.is_lower_bound:
        return f"at least {money(cost.usd)}"
    return f"~{money(cost.usd)}" if cost.is_estimate else money(cost.usd)
