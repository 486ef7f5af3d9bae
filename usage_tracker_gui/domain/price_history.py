"""The rows of one sheet in order: for a service, model and tier, which rates held on which day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from usage_tracker_gui.domain.model_names import Match, ModelNames
from usage_tracker_gui.domain.price_sheet import ANY_MODEL, FeeRow, PriceRow


@dataclass(frozen=True, slots=True)
class Rates:
    """What held from one day to the next change: the ordinary row, and those of long requests, longest first."""

    row: PriceRow
    longer: tuple[PriceRow, ...] = ()

    def row_for(self, context: int) -> PriceRow:
        return next((row for row in self.longer if context > row.over), self.row)

    def breakpoint_under(self, context: int) -> int:
        """The highest limit that `context` is strictly above; 0 when it is above none."""
        return next((row.over for row in self.longer if context > row.over), 0)

    def breakpoint_within(self, shortest: int, longest: int) -> bool:
        """Whether requests of these lengths cost differently."""
        return any(shortest <= row.over < longest for row in self.longer)


class History:
    """The rates of one model in one tier through time. A new date replaces all rows of the date before."""

    def __init__(self, rows: Iterable[PriceRow]) -> None:
        by_day: dict[date, list[PriceRow]] = {}
        for row in rows:
            by_day.setdefault(row.since, []).append(row)
        dated = {since: _rates_of(rows) for since, rows in by_day.items()}
        held = sorted((since, rates) for since, rates in dated.items() if rates is not None)
        self._since = [since for since, _ in held]
        self._rates = [rates for _, rates in held]

    def on(self, day: date) -> Rates | None:
        """None before the first price."""
        index = bisect_right(self._since, day)
        return self._rates[index - 1] if index else None


def _rates_of(rows: list[PriceRow]) -> Rates | None:
    ordinary = next((row for row in rows if not row.over), None)
    if ordinary is None:
        return None  # a long rate alone says nothing about ordinary requests
    longer = sorted((row for row in rows if row.over), key=lambda row: row.over, reverse=True)
    return Rates(ordinary, tuple(longer))


class PriceBook:
    """The prices of all services of one sheet."""

    def __init__(self, rows: Iterable[PriceRow]) -> None:
        self._rows: dict[str, dict[str, dict[str, list[PriceRow]]]] = {}
        for row in rows:
            models = self._rows.setdefault(row.service, {})
            models.setdefault(row.model, {}).setdefault(row.tier, []).append(row)
        self._names: dict[str, ModelNames] = {}
        self._histories: dict[tuple[str, str, str], History] = {}

    def find(self, service: str, model: str) -> Match | None:
        if service not in self._rows:
            return None
        names = self._names.get(service)
        if names is None:
            names = self._names[service] = ModelNames(self._rows[service])
        return names.find(model)

    def tiers(self, service: str, pattern: str) -> tuple[str, ...]:
        return tuple(self._rows[service][pattern])

    def history(self, service: str, pattern: str, tier: str) -> History | None:
        """None when the model has no price in that tier at any time."""
        key = (service, pattern, tier)
        if key not in self._histories:
            rows = self._rows[service][pattern].get(tier)
            if rows is None:
                return None
            self._histories[key] = History(rows)
        return self._histories[key]


@dataclass(frozen=True, slots=True)
class _ToolFees:
    rows: dict[str, list[FeeRow]]  # by model pattern
    names: ModelNames


class FeeBook:
    """The fees of all tools. A model's own fee wins over that of any model."""

    def __init__(self, rows: Iterable[FeeRow]) -> None:
        self._by_tool: dict[tuple[str, str], dict[str, list[FeeRow]]] = {}
        for row in rows:
            self._by_tool.setdefault((row.service, row.tool), {}).setdefault(row.model, []).append(row)

    @cached_property
    def _tools(self) -> dict[tuple[str, str], _ToolFees]:
        return {
            key: _ToolFees(rows, ModelNames(pattern for pattern in rows if pattern != ANY_MODEL))
            for key, rows in self._by_tool.items()
        }

    def on(self, service: str, model: str, tool: str, day: date) -> FeeRow | None:
        """None when nobody published what that tool costs with that model on that day."""
        fees = self._tools.get((service, tool))
        if fees is None:
            return None
        own = fees.names.find(model)
        found = _latest(fees.rows[own.pattern], day) if own else None
        return found or _latest(fees.rows.get(ANY_MODEL, []), day)


def _latest(rows: list[FeeRow], day: date) -> FeeRow | None:
    return max((row for row in rows if row.since <= day), key=lambda row: row.since, default=None)
