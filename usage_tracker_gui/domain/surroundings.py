"""What a chart shows around its own figures: the period before, and times of which nothing was read yet."""

from __future__ import annotations

from dataclasses import dataclass

from usage_tracker_gui.domain.report import Summary, View
from usage_tracker_gui.domain.usage import Period


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`previous` is by the step and stack of the view; None where nothing was read of the time before."""

    view: View
    previous: Summary | None = None
    gaps: tuple[Period, ...] = ()
