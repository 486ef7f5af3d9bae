"""What nobody told is drawn as a dash, never as a zero."""

from decimal import Decimal

import pytest

from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.records import Counts
from usage_tracker_gui.domain.report import NO_FIGURES, Figures, sum_figures
from usage_tracker_gui.ui.overview.spending import Spending
from usage_tracker_gui.ui.parts.amounts import metric_text
from usage_tracker_gui.ui.parts.wording import exact_tokens, tokens_text
from usage_tracker_gui.ui.series.chart_series import Metric
from usage_tracker_gui.ui.usage.usage_columns import FIGURE_COLUMNS


def told(**counts):
    known = Counts(**counts)
    return Figures(known.tokens, known.requests, Cost(Decimal(12), CostStatus.REPORTED), known.unknown)


COST_ALONE = told()
INPUT_ALONE = told(input_tokens=1200)


def cells(figures):
    return {column.id: column.text(figures, figures) for column in FIGURE_COLUMNS}


def test_a_row_of_which_only_the_cost_was_told_has_dashes_for_its_counts():
    shown = cells(COST_ALONE)
    assert shown["cost"] == "$12.00"
    counts = {id: text for id, text in shown.items() if id not in ("cost", "share", "trend")}
    assert set(counts.values()) == {"—"}


def test_a_row_shows_what_was_told_and_dashes_for_the_rest():
    shown = cells(INPUT_ALONE)
    assert (shown["input"], shown["output"], shown["cached"], shown["cached_share"]) == ("1.2 k", "—", "—", "—")


def test_a_told_zero_is_a_zero():
    assert cells(told(input_tokens=0, output_tokens=0, cached_input_tokens=0))["input"] == "0"


def test_a_dash_is_copied_as_an_empty_cell_and_explained():
    (column,) = [column for column in FIGURE_COLUMNS if column.id == "output"]
    assert column.exact(COST_ALONE, COST_ALONE) == ""
    assert "Nobody told" in column.why(COST_ALONE, COST_ALONE)
    assert column.sort(COST_ALONE) < column.sort(told(output_tokens=0))


@pytest.mark.parametrize("metric", [Metric.TOKENS, Metric.INPUT, Metric.CACHED, Metric.OUTPUT, Metric.REQUESTS])
def test_a_chart_knows_no_height_of_what_nobody_told(metric):
    assert metric_text(COST_ALONE, metric) == "—"


def test_a_sum_is_known_as_soon_as_a_part_is():
    assert cells(sum_figures([COST_ALONE, INPUT_ALONE]))["input"] == "1.2 k"


def test_an_accounts_card_says_that_its_tokens_are_unknown():
    assert Spending(COST_ALONE, COST_ALONE).usage_text == "— tokens today, — this month"
    assert Spending(NO_FIGURES, INPUT_ALONE).usage_text == "0 tokens today, 1.2 k this month"
    assert Spending().usage_text == "No usage this month"
    assert tokens_text(None) == exact_tokens(None) == "— tokens"
