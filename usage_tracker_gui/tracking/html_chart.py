"""Cost over time as a drawing inside an HTML page: stacked bars, largest at the bottom, and a legend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from decimal import Decimal
from html import escape
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.report import TIMES, GroupBy, Question, Row, Summary

COLORS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")  # Okabe and Ito's, and grey
WIDTH, HEIGHT, LEFT, TOP, FOOT = 940, 240, 64, 12, 22
MOST_LABELS = 7
WIDEST_LABEL = 96  # as wide as `2026-11-24 14:00` is at most
MOST_STEPS = 800  # more than that are drawn by the day
LENGTHS = {GroupBy.DAY: len("2026-11-24"), GroupBy.MONTH: len("2026-11")}
OTHER = "Other"
NAMES = {GroupBy.KEY: "key_name", GroupBy.PROJECT: "project_name"}


def chart(series: Summary) -> str:
    """A section; empty where nothing of it has a cost."""
    by_time = next((at for at, by in enumerate(series.question.group_by) if by in TIMES), None)
    by_stack = next((at for at, by in enumerate(series.question.group_by) if by not in TIMES), None)
    if by_time is None or by_stack is None or not any(row.figures.cost.usd for row in series.rows):
        return ""
    kind = series.question.group_by[by_stack]
    names = {row.group[by_stack]: _name(row, by_stack, kind) for row in series.rows}
    stacks = _stacks(series, by_time, by_stack)
    title = f"Cost per {series.question.group_by[by_time].value} by {kind.value}"
    return (
        f"<section><h2>{escape(title)}</h2>{_drawing(stacks, title)}"
        f'<ul class="legend">{"".join(_legend(stacks, names))}</ul></section>'
    )


def _name(row: Row, column: int, by: GroupBy) -> str:
    return (getattr(row, NAMES[by]) if by in NAMES else "") or row.group[column] or f"No {by.value}"


class _Stacks(dict[str, dict[str, Decimal]]):
    """Dollars by time for each name, largest name first, 'Other' last."""

    def __init__(self, times: list[str], costs: Mapping[str, Mapping[str, Decimal]]) -> None:
        super().__init__()
        self.times = times
        ranked = sorted(costs, key=lambda name: -sum(costs[name].values(), Decimal(0)))
        own = ranked if len(ranked) <= len(COLORS) else ranked[: len(COLORS) - 1]
        for name in own:
            self[name] = dict(costs[name])
        for name in ranked[len(own) :]:
            other = self.setdefault(OTHER, {})
            for time, usd in costs[name].items():
                other[time] = other.get(time, Decimal(0)) + usd


def _stacks(series: Summary, by_time: int, by_stack: int) -> _Stacks:
    by = series.question.group_by[by_time]
    times = _times(series.question, by)
    length = LENGTHS.get(by)
    if len(times) > MOST_STEPS:
        length = LENGTHS[GroupBy.DAY]
        times = list(dict.fromkeys(time[:length] for time in times))
    costs: dict[str, dict[str, Decimal]] = {}
    for row in series.rows:
        usd = row.figures.cost.usd
        if usd is not None and usd > 0:
            of_name = costs.setdefault(row.group[by_stack], {})
            time = row.group[by_time][:length]
            of_name[time] = of_name.get(time, Decimal(0)) + usd
    return _Stacks(times, costs)


def _times(question: Question, by: GroupBy) -> list[str]:
    """Each step of the period as a report's rows name it, those without usage too: a gap is seen as one."""
    zone, end = ZoneInfo(question.zone), question.period.end
    at = question.period.start.astimezone(zone)
    found: list[str] = []
    if by in (GroupBy.DAY, GroupBy.MONTH):
        last = (end - timedelta(microseconds=1)).astimezone(zone).date()
        days = [at.date() + timedelta(days=number) for number in range((last - at.date()).days + 1)]
        return list(dict.fromkeys(day.isoformat()[: LENGTHS[by]] for day in days))
    step = timedelta(minutes=1) if by is GroupBy.MINUTE else timedelta(hours=1)
    moment = at.replace(minute=at.minute if by is GroupBy.MINUTE else 0, second=0, microsecond=0).astimezone(UTC)
    while moment < end:
        found.append(moment.astimezone(zone).isoformat())
        moment += step
    return found


def _drawing(stacks: _Stacks, title: str) -> str:
    totals = {
        time: sum((stack.get(time, Decimal(0)) for stack in stacks.values()), Decimal(0)) for time in stacks.times
    }
    most = max(totals.values(), default=Decimal(0)) or Decimal(1)
    room = Decimal(WIDTH - LEFT) / max(1, len(stacks.times))
    parts = [
        f'<text x="{LEFT - 8}" y="{TOP + 4}" text-anchor="end">{escape(money(most))}</text>',
        f'<text x="{LEFT - 8}" y="{HEIGHT - FOOT}" text-anchor="end">$0</text>',
    ]
    every = -(-len(stacks.times) // MOST_LABELS)
    for index, time in enumerate(stacks.times):
        x = LEFT + room * index
        parts.append(f"<g><title>{escape(_when(time))}: {escape(money(totals[time]))}</title>")
        parts.extend(_bars(stacks, time, x, room, most))
        parts.append("</g>")
        if index % every == 0:
            start = min(x, Decimal(WIDTH - WIDEST_LABEL))
            parts.append(f'<text x="{start:.1f}" y="{HEIGHT - 4}">{escape(_when(time))}</text>')
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'


def _bars(stacks: _Stacks, time: str, x: Decimal, room: Decimal, most: Decimal) -> list[str]:
    bars, bottom = [], Decimal(HEIGHT - FOOT - 4)
    scale = (bottom - TOP) / most
    for color, stack in zip(COLORS, stacks.values(), strict=False):
        height = stack.get(time, Decimal(0)) * scale
        bottom -= height
        if height:
            width = room * Decimal("0.8")
            bars.append(
                f'<rect x="{x:.2f}" y="{bottom:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{color}"/>'
            )
    return bars


def _when(time: str) -> str:
    """A report's own text of a time, without the seconds and the offset: `2026-11-24 14:00`."""
    return time[:16].replace("T", " ")


def _legend(stacks: _Stacks, names: Mapping[str, str]) -> list[str]:
    return [
        f'<li dir="auto"><i style="background:{color}"></i>{escape(names.get(id, OTHER))} '
        f"{escape(money(sum(stack.values(), Decimal(0))))}</li>"
        for color, (id, stack) in zip(COLORS, stacks.items(), strict=False)
    ]
