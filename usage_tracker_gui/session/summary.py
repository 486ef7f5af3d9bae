"""What a session came to, and how that is told in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.pricing import explain

UNNAMED = "(unnamed model)"
NOBODY: Mapping[str, ModelUsage] = MappingProxyType({})
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """The calls of one model. Tokens are those that were told, `cost_usd` is that of the priced calls."""

    calls: int
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    cached_tokens: int
    cost_usd: Decimal | None
    unpriced_calls: int = 0
    calls_without_usage: int = 0
    reasons: frozenset[str] = frozenset()  # why a cost is unknown or only an estimate; see domain.pricing.explain


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """Exact counts of successful calls. Prompt tokens are all input, cached included.

    `cost_usd` sums the calls that have a price: None only if none has, a lower bound if `unpriced` names any model.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)
    by_model: Mapping[str, ModelUsage] = field(default_factory=lambda: NOBODY)
    unpriced: tuple[str, ...] = ()
    mock: bool = False
    notes: tuple[str, ...] = ()  # sentences on what went wrong beside the calls

    def __str__(self) -> str:
        lines = ["Session summary"]
        if self.mock:
            lines.append("  Mock mode: no model was called, so every figure is zero.")
        rows = [
            ("Calls", f"{self.calls:,}", ""),
            ("Prompt tokens", f"{self.prompt_tokens:,}", _cached(self.cached_tokens)),
            ("Completion tokens", f"{self.completion_tokens:,}", ""),
            ("Total tokens", f"{self.total_tokens:,}", ""),
            ("Cost", self._cost(), ""),
        ]
        width = max(len(figure) for _, figure, _ in rows)
        lines += [f"  {name:<18} {figure:>{width}}{more}" for name, figure, more in rows]
        if len(self.by_model) > 1:
            lines += ["", *self._breakdown()]
        remarks = [*self._remarks(), *self.notes]
        if remarks:
            lines += ["", *(f"  {remark}" for remark in remarks)]
        return "\n".join(lines) + "\n"

    def _cost(self) -> str:
        if self.cost_usd is None:
            return "unknown"
        estimated = any(model.cost_usd is not None and model.reasons for model in self.by_model.values())
        sign = "at least " if self.unpriced else "about " if estimated else ""
        return sign + money(self.cost_usd)

    def _breakdown(self) -> list[str]:
        table: list[tuple[str, ...]] = [("Model", "Calls", "Prompt", "Completion", "Total", "Cost")]
        for name, model in sorted(self.by_model.items(), key=lambda entry: -entry[1].total_tokens):
            counts = (model.calls, model.prompt_tokens, model.completion_tokens, model.total_tokens)
            cost = "unknown" if model.cost_usd is None else money(model.cost_usd)
            table.append((_shown(name), *(f"{count:,}" for count in counts), cost))
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return [_line(row, widths) for row in table]

    def _remarks(self) -> Iterable[str]:
        for name, model in self.by_model.items():
            if model.calls_without_usage:
                yield (
                    f"{_shown(name)}: {_calls(model.calls_without_usage)} told no usage. A streamed chat tells it "
                    'when asked with stream_options={"include_usage": True}.'
                )
            priceless = model.unpriced_calls - model.calls_without_usage
            if priceless > 0:
                why = (explain(reason) for reason in sorted(model.reasons))
                yield " ".join((f"{_shown(name)}: {_calls(priceless)} without a price.", *why))


def _cached(count: int) -> str:
    return f"  ({count:,} of them cached)" if count else ""


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, *figures = row
    return f"  {name:<{widths[0]}}" + "".join(f"  {f:>{w}}" for f, w in zip(figures, widths[1:], strict=True))


def _shown(name: str) -> str:
    """A name comes from a server: it may not move a terminal's cursor, nor fill its screen."""
    clean = "".join(character if character.isprintable() else "?" for character in name)
    return clean if len(clean) <= _LONGEST_NAME else clean[: _LONGEST_NAME - 3] + "..."
