"""Where sums are cut, as SQL: at steps of time, and at the days on which a price changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, case, select

from usage_tracker_gui.domain.usage import DAY, HOUR, MINUTE
from usage_tracker_gui.store import zones
from usage_tracker_gui.store.rollups import local_day
from usage_tracker_gui.store.sum_query import SumQuery, first_of_month, month_number
from usage_tracker_gui.store.tables import accounts, model_days, usage_days

Services = Mapping[str, Sequence[int]]  # the accounts of each service


class Part(NamedTuple):
    """A range of one table: of its `start` in seconds, or in a roll-up of its `day`."""

    table: Table
    low: int
    high: int

    @property
    def is_of_days(self) -> bool:
        return self.table in (usage_days, model_days)

    @property
    def moment(self) -> ColumnElement[int]:
        return self.table.c.day if self.is_of_days else self.table.c.start


class _Segment(NamedTuple):
    """Everything before `end` that no earlier segment holds; the last one's end is not looked at."""

    end: int
    label: int


def services(db: Connection) -> Services:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in db.execute(select(accounts.c.id, accounts.c.service)):
        found[row.service].append(row.id)
    return found


def step(part: Part, query: SumQuery) -> ColumnElement[int] | None:
    """The number that `namer` writes; None without a step."""
    table = part.table
    if query.step is None:
        return None
    if query.step in ("minute", "hour"):
        width = MINUTE if query.step == "minute" else HOUR
        return (table.c.start // width * width).label("step_start")
    if query.step == "day":
        if part.is_of_days:
            return table.c.day.label("step_day")
        return local_day(table.c.start, zones.offsets(part.low, part.high, query.zone)).label("step_day")
    if part.is_of_days:
        return _segmented(table.c.day, _months(part.low, part.high - 1)).label("step_month")
    first, last = zones.local_day(part.low, query.zone), zones.local_day(part.high - 1, query.zone)
    months = [_Segment(zones.midnight(end, query.zone), label) for end, label in _months(first, last)]
    return _segmented(table.c.start, months).label("step_month")


def _months(first: int, last: int) -> list[_Segment]:
    """The months of the days from first to last, each until the first day of the next."""
    numbers = range(month_number(zones.date_of(first)), month_number(zones.date_of(last)) + 1)
    return [_Segment(zones.number_of(first_of_month(number + 1)), number) for number in numbers]


def price_day(part: Part, query: SumQuery, of_service: Services) -> ColumnElement[int] | None:
    """The first day of the span between two changes of price; None where none changes in the period."""
    first, last = query.period.start_unix // DAY, (query.period.end_unix - 1) // DAY
    table = part.table
    cases = []
    for service, changes in sorted(query.price_changes.items()):
        cuts = sorted({zones.number_of(day) for day in changes if first < zones.number_of(day) <= last})
        if cuts and service in of_service:
            scale = 1 if part.is_of_days else DAY
            moment = table.c.utc_day if part.is_of_days else table.c.start
            spans = [_Segment(end * scale, day) for end, day in zip([*cuts, last + 1], [first, *cuts], strict=True)]
            cut = _segmented(moment, spans)
            cases.append((table.c.account_id.in_(list(of_service[service])), cut))
    return case(*cases, else_=first).label("price_day") if cases else None


def _segmented(moment: ColumnElement[int], segments: Sequence[_Segment]) -> ColumnElement[int]:
    """The label of the segment in which a moment lies."""
    if len(segments) == 1:
        return moment * 0 + segments[0].label  # a column, so that it can be grouped by
    return case(*((moment < end, label) for end, label in segments[:-1]), else_=segments[-1].label)
