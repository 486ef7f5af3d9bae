"""From stored counts to a summary that a person can read: grouped, named, and priced at today's price sheet.

Costs are derived here and never stored, so that a corrected sheet re-prices history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol, Self

from usage_tracker_gui.domain import cost as costs
from usage_tracker_gui.domain.account import Account, Tells
from usage_tracker_gui.domain.context_window import BilledAs
from usage_tracker_gui.domain.cost import Cost
from usage_tracker_gui.domain.price_sheet import PriceRow
from usage_tracker_gui.domain.records import recorded_cost
from usage_tracker_gui.domain.report import TIMES, Figures, GroupBy, Question, Row, Summary, sum_figures
from usage_tracker_gui.domain.usage import STANDARD, NamedKey, Tokens
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.store.record_sums import RecordSum
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import Step, SumQuery, UnitSum, UsageSum
from usage_tracker_gui.tracking.fees import Fees, unit_cost

PRICED_BY = ("account", "model", "tier")
WITHOUT_COLUMN = TIMES | {GroupBy.SERVICE, GroupBy.CONTEXT_WINDOW}  # the store keeps them by another name
STEPS: Mapping[GroupBy, Step] = {
    GroupBy.MINUTE: "minute",
    GroupBy.HOUR: "hour",
    GroupBy.DAY: "day",
    GroupBy.MONTH: "month",
}


UNCOUNTED = frozenset(provider.service.id for provider in PROVIDERS if Tells.REQUESTS not in provider.service.tells)
SILENT = frozenset((provider.service.id, tier) for provider in PROVIDERS for tier in provider.service.silent_tiers)


class UnknownChannel(Exception):
    """A channel that names no account, key or project."""


class Prices(Fees, Protocol):
    """A PriceSheet, or one that answers what would have been."""

    @property
    def as_of(self) -> date: ...

    def below(self, own: tuple[PriceRow, ...]) -> Self: ...

    def changes(self, service: str) -> Sequence[date]: ...

    def cost(self, service: str, model: str, tier: str, tokens: Tokens, on: date) -> Cost: ...


@dataclass(frozen=True, slots=True)
class Names:
    """Names of keys and projects by their IDs, as far as they were ever seen."""

    keys: Mapping[str, str]
    projects: Mapping[str, str]

    @classmethod
    def of(cls, keys: Sequence[tuple[int, NamedKey]]) -> Names:
        return cls(
            keys={key.id: key.name for _account, key in keys if key.name},
            projects={key.project: key.project_name for _account, key in keys if key.project_name},
        )


def summarize(store: Store, prices: Prices, question: Question) -> Summary:
    """Group, price and name what the store holds. Raises UnknownChannel, StoreError."""
    accounts = {account.id: account for account in store.all_accounts()}
    names = Names.of(store.keys())
    sheets = _sheets(store, prices, accounts)
    query = _query(question, accounts, names, sheets, store.record_keys)
    groups: dict[tuple[str, ...], _Heap] = {}

    def heap_of(part: UsageSum | RecordSum | UnitSum, account: Account) -> _Heap:
        return groups.setdefault(tuple(_column(by, part, account) for by in question.group_by), _Heap())

    # An account that was added since is left to the next summary.
    for part in store.sums(query):
        if account := accounts.get(part.account_id):
            cost = _cost(sheets[account.id], account, part, question.tier)
            heap_of(part, account).add(part.tokens, cost)
            heap_of(part, account).count(account, part.requests)
    for told in store.record_sums(query):
        if account := accounts.get(told.account_id):
            cost = _recorded_cost(sheets[account.id], account, told, question.tier)
            heap_of(told, account).add(told.counts.tokens, cost, told.counts.unknown)
            heap_of(told, account).tell(told.counts.requests)
    for piece in store.unit_sums(query) if query.step != "minute" else ():
        account = accounts.get(piece.account_id)
        fee = unit_cost(sheets[account.id], account.service, piece) if account else None
        if account and fee is not None:
            heap_of(piece, account).charge(fee)
            heap_of(piece, account).count(account, 0)
    figures = {group: heap.figures() for group, heap in groups.items()}
    rows = tuple(_row(group, figures[group], question, names) for group in _ordered(figures, question))
    return Summary(question, rows, sum_figures(figures.values()), prices.as_of)


def _sheets(store: Store, prices: Prices, accounts: Mapping[int, Account]) -> Mapping[int, Prices]:
    """By which prices each account is charged: its own ones above those of everybody."""
    own: dict[int, list[PriceRow]] = {}
    for price in store.own_prices.everyone():
        if account := accounts.get(price.account_id):
            own.setdefault(account.id, []).append(price.row(account.service))
    return {id_: prices.below(tuple(own.get(id_, ()))) for id_ in accounts}


def _query(
    question: Question,
    accounts: Mapping[int, Account],
    names: Names,
    sheets: Mapping[int, Prices],
    record_keys: Callable[[], Set[str]],
) -> SumQuery:
    step = next((STEPS[by] for by in question.group_by if by in TIMES), None)
    wanted = {by.value for by in question.group_by if by not in WITHOUT_COLUMN}
    chosen = _channels(question.channels, accounts, names, record_keys)
    account_ids = chosen.accounts
    if question.services:
        of_service = {id_ for id_, account in accounts.items() if account.service in question.services}
        account_ids = of_service if account_ids is None else account_ids & of_service
    return SumQuery(
        period=question.period,
        step=step,
        dims=tuple(sorted(wanted | set(PRICED_BY))),
        zone=question.zone,
        price_changes=_price_changes(accounts, sheets),
        account_ids=None if account_ids is None else tuple(sorted(account_ids)),
        keys=_within(chosen.keys, question.keys),
        projects=chosen.projects,
    )


def _price_changes(accounts: Mapping[int, Account], sheets: Mapping[int, Prices]) -> Mapping[str, tuple[date, ...]]:
    """By service; a day on which one of its accounts pays another price cuts all of them."""
    days: dict[str, set[date]] = {}
    for prices, service in {(sheets[account.id], account.service) for account in accounts.values()}:
        days.setdefault(service, set()).update(prices.changes(service))
    return {service: tuple(sorted(each)) for service, each in days.items()}


def _within(chosen: tuple[str, ...] | None, keys: tuple[str, ...]) -> tuple[str, ...] | None:
    """Of the keys that channels chose, those that are asked for; where none is left, a key that nobody has."""
    if not keys:
        return chosen
    return keys if chosen is None else tuple(sorted(set(chosen) & set(keys))) or ("\x01",)


@dataclass(frozen=True, slots=True)
class _Chosen:
    accounts: set[int] | None = None
    keys: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None


def _channels(
    channels: Sequence[str], accounts: Mapping[int, Account], names: Names, record_keys: Callable[[], Set[str]]
) -> _Chosen:
    """A channel is an account's, a key's or a project's name or ID. Several of one kind add up; kinds narrow.

    Keys of records have no list, so that they are sought when nothing else is called so.
    """
    chosen_accounts: set[int] = set()
    keys: set[str] = set()
    projects: set[str] = set()
    for channel in channels:
        by_account = {id_ for id_, account in accounts.items() if account.name == channel}
        by_key = {key for key, name in names.keys.items() if channel in (key, name)}
        by_project = {project for project, name in names.projects.items() if channel in (project, name)}
        if by_account:
            chosen_accounts |= by_account
        elif by_key:
            keys |= by_key
        elif by_project:
            projects |= by_project
        elif channel.startswith(("key_", "apikey_")):
            keys.add(channel)
        elif channel.startswith("proj_"):
            projects.add(channel)
        elif channel in record_keys():
            keys.add(channel)
        else:
            raise UnknownChannel(f"No account, key or project is called “{channel}”; see `usage-tracker keys list`.")
    return _Chosen(chosen_accounts or None, tuple(sorted(keys)) or None, tuple(sorted(projects)) or None)


def _column(by: GroupBy, part: UsageSum | RecordSum | UnitSum, account: Account) -> str:
    match by:
        case GroupBy.SERVICE:
            return account.service
        case GroupBy.ACCOUNT:
            return account.name
        case GroupBy.KEY:
            return part.key
        case GroupBy.PROJECT:
            return part.project
        case GroupBy.MODEL:
            return part.model
        case GroupBy.TIER:
            return STANDARD if isinstance(part, UnitSum) else BilledAs.read(part.tier).tier
        case GroupBy.CONTEXT_WINDOW:
            return "" if isinstance(part, UnitSum) else BilledAs.read(part.tier).context_window
        case _:
            return part.step


def _cost(prices: Prices, account: Account, part: UsageSum, tier: str | None) -> Cost:
    """In another tier requests would have been as long."""
    billed_as = BilledAs.read(part.tier)._replace(tier=tier).text if tier else part.tier
    cost = prices.cost(account.service, part.model, billed_as, part.tokens, part.price_day)
    if cost.usd is None and (account.service, BilledAs.read(billed_as).tier) in SILENT:
        return replace(cost, reasons=frozenset({costs.NOT_REPORTED}))
    return cost


def _recorded_cost(prices: Prices, account: Account, told: RecordSum, tier: str | None) -> Cost:
    estimate = prices.cost(account.service, told.model, tier or told.tier, told.counts.tokens, told.day)
    return recorded_cost(told.cost_usd, told.counts, estimate)


class _Heap:
    """Adds up the parts of one group without making a noun for each of them."""

    __slots__ = ("_costs", "_counts", "_requests", "_unknown")

    def __init__(self) -> None:
        self._counts: list[Tokens] = []
        self._requests: int | None = None
        self._costs: list[Cost] = []
        self._unknown: frozenset[str] | None = None

    def add(self, tokens: Tokens, cost: Cost, unknown: frozenset[str] = frozenset()) -> None:
        """`unknown` names figures that `tokens` has as 0 because nobody told them."""
        self._counts.append(tokens)
        self._costs.append(cost)
        self._unknown = unknown if self._unknown is None else self._unknown & unknown

    def count(self, account: Account, requests: int) -> None:
        """Where the service counts no requests they stay unknown, but for those that it told after all."""
        if requests or account.service not in UNCOUNTED:
            self.tell(requests)

    def tell(self, requests: int | None) -> None:
        if requests is not None:
            self._requests = (self._requests or 0) + requests

    def charge(self, cost: Cost) -> None:
        """A fee: money without tokens."""
        self._costs.append(cost)

    def figures(self) -> Figures:
        tokens = Tokens(*map(sum, zip(*self._counts, strict=True)))
        return Figures(tokens, self._requests, costs.total(self._costs), self._unknown or frozenset())


def _ordered(figures: Mapping[tuple[str, ...], Figures], question: Question) -> list[tuple[str, ...]]:
    """By time where a time was asked for, else the most expensive first."""
    times = [index for index, by in enumerate(question.group_by) if by in TIMES]

    def order(group: tuple[str, ...]) -> tuple[tuple[str, ...], Decimal, int, tuple[str, ...]]:
        figure = figures[group]
        return (tuple(group[index] for index in times), -(figure.cost.usd or Decimal(0)), -figure.total_tokens, group)

    return sorted(figures, key=order)


def _row(group: tuple[str, ...], figures: Figures, question: Question, names: Names) -> Row:
    columns = dict(zip(question.group_by, group, strict=True))
    return Row(
        group,
        figures,
        key_name=names.keys.get(columns.get(GroupBy.KEY, ""), ""),
        project_name=names.projects.get(columns.get(GroupBy.PROJECT, ""), ""),
    )
