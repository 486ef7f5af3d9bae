"""What a pass is told to read: the newest hours, what came since, older history, or one span again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from usage_tracker_gui.domain.usage import DAY, Period
from usage_tracker_gui.providers.provider import Provider, Stream
from usage_tracker_gui.tracking.spans import Span, ahead, behind, keys_by_coverage

FIRST_HISTORY = timedelta(days=30)
NEWEST = timedelta(hours=6)


class Order(Protocol):
    """`covered` maps each watched key to the span that is known of it."""

    @property
    def now(self) -> datetime: ...

    @property
    def period(self) -> Period: ...

    @property
    def dry_run(self) -> bool: ...

    def usage_streams(self, provider: Provider) -> Sequence[Stream]: ...

    def unit_streams(self, provider: Provider) -> Sequence[Stream]:
        """What is not counted in tokens. Read last: it explains bills and hurries nobody."""
        ...

    def spans(self, stream: Stream, keys: Sequence[str], covered: Mapping[str, Period]) -> list[Span]: ...

    def cost_period(self, provider: Provider, covered: Period | None) -> Period | None:
        """None: costs are not asked for in this pass."""
        ...

    @property
    def names(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Touch:
    """The quick pass of a live view: minutes and open hours, at most the last six hours of them."""

    now: datetime
    dry_run: bool = False
    names: bool = False

    @property
    def period(self) -> Period:
        return Period(self.now - NEWEST, self.now)

    def usage_streams(self, provider: Provider) -> Sequence[Stream]:
        live = (provider.live_stream,) if provider.live_stream else ()
        return (*live, *provider.usage_streams[:1])

    def unit_streams(self, provider: Provider) -> Sequence[Stream]:
        return ()

    def spans(self, stream: Stream, keys: Sequence[str], covered: Mapping[str, Period]) -> list[Span]:
        end = end_of_open_bucket(self.now, stream.grain)
        oldest = start_of_bucket(self.now - NEWEST, stream.grain)
        spans: list[Span] = []
        for known, group in keys_by_coverage(covered, keys).items():
            start = oldest if known is None else max(oldest, start_of_bucket(known.end - stream.touch, stream.grain))
            spans.append(Span(Period(min(start, end), end), group, forward=True))
        return spans

    def cost_period(self, provider: Provider, covered: Period | None) -> Period | None:
        return None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """From the cursor less the lag up to now; where nothing is known yet, the first thirty days, newest first."""

    now: datetime
    dry_run: bool = False
    names: bool = True

    @property
    def period(self) -> Period:
        return Period(self.now - FIRST_HISTORY, self.now)

    def usage_streams(self, provider: Provider) -> Sequence[Stream]:
        return provider.usage_streams

    def unit_streams(self, provider: Provider) -> Sequence[Stream]:
        return provider.unit_streams

    def spans(self, stream: Stream, keys: Sequence[str], covered: Mapping[str, Period]) -> list[Span]:
        end = end_of_open_bucket(self.now, stream.grain)
        spans: list[Span] = []
        for known, group in keys_by_coverage(covered, keys).items():
            if known is not None:
                spans += ahead(known, end, stream.lag, group, stream.chunk)
            else:
                spans += behind(end, start_of_bucket(self.period.start, stream.grain), group, stream.chunk)
        return spans

    def cost_period(self, provider: Provider, covered: Period | None) -> Period | None:
        if provider.cost_stream is None:
            return None
        start = covered.end - provider.cost_stream.lag if covered else self.period.start
        return Period(min(start, self.now), self.now).widened_to(DAY)


@dataclass(frozen=True, slots=True)
class Backfill:
    """Older history back to what is wanted, newest first; what is known already is left alone."""

    now: datetime
    wanted_from: datetime
    dry_run: bool = False
    names: bool = False

    @property
    def period(self) -> Period:
        return Period(min(self.wanted_from, self.now), self.now)

    def usage_streams(self, provider: Provider) -> Sequence[Stream]:
        return provider.usage_streams

    def unit_streams(self, provider: Provider) -> Sequence[Stream]:
        return provider.unit_streams

    def spans(self, stream: Stream, keys: Sequence[str], covered: Mapping[str, Period]) -> list[Span]:
        end = end_of_open_bucket(self.now, stream.grain)
        wanted = start_of_bucket(self.wanted_from, stream.grain)
        spans: list[Span] = []
        for known, group in keys_by_coverage(covered, keys).items():
            spans += behind(known.start if known else end, wanted, group, stream.chunk)
        return spans

    def cost_period(self, provider: Provider, covered: Period | None) -> Period | None:
        end = covered.start if covered else self.now
        if provider.cost_stream is None or self.wanted_from >= end:
            return None
        return Period(self.wanted_from, end).widened_to(DAY)


@dataclass(frozen=True, slots=True)
class Reread:
    """One span again, whatever the cursor says: as history, or as minutes for the live view."""

    now: datetime
    span: Period
    minutes: bool = False
    dry_run: bool = False
    names: bool = True
    bills: bool = True

    @property
    def period(self) -> Period:
        return self.span

    def usage_streams(self, provider: Provider) -> Sequence[Stream]:
        if not self.minutes:
            return provider.usage_streams
        return (provider.live_stream,) if provider.live_stream else ()

    def unit_streams(self, provider: Provider) -> Sequence[Stream]:
        return provider.unit_streams if self.bills and not self.minutes else ()

    def spans(self, stream: Stream, keys: Sequence[str], covered: Mapping[str, Period]) -> list[Span]:
        span = self.span.widened_to(stream.grain)
        end = min(span.end, end_of_open_bucket(self.now, stream.grain))
        return behind(end, span.start, tuple(keys), stream.chunk)

    def cost_period(self, provider: Provider, covered: Period | None) -> Period | None:
        if self.minutes or not self.bills or provider.cost_stream is None:
            return None
        return Period(self.span.start, min(self.span.end, self.now)).widened_to(DAY)


def start_of_bucket(at: datetime, grain: int) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // grain * grain, UTC)


def end_of_open_bucket(now: datetime, grain: int) -> datetime:
    return datetime.fromtimestamp(int(now.timestamp()) // grain * grain + grain, UTC)
