"""The estimate beside the bill: what the store holds of both, compared day by day.

Only days whose bill was read are compared; a day that nobody asked the service about would look like a free one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.bill_comparison import Payer, Used, compare
from usage_tracker_gui.domain.context_window import BilledAs
from usage_tracker_gui.domain.pricing import PriceSheet
from usage_tracker_gui.domain.reconciliation import Comparison, NotReported, Reconciliation
from usage_tracker_gui.domain.usage import DAY, Period
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.sum_query import SumQuery
from usage_tracker_gui.tracking.summarize import SILENT, Names

COSTS = "costs"  # the stream under which the store keeps how far bills were read
STILL_MOVING = timedelta(days=3)  # usage of the last days may not be billed yet


def reconcile(store: Store, prices: PriceSheet, period: Period, now: datetime) -> Reconciliation:
    """All accounts, over the whole UTC days that `period` touches. Raises StoreError."""
    days = period.widened_to(DAY)
    comparisons: list[Comparison] = []
    without_bill: list[str] = []
    not_reported: list[NotReported] = []
    for account in store.all_accounts():
        billed = _billed_days(store, account, days)
        if billed is not None:
            used = list(_used(store, account, billed))
            not_reported += _not_reported(account, used)
            comparisons += compare(
                Payer(account.name, account.service, account.key_ids, (now - STILL_MOVING).astimezone(UTC).date()),
                (one for one in used if not _is_silent(account, one)),
                (line for _account, line in store.billed_costs(billed, (account.id,))),
                prices,
            )
        elif any(_used(store, account, days)):
            without_bill.append(account.name)
    names = Names.of(store.keys())
    return Reconciliation(
        days,
        tuple(comparisons),
        prices.as_of,
        tuple(without_bill),
        tuple(not_reported),
        names.projects,
        names.keys,
    )


def _is_silent(account: Account, used: Used) -> bool:
    return (account.service, BilledAs.read(used.tier).tier) in SILENT


def _not_reported(account: Account, used: Sequence[Used]) -> list[NotReported]:
    tokens: Counter[str] = Counter()
    for one in used:
        if _is_silent(account, one):
            tokens[BilledAs.read(one.tier).tier] += one.tokens.total
    return [NotReported(account.name, tier, count) for tier, count in tokens.items()]


def _billed_days(store: Store, account: Account, days: Period) -> Period | None:
    """The days among `days` whose bill was asked for; None when there are none."""
    covered = store.coverage(account.id, COSTS, ("",)).get("")
    if covered is None:
        return None
    known = covered.widened_to(DAY)
    start, end = max(days.start, known.start), min(days.end, known.end)
    return Period(start, end) if start < end else None


def _used(store: Store, account: Account, days: Period) -> Iterator[Used]:
    query = SumQuery(days, "day", ("account", "key", "project", "model", "tier"), "UTC", {}, account_ids=(account.id,))
    for part in store.sums(query):
        day = datetime.fromisoformat(part.step).date()
        yield Used(day, part.key, part.project, part.model, part.tier, part.tokens)
