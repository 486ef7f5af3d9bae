"""What a chart draws: a report's rows sorted into at most seven series and 'Other', a value for each step.

No widgets and no numpy, so that it is quick to import and easy to test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from usage_tracker_gui.domain.report import NO_FIGURES, TIMES, Figures, GroupBy, Row, Summary, sum_figures
from usage_tracker_gui.ui.language.figures import shown_amount
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.series.chart_steps import Step, Steps, moment_of, steps_of

MOST_SERIES = 7
OTHER = "\0other"  # no ID of a service looks like this


class Metric(StrEnum):
    COST = "cost"
    TOKENS = "tokens"
    INPUT = "input"
    CACHED = "cached"
    OUTPUT = "output"
    REQUESTS = "requests"


METRIC_NAMES = {
    Metric.COST: noted("Metrics", "Cost"),
    Metric.TOKENS: noted("Metrics", "Tokens"),
    Metric.INPUT: noted("Metrics", "Input tokens"),
    Metric.CACHED: noted("Metrics", "Cached input tokens"),
    Metric.OUTPUT: noted("Metrics", "Output tokens"),
    Metric.REQUESTS: noted("Metrics", "Requests"),
}


_COUNTED = {
    Metric.TOKENS: "total_tokens",
    Metric.INPUT: "input_tokens",
    Metric.CACHED: "cached_input_tokens",
    Metric.OUTPUT: "output_tokens",
}


def metric_name(metric: Metric) -> str:
    return translate("Metrics", METRIC_NAMES[metric])


def value_of(figures: Figures, metric: Metric) -> float | None:
    """The figure as a height, money in the currency that is shown; None where it is unknown."""
    match metric:
        case Metric.COST:
            return None if figures.cost.usd is None else float(shown_amount(figures.cost.usd))
        case Metric.REQUESTS:
            return None if figures.requests is None else float(figures.requests)
        case _:
            count = figures.known(_COUNTED[metric])
            return None if count is None else float(count)


class StepFigures(Mapping[int, Figures]):
    """Figures by step, added up only when a step is looked at: a chart may hold thousands, a readout shows one."""

    def __init__(self, parts: Mapping[int, Sequence[Figures]]) -> None:
        self.parts = parts
        self._heights: dict[tuple[int, Metric], list[float]] = {}

    def __getitem__(self, step: int) -> Figures:
        parts = self.parts[step]
        return parts[0] if len(parts) == 1 else sum_figures(parts)

    def __iter__(self) -> Iterator[int]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def heights(self, steps: int, metric: Metric) -> list[float]:
        """For drawing: no usage and unknown are both no bar. A readout tells them apart. Remembered."""
        if (steps, metric) not in self._heights:
            self._heights[steps, metric] = _heights(self.parts, steps, metric)
        return self._heights[steps, metric]

    def total(self) -> Figures:
        return sum_figures(part for parts in self.parts.values() for part in parts)

    @classmethod
    def together(cls, every: Iterable[StepFigures]) -> StepFigures:
        gathered: dict[int, list[Figures]] = {}
        for figures in every:
            for step, parts in figures.parts.items():
                if step in gathered:
                    gathered[step].extend(parts)
                else:
                    gathered[step] = list(parts)
        return cls(gathered)


@dataclass(frozen=True, slots=True)
class Series:
    """`figures` has one entry for each step in which there was usage."""

    id: str
    name: str
    figures: StepFigures
    total: Figures

    def heights(self, steps: int, metric: Metric) -> list[float]:
        return self.figures.heights(steps, metric)


def _heights(figures: Mapping[int, Sequence[Figures]], steps: int, metric: Metric) -> list[float]:
    heights = [0.0] * steps
    for step, parts in figures.items():
        if step < steps:
            heights[step] = sum(value_of(part, metric) or 0.0 for part in parts)
    return heights


@dataclass(frozen=True, slots=True)
class Stack:
    """`series` is largest first, 'Other' last; `totals` has one entry for each step with usage."""

    steps: Steps
    series: tuple[Series, ...]
    totals: StepFigures
    total: Figures

    @property
    def is_empty(self) -> bool:
        return not self.series


def stack_of(summary: Summary, step: Step, metric: Metric) -> Stack:
    """Sorts rows by step and by what the colours stand for. The metric decides which series are large."""
    question = summary.question
    steps = steps_of(question.period, step, question.zone)
    by_time = next((at for at, by in enumerate(question.group_by) if by in TIMES), None)
    by_stack = next((at for at, by in enumerate(question.group_by) if by not in TIMES), None)
    if by_time is None:
        return Stack(steps, (), StepFigures({}), NO_FIGURES)
    indices = {
        time: steps.index_at(moment_of(time, question.zone)) for time in {row.group[by_time] for row in summary.rows}
    }
    cells: dict[str, dict[int, list[Figures]]] = {}
    names: dict[str, str] = {}
    for row in summary.rows:
        index = indices[row.group[by_time]]
        if index is None:
            continue
        id = "" if by_stack is None else row.group[by_stack]
        if id not in cells:
            cells[id] = {}
            names[id] = _name_of(row, id, None if by_stack is None else question.group_by[by_stack])
        cells[id].setdefault(index, []).append(row.figures)
    every = [_series(id, names[id], StepFigures(parts)) for id, parts in cells.items()]
    every.sort(key=lambda series: (-(value_of(series.total, metric) or 0.0), -series.total.total_tokens, series.id))
    totals = StepFigures.together(series.figures for series in every)
    return Stack(steps, _with_other(every), totals, sum_figures(series.total for series in every))


def _series(id: str, name: str, figures: StepFigures) -> Series:
    return Series(id, name, figures, figures.total())


def _with_other(every: list[Series]) -> tuple[Series, ...]:
    if len(every) <= MOST_SERIES:
        return tuple(every)
    rest = every[MOST_SERIES:]
    name = rest[0].name if len(rest) == 1 else translate("Names", "Other ({count})", count=len(rest))
    figures = StepFigures.together(series.figures for series in rest)
    return (*every[:MOST_SERIES], Series(OTHER, name, figures, sum_figures(series.total for series in rest)))


_NAMELESS = {
    GroupBy.MODEL: noted("Names", "No model"),
    GroupBy.TIER: noted("Names", "No tier"),
    GroupBy.SERVICE: noted("Names", "No service"),
    GroupBy.ACCOUNT: noted("Names", "No account"),
}


def _name_of(row: Row, id: str, by: GroupBy | None) -> str:
    if by is GroupBy.KEY:
        return row.key_name or id or translate("Names", "No key")
    if by is GroupBy.PROJECT:
        return row.project_name or id or translate("Names", "No project")
    if by is None:
        return translate("Names", "All")
    return id or translate("Names", _NAMELESS.get(by, ""))
