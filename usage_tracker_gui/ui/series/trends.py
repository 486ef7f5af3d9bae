"""How lines went over time: a cost for each step of the period, by what tells the lines apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from usage_tracker_gui.domain.report import Summary
from usage_tracker_gui.ui.language.figures import money
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.series.chart_steps import Step, Steps, moment_of, steps_of

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """`heights` by the line's IDs, dollars for each step. A line that is not there is not known, not flat."""

    steps: Steps | None
    heights: Mapping[Ids, tuple[float, ...]]

    def of(self, ids: Ids) -> tuple[float, ...]:
        return self.heights.get(ids, ())

    def words(self, ids: Ids) -> str:
        """Where a line was highest: `Most: $12.40, Tue 3 Nov 2026`; '' where it is not known."""
        heights = self.of(ids)
        if not heights or self.steps is None:
            return ""
        highest = max(range(len(heights)), key=heights.__getitem__)
        amount = money(Decimal(repr(heights[highest])))
        return translate("Trends", "Most: {amount}, {step}", amount=amount, step=self.steps.title(highest))


NO_TRENDS = Trends(None, {})


def trends_of(summary: Summary) -> Trends:
    """Of a summary whose first column is a time. Unknown costs are no height."""
    question = summary.question
    steps = steps_of(question.period, Step(question.group_by[0].value), question.zone)
    places = {time: steps.index_at(moment_of(time, question.zone)) for time in {row.group[0] for row in summary.rows}}
    heights: dict[Ids, list[float]] = {}
    for row in summary.rows:
        place = places[row.group[0]]
        if place is not None:
            line = heights.setdefault(row.group[1:], [0.0] * len(steps))
            line[place] += float(row.figures.cost.usd or 0)
    return Trends(steps, {ids: tuple(line) for ids, line in heights.items()})
