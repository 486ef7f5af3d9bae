"""Input against output: each token is drawn once, by its kind."""

from dataclasses import replace

from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.ui.parts.token_kinds import kinds_of, ratio_text
from usage_tracker_gui.ui.series.chart_series import Metric, stack_of
from usage_tracker_gui.ui.series.chart_steps import Step

TOKENS = Tokens(input=100, cached_input=40, cache_write=5, cache_write_1h=5, output=25, audio_input=10)


def test_each_token_is_drawn_once(make_summary, make_figures):
    figures = replace(make_figures(0), tokens=TOKENS)
    kinds = kinds_of(stack_of(make_summary([("2026-11-23", "m", figures)]), Step.DAY, Metric.TOKENS))
    heights = {series.id: series.heights(3, Metric.TOKENS)[1] for series in kinds.series}
    assert heights == {"input": 110, "cached": 40, "written": 10, "output": 25}
    assert sum(heights.values()) == TOKENS.total


def test_a_kind_that_does_not_occur_is_left_out(make_summary, make_figures):
    figures = replace(make_figures(0), tokens=Tokens(input=3))
    kinds = kinds_of(stack_of(make_summary([("2026-11-23", "m", figures)]), Step.DAY, Metric.TOKENS))
    assert [series.id for series in kinds.series] == ["input"]


def test_the_ratio_is_put_into_words(make_figures):
    def ratio(tokens: Tokens) -> str:
        figures: Figures = replace(make_figures(0), tokens=tokens)
        return ratio_text(figures)

    assert ratio(Tokens(input=62, output=10)) == "6.2 tokens in for each token out."
    assert ratio(Tokens(input=10, output=25)) == "2.5 tokens out for each token in."
    assert ratio(Tokens(input=10)) == ""
