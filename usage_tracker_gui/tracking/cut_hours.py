"""Hours that midnight cuts in zones off the full hour (India, Nepal, Adelaide): read by the minute, kept as quarters.

Sums come first: an hour stays whole where the service has no minutes of it any more, and a report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from usage_tracker_gui.domain.collection import Tally
from usage_tracker_gui.domain.usage import HOUR, MINUTE, QUARTER, Bucket, Period
from usage_tracker_gui.providers.provider import Connection, Provider, RefusedRequest, Stream
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.periods import midnight

HALF_A_DAY = timedelta(hours=12)  # steps that miss no midnight, however short the clock makes a day


def cut_hours(period: Period, zone: str) -> list[Period]:
    """The hours that begin in `period` and hold a midnight of `zone` after their start, oldest first."""
    steps = 0 if zone == "UTC" else period.length // HALF_A_DAY + 2
    midnights = sorted({int(midnight(period.start + step * HALF_A_DAY, zone).timestamp()) for step in range(steps)})
    starts = [at // HOUR * HOUR for at in midnights if at % HOUR]
    return [Period.of_unix(start, start + HOUR) for start in starts if period.start_unix <= start < period.end_unix]


def kept_whole(store: Store, period: Period, zone: str) -> list[datetime]:
    """The starts of stored hours that midnight in `zone` cuts and that are not known by the quarter."""
    starts = [hour.start_unix for hour in cut_hours(period, zone)]
    return [datetime.fromtimestamp(start, UTC) for start in sorted(store.whole_hours(starts))] if starts else []


class CutHours:
    """Puts quarters in the place of hours that the store's zone cuts, for one account."""

    def __init__(self, provider: Provider, connection: Connection, store: Store) -> None:
        self._provider = provider
        self._connection = connection
        self._store = store
        self._zone = store.zone

    def within(self, stream: Stream, period: Period) -> list[Period]:
        """Empty in most zones, and for services and streams without minutes."""
        if stream.grain != HOUR or self._provider.live_stream is None:
            return []
        return cut_hours(period, self._zone)

    def divide(self, stream: Stream, hours: Sequence[Period], keys: Sequence[str]) -> Tally:
        """Reads the minutes of those hours that are stored whole. No keys: every key. Raises ProviderError."""
        account = self._connection.account.id
        whole = self._store.whole_hours([hour.start_unix for hour in hours], account, stream.name, keys)
        tally = Tally()
        for hour in hours:
            if hour.start_unix in whole:
                tally = tally.plus(self._divide(stream, hour, keys, whole[hour.start_unix]))
        return tally

    def _divide(self, stream: Stream, hour: Period, keys: Sequence[str], counted: int) -> Tally:
        minutes: list[Bucket] = []
        requests = 0
        try:
            for page in self._provider.usage(self._connection, replace(stream, grain=MINUTE), hour, keys):
                minutes += page.buckets
                requests += page.requests
        except RefusedRequest:  # too long ago for minutes
            return Tally(requests + 1)
        quarters = list(_as_quarters(minutes))
        if sum(sum(row[6:]) for row in quarters) < counted:  # they are not all there any more
            return Tally(requests)
        account = self._connection.account.id
        written = self._store.save_usage(account, stream.name, QUARTER, hour, quarters, keys, {})
        return Tally(requests, rows_written=written)


def _as_quarters(minutes: Sequence[Bucket]) -> Iterator[Bucket]:
    """The store adds up those of the same kind."""
    for row in minutes:
        yield row._replace(start=row.start // QUARTER * QUARTER)
