"""Reports: usage and cost grouped as somebody asked, and all that one window needs at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.account import AccountStatus
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.budgets import BudgetPeriod, BudgetState, Scope, tightest
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.forecast import Forecast
from usage_tracker_gui.domain.usage import Period, Tokens


class GroupBy(StrEnum):
    KEY = "key"
    MODEL = "model"
    TIER = "tier"
    CONTEXT_WINDOW = "context_window"  # how long requests were; '' where the service does not tell
    PROJECT = "project"
    SERVICE = "service"
    ACCOUNT = "account"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


TIMES = frozenset({GroupBy.MINUTE, GroupBy.HOUR, GroupBy.DAY, GroupBy.MONTH})


@dataclass(frozen=True, slots=True)
class Question:
    """What a summary is asked for. Empty filters let everything through."""

    period: Period
    group_by: tuple[GroupBy, ...]
    zone: str = "UTC"  # an IANA name; days are cut there
    channels: tuple[str, ...] = ()  # names or IDs of accounts, keys or projects
    services: tuple[str, ...] = ()
    tier: str | None = None  # None: as billed; else "what if all of it ran there"
    keys: tuple[str, ...] = ()  # IDs: of what the channels let through, only these


@dataclass(frozen=True, slots=True)
class Figures:
    """`requests` is None where the service does not count them.

    `unknown` names the token figures below of which nothing is known: recorded usage need not tell all of them. Where a
    part of it did, the figure is what is known.
    """

    tokens: Tokens
    requests: int | None
    cost: Cost
    unknown: frozenset[str] = frozenset()

    @property
    def input_tokens(self) -> int:
        return self.tokens.all_input

    @property
    def cached_input_tokens(self) -> int:
        return self.tokens.all_cached_input

    @property
    def cache_write_tokens(self) -> int:
        return self.tokens.all_cache_write

    @property
    def output_tokens(self) -> int:
        return self.tokens.all_output

    @property
    def total_tokens(self) -> int:
        return self.tokens.total

    def known(self, name: str) -> int | None:
        """The token figure of that name; None where nothing is known of it."""
        parts = {"input_tokens", "output_tokens"} if name == "total_tokens" else {name}
        return None if parts <= self.unknown else getattr(self, name)


NO_FIGURES = Figures(Tokens(), 0, costs.NOTHING)


def share_of(figures: Figures, share: Decimal) -> Figures:
    """A part of them, from 0 to 1, as if they had come evenly; counts are rounded."""
    requests, usd = figures.requests, figures.cost.usd
    return replace(
        figures,
        tokens=Tokens(*(round(kind * share) for kind in figures.tokens)),
        requests=None if requests is None else round(requests * share),
        cost=replace(figures.cost, usd=None if usd is None else usd * share),
    )


def sum_figures(parts: Iterable[Figures]) -> Figures:
    figures = list(parts)
    if not figures:
        return NO_FIGURES
    counted = [part.requests for part in figures if part.requests is not None]
    return Figures(
        tokens=Tokens(*(sum(kind) for kind in zip(*(part.tokens for part in figures), strict=True))),
        requests=sum(counted) if counted else None,
        cost=costs.total(part.cost for part in figures),
        unknown=frozenset.intersection(*(part.unknown for part in figures)),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """`group` holds a text for each column of the summary's `group_by`, in that order: IDs, not names.

    Times are ISO 8601: a day `2026-11-24`, a month `2026-11`, an hour or minute with its zone's offset.
    """

    group: tuple[str, ...]
    figures: Figures
    key_name: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows as a question asked for them, and their sum."""

    question: Question
    rows: tuple[Row, ...]
    totals: Figures
    prices_as_of: date | None = None

    def column(self, by: GroupBy) -> int:
        return self.question.group_by.index(by)

    @property
    def coverage(self) -> Decimal:
        """The share of tokens that has a price, 0 to 1. Nothing used is fully covered."""
        all_tokens = self.totals.total_tokens
        if not all_tokens:
            return Decimal(1)
        return 1 - Decimal(self.totals.cost.unpriced_tokens) / all_tokens


DAYS = {BudgetPeriod.DAY: Decimal(1), BudgetPeriod.WEEK: Decimal(7), BudgetPeriod.MONTH: Decimal("30.4375")}


class Lookback(StrEnum):
    """The periods that a window offers."""

    TODAY = "today"
    LAST_HOURS = "hours"  # the last `hours` hours
    WEEK = "7d"
    MONTH_OF_DAYS = "30d"
    MONTH = "month"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class View:
    """What a person has chosen to look at. The reporter turns it into questions."""

    lookback: Lookback = Lookback.TODAY
    hours: int = 6
    custom: Period | None = None
    zone: str = "UTC"
    tier: str | None = None
    step: GroupBy = GroupBy.HOUR  # the width of a step in the chart
    stack: GroupBy = GroupBy.MODEL  # what the chart's colours stand for
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that the window needs for one look at things, made on the report thread."""

    at: datetime
    view: View
    usage: Summary  # by service, account, key, project, model, tier
    series: Summary  # by step and stack
    today: Figures
    month: Figures
    same_time_yesterday: Figures = NO_FIGURES
    minutes: Summary | None = None  # the last hour by minute and model, for the live line
    alerts: tuple[Alert, ...] = ()
    unread_alerts: int = 0
    accounts: tuple[AccountStatus, ...] = ()
    unpriced_models: tuple[str, ...] = field(default=())
    counted_twice: tuple[str, ...] = ()  # accounts of programs whose calls `usage` may hold once more
    forecast: Forecast | None = None  # of the month that runs; None while nothing was ever spent
    accounts_today: Summary | None = None  # by account; their totals are `today` and `month`
    accounts_month: Summary | None = None
    budgets: tuple[BudgetState, ...] = ()  # as billed, whatever the view
    safe_to_spend_today: Decimal | None = None  # under the monthly budget of everything; None without one

    @property
    def month_budget(self) -> BudgetState | None:
        """The monthly budget of everything, the tightest if there are several."""
        return tightest(self.budgets, BudgetPeriod.MONTH, Scope.EVERYTHING)

    @property
    def budget_per_day(self) -> Decimal | None:
        """The even pace of the budget of everything; None without one, or where only a part of everything is shown."""
        if self.view.channels:
            return None
        for period, days in DAYS.items():
            state = tightest(self.budgets, period, Scope.EVERYTHING)
            if state is not None:
                return state.budget.limit_usd / days
        return None
