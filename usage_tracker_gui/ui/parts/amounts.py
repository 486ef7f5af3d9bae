"""How a chart's figures are written, short beside the chart and exact in its table. Unknown is a dash, never a zero."""

from __future__ import annotations

from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.ui.language.figures import UNKNOWN, money, short_count, whole
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.series.chart_series import Metric, value_of


def cost_text(cost: Cost) -> str:
    """`$1.20`, an estimate `~$1.20`, a lower bound `at least $1.20`, `not reported`, unknown `—`."""
    if cost.usd is None:
        return translate("Amounts", "not reported") if cost.is_not_reported else UNKNOWN
    if cost.is_lower_bound:
        return translate("Amounts", "at least {amount}", amount=money(cost.usd))
    return f"~{money(cost.usd)}" if cost.is_estimate else money(cost.usd)


def metric_text(figures: Figures, metric: Metric) -> str:
    """Short: `1.2 M`, `~$4.20`."""
    if metric is Metric.COST:
        return cost_text(figures.cost)
    value = value_of(figures, metric)
    return UNKNOWN if value is None else short_count(int(value))


def exact_text(figures: Figures, metric: Metric) -> str:
    """For tooltips, tables and copies: `1,234,567`."""
    if metric is Metric.COST:
        return cost_text(figures.cost)
    value = value_of(figures, metric)
    return UNKNOWN if value is None else whole(int(value))
