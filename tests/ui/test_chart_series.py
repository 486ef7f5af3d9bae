"""A report's rows become at most seven series and 'Other', and no figure is lost or invented on the way."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from usage_tracker_gui.domain.report import GroupBy, Row, sum_figures
from usage_tracker_gui.ui.series.chart_series import MOST_SERIES, OTHER, Metric, stack_of, value_of
from usage_tracker_gui.ui.series.chart_steps import Step


def test_series_come_largest_first(make_summary, make_figures):
    series = make_summary(
        [
            ("2026-11-22", "small", make_figures(100, "1")),
            ("2026-11-22", "large", make_figures(10, "5")),
            ("2026-11-24", "large", make_figures(10, "2.50")),
        ]
    )
    stack = stack_of(series, Step.DAY, Metric.COST)
    assert [each.id for each in stack.series] == ["large", "small"]
    assert stack.series[0].heights(3, Metric.COST) == [5.0, 0.0, 2.5]
    assert stack.total.cost.usd == Decimal("8.50")


def test_the_metric_decides_which_is_large(make_summary, make_figures):
    series = make_summary(
        [("2026-11-22", "cheap", make_figures(1000, "1")), ("2026-11-22", "dear", make_figures(10, "5"))]
    )
    assert stack_of(series, Step.DAY, Metric.TOKENS).series[0].id == "cheap"


def test_an_eighth_and_ninth_series_become_other(make_summary, make_figures):
    rows = [("2026-11-23", f"m{n}", make_figures(100, str(n))) for n in range(1, 10)]
    stack = stack_of(make_summary(rows), Step.DAY, Metric.COST)
    assert len(stack.series) == MOST_SERIES + 1
    assert (stack.series[-1].id, stack.series[-1].name) == (OTHER, "Other (2)")
    assert stack.series[-1].total.cost.usd == Decimal(3)


def test_a_single_other_keeps_its_name(make_summary, make_figures):
    rows = [("2026-11-23", f"m{n}", make_figures(100, str(n))) for n in range(1, 9)]
    assert stack_of(make_summary(rows), Step.DAY, Metric.COST).series[-1].name == "m1"


def test_an_unpriced_model_has_no_bar_and_no_zero(make_summary, make_figures):
    stack = stack_of(make_summary([("2026-11-23", "new-model", make_figures(100, None))]), Step.DAY, Metric.COST)
    assert value_of(stack.series[0].total, Metric.COST) is None
    assert stack.series[0].heights(3, Metric.COST) == [0.0, 0.0, 0.0]


def test_days_fold_into_weeks(make_summary, make_figures):
    rows = [(f"2026-11-{day}", "m", make_figures(8, "1")) for day in (22, 23, 24)]
    stack = stack_of(make_summary(rows), Step.WEEK, Metric.COST)
    assert stack.series[0].heights(len(stack.steps), Metric.COST) == [1.0, 2.0]  # Sunday, then Monday and Tuesday


def test_keys_are_called_by_their_names(make_summary, make_figures):
    series = make_summary([], stack=GroupBy.KEY)
    rows = (Row(("2026-11-23", "key_1"), make_figures(1), key_name="prod"), Row(("2026-11-23", ""), make_figures(1)))
    stack = stack_of(type(series)(series.question, rows, series.totals), Step.DAY, Metric.TOKENS)
    assert {each.name for each in stack.series} == {"prod", "No key"}


def test_no_rows_make_an_empty_stack(make_summary):
    stack = stack_of(make_summary([]), Step.DAY, Metric.COST)
    assert stack.is_empty
    assert len(stack.steps) == 3


@given(
    st.lists(
        st.tuples(st.integers(22, 24), st.integers(0, 12), st.integers(0, 10**9), st.none() | st.integers(0, 10**6)),
        max_size=40,
        unique_by=lambda cell: cell[:2],
    )
)
def test_nothing_is_lost_between_rows_and_series(make_summary, make_figures, cells):
    rows = [
        (f"2026-11-{day}", f"m{model}", make_figures(tokens, None if usd is None else str(usd)))
        for day, model, tokens, usd in cells
    ]
    series = make_summary(rows)
    stack = stack_of(series, Step.DAY, Metric.COST)
    together = sum_figures(each.total for each in stack.series)
    assert together.total_tokens == series.totals.total_tokens == stack.total.total_tokens
    assert together.cost.usd == series.totals.cost.usd
    assert together.requests == series.totals.requests
