"""Input against output: the same usage stacked by the kind of its tokens instead of by who used them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.ui.language.figures import decimal
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.series.chart_series import Series, Stack, StepFigures

KINDS: Mapping[str, tuple[str, Callable[[Tokens], int]]] = {
    "input": (noted("TokenKinds", "Input, not cached"), lambda tokens: tokens.uncached_input),
    "cached": (noted("TokenKinds", "Input from the cache"), lambda tokens: tokens.all_cached_input),
    "written": (noted("TokenKinds", "Input into the cache"), lambda tokens: tokens.all_cache_write),
    "output": (noted("TokenKinds", "Output"), lambda tokens: tokens.all_output),
}


def kinds_of(stack: Stack) -> Stack:
    """Kinds that do not occur are left out; citation tokens (Perplexity) are neither input nor output."""
    series = tuple(_series(stack, id, translate("TokenKinds", name), count) for id, (name, count) in KINDS.items())
    drawn = tuple(each for each in series if each.total.total_tokens)
    return Stack(stack.steps, drawn, stack.totals, stack.total)


def _series(stack: Stack, id: str, name: str, count: Callable[[Tokens], int]) -> Series:
    counts = {step: sum(count(part.tokens) for part in parts) for step, parts in stack.totals.parts.items()}
    figures = StepFigures({step: (_only(tokens),) for step, tokens in counts.items() if tokens})
    return Series(id, name, figures, _only(sum(counts.values())))


def _only(tokens: int) -> Figures:
    return Figures(Tokens(input=tokens), None, costs.NOTHING)


def ratio_text(total: Figures) -> str:
    """`6.2 tokens in for each token out`."""
    if not total.output_tokens or not total.input_tokens:
        return ""
    ratio = total.input_tokens / total.output_tokens
    if ratio >= 1:
        return translate("TokenKinds", "{ratio} tokens in for each token out.", ratio=decimal(ratio, 1))
    return translate("TokenKinds", "{ratio} tokens out for each token in.", ratio=decimal(1 / ratio, 1))
