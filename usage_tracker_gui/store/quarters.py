"""Hours that a time zone's midnight cuts (India, Nepal, Adelaide), kept as quarters of an hour.

Quarters stand in place of their hour's row, so that history counts each instant once whoever sums it. They are kept
when the hour is read again and says the same; when it says something else, late usage came, and the hour's row takes
their place until its quarters are read again: sums are right first, the cut of the day second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from usage_tracker_gui.domain.usage import HOUR, QUARTER, Period
from usage_tracker_gui.store import rollups, series
from usage_tracker_gui.store.tables import usage
from usage_tracker_gui.store.usage_rows import PlainBucket, added, remove, stored, within

HourOfKey = tuple[int, str]


def take_over(db: Connection, account_id: int, stream: str, period: Period, keys: Sequence[str]) -> set[int]:
    """Removes the rows of the hours that quarters are about to replace; gives the hours.

    Raises ValueError when the quarters do not make whole hours.
    """
    if period.widened_to(HOUR) != period:
        raise ValueError("quarters are saved for whole hours")
    replaced = within(usage, account_id, stream, HOUR, period, keys)
    hours = set(db.execute(select(usage.c.start).where(*replaced).distinct()).scalars())
    db.execute(delete(usage).where(*replaced))
    return hours


def kept_beside(
    db: Connection, account_id: int, stream: str, period: Period, keys: Sequence[str], rows: Sequence[PlainBucket]
) -> tuple[Sequence[PlainBucket], set[int]]:
    """The hour rows to save, without those whose quarters say the same; and the starts of quarters that went."""
    known = stored(db, usage, account_id, stream, QUARTER, period, keys)
    if not known:
        return rows, set()
    quarters = _by_hour_and_key(known)
    hours = _by_hour_and_key(row for row in rows if (row[0], row[1]) in quarters)
    same = {place for place, rows_there in quarters.items() if set(_as_hours(rows_there)) == set(hours[place])}
    outdated = [row for place, rows_there in quarters.items() if place not in same for row in rows_there]
    remove(db, usage, account_id, stream, QUARTER, outdated)
    return [row for row in rows if (row[0], row[1]) not in same], {row[0] for row in outdated}


def whole_hours(
    db: Connection, starts: Sequence[int], account_id: int | None = None, stream: str = "", keys: Sequence[str] = ()
) -> dict[int, int]:
    """Which of these hours are stored as hours, and all that was counted in each. '' and None stand for any."""
    found = series.of_history(db, None if account_id is None else [account_id])
    where = [*found.lead(usage), usage.c.grain == HOUR, usage.c.start.in_(list(starts))]
    if stream:
        where.append(usage.c.stream == stream)
    if keys:
        where.append(usage.c.key.in_(list(keys)))
    query = select(usage.c.start, *rollups.sums_of_counts(usage)).where(*where).group_by(usage.c.start)
    return {row[0]: sum(row[1:]) for row in db.execute(query)}


def _by_hour_and_key(rows: Iterable[PlainBucket]) -> defaultdict[HourOfKey, list[PlainBucket]]:
    groups: defaultdict[HourOfKey, list[PlainBucket]] = defaultdict(list)
    for row in rows:
        groups[row[0] // HOUR * HOUR, row[1]].append(row)
    return groups


def _as_hours(rows: Iterable[PlainBucket]) -> list[PlainBucket]:
    return added((row[0] // HOUR * HOUR, *row[1:]) for row in rows)
