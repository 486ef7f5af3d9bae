"""A figure: what was measured, its floor, and whether that is good enough."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit for the value itself or for its ratio to the floor, as the text says it: `ratio <= 1.6`."""

    of: str  # "value" or "ratio"
    sign: str  # "<=" or ">="
    limit: float

    def __str__(self) -> str:
        return f"{self.of} {self.sign} {self.limit:g}"

    def is_met(self, value: float, ratio: float) -> bool:
        measured = ratio if self.of == "ratio" else value
        return measured <= self.limit if self.sign == "<=" else measured >= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    size: str
    value: float
    unit: str
    floor: float
    ratio: float
    goal: str
    met: bool


def figure(name: str, size: str, unit: str, values: Sequence[float], floors: Sequence[float], goal: Goal) -> Figure:
    """The medians of what was measured in turns. The ratio is value over floor."""
    value, floor = statistics.median(values), statistics.median(floors)
    ratio = value / floor if floor else 0.0
    return Figure(
        name, size, round(value, 3), unit, round(floor, 3), round(ratio, 3), str(goal), goal.is_met(value, ratio)
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * share) - 1]
