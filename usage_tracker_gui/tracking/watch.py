"""The live watch: turns what each pass has stored into rates, and rates and costs into alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.alerts import QUIET_AFTER, Alert, AlertKind
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.collection import KeyRate
from usage_tracker_gui.domain.figures import money
from usage_tracker_gui.domain.report import Figures
from usage_tracker_gui.domain.spike_limits import rule_for
from usage_tracker_gui.domain.spikes import Cell, Count, RateMeter, SpikeRule, spikes
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.orders import start_of_bucket

NONE = Count(0, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    rates: tuple[KeyRate, ...]
    alerts: tuple[Alert, ...]  # new ones, stored
    first: bool = False  # nothing was seen before, so that there is no rate yet


class Watch:
    """Looks at one window of the store after every pass. `grain` is the width of its buckets in seconds; `reach` is how
    far back they can still grow, because a pass reads them again."""

    def __init__(
        self,
        store: Store,
        grain: int,
        reach: timedelta,
        rule: SpikeRule,
        cost_limit: Decimal | None = None,
        quiet_after: timedelta = QUIET_AFTER,
    ) -> None:
        self._store = store
        self._grain = grain
        self._reach = reach
        self.rule = rule
        self.cost_limit = cost_limit
        self._quiet_after = quiet_after
        self._meter = RateMeter()
        self._looked = False

    def look(
        self, accounts: Sequence[Account], now: datetime, spent: Figures | None = None, told: Sequence[Account] = ()
    ) -> Seen:
        """Measure, judge and remember. `spent` is what the window's cost limit is held against; `told` are accounts of
        which programs tell what they use."""
        rates = self._meter.measure(now, {**self._reading(accounts, now), **self._told(told, now)})
        found: list[Alert] = []
        first = not self._looked
        if not first:
            found += self._spikes(rates, (*told, *accounts), now)
            found += self._cost_alert(spent, now)
        self._looked = True
        stored = [self._store.save_alert(alert, self._quiet_after) for alert in found]
        return Seen(rates, tuple(alert for alert in stored if alert is not None), first)

    def _reading(self, accounts: Sequence[Account], now: datetime) -> dict[Cell, Count]:
        by_id = {account.id: account for account in accounts}
        since = start_of_bucket(now - self._reach, self._grain)
        reading: dict[Cell, Count] = {}
        for account_id, key, model, start, tokens, requests in self._store.readings(tuple(by_id), self._grain, since):
            account = by_id[account_id]
            if account.key_ids and key not in account.key_ids:
                continue
            cell = Cell(account.name, key, model, start)
            seen = reading.get(cell, NONE)
            reading[cell] = Count(seen.tokens + tokens, seen.requests + requests)
        return reading

    def _told(self, accounts: Sequence[Account], now: datetime) -> dict[Cell, Count]:
        """Beside what services tell: keys of programs are their names, in accounts that nobody asks."""
        names = {account.id: account.name for account in accounts}
        since = start_of_bucket(now - self._reach, self._grain)
        readings = self._store.told.readings(tuple(names), self._grain, since) if names else []
        return {Cell(names[id_], key, model, start): Count(*counts) for id_, key, model, start, *counts in readings}

    def _spikes(self, rates: Sequence[KeyRate], accounts: Sequence[Account], now: datetime) -> list[Alert]:
        """Each key is held against the narrowest limit that there is for it."""
        limits = self._store.spike_limits.everyone()
        keys = {key.id: key for _account, key in self._store.keys()}
        names = {id_: key.name for id_, key in keys.items() if key.name}
        services = {account.name: account.service for account in accounts}
        found: list[Alert] = []
        for rate in rates:
            place = {
                Scope.KEY: rate.key,
                Scope.PROJECT: keys[rate.key].project if rate.key in keys else "",
                Scope.ACCOUNT: rate.account,
                Scope.SERVICE: services.get(rate.account, ""),
            }
            found += spikes((rate,), rule_for(place, limits, self.rule), now, names)
        return found

    def _cost_alert(self, spent: Figures | None, now: datetime) -> list[Alert]:
        usd = spent.cost.usd if spent is not None else None
        if self.cost_limit is None or usd is None or usd <= self.cost_limit:
            return []
        message = f"The cost of {money(usd)} has passed your limit of {money(self.cost_limit)}."
        return [Alert(AlertKind.COST_THRESHOLD, now, "", "", "", "", usd, self.cost_limit, message)]
