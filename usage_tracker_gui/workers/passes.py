"""What the poller does in one pass: a quick look at what is new, and in the time that is left, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, Secret
from usage_tracker_gui.domain.collection import Collection, Fetched, Outcome
from usage_tracker_gui.domain.usage import MINUTE
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.collect import Progress, collect
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.daily_prices import DailyPrices
from usage_tracker_gui.tracking.leases import Renewal, give_back, taken
from usage_tracker_gui.tracking.orders import Backfill, CatchUp, Order, Touch
from usage_tracker_gui.tracking.outages import Outages
from usage_tracker_gui.tracking.pacing import Pacing
from usage_tracker_gui.tracking.price_feed import ADDRESS
from usage_tracker_gui.tracking.rounds import Rounds
from usage_tracker_gui.tracking.status import Health
from usage_tracker_gui.tracking.upkeep import Upkeep
from usage_tracker_gui.tracking.watch import Watch
from usage_tracker_gui.tracking.workspace import Workspace

HISTORY = timedelta(days=365)
MINUTES_THAT_GROW = timedelta(minutes=90)


class Passes:
    """Belongs to the poll thread: it holds that thread's database connection and HTTP clients."""

    def __init__(self, workspace: Workspace, now: Callable[[], datetime], price_list: str = ADDRESS) -> None:
        self._workspace = workspace
        self._now = now
        preferences = workspace.preferences
        self._store = workspace.open_store()
        if self._store.zone != preferences.timezone:
            self._store.set_zone(preferences.timezone)
        self._connections = Connections(workspace, self._store)
        self._history = min(HISTORY, timedelta(days=preferences.retention_days or HISTORY.days))
        self._upkeep = Upkeep(self._store, preferences)
        wanted = preferences.price_updates and not workspace.environment.offline
        self._daily_prices = DailyPrices(workspace.paths.data, price_list) if wanted else None
        self._health = Health()
        self.pacing = Pacing(timedelta(seconds=preferences.interval_seconds), self._secret_of)
        rules = preferences.alert_rules
        self._watch = Watch(self._store, MINUTE, MINUTES_THAT_GROW, rules.spikes, quiet_after=rules.quiet_after)
        self._outages = Outages({service.id: service for service in workspace.services})
        self._rounds = Rounds(
            self._store,
            workspace.prices(),
            preferences.timezone,
            self._outages,
            rules.dollars_a_day,
            rules.kinds,
            rules.quiet_after,
        )

    def touch(self, should_stop: Callable[[], bool]) -> Collection:
        """Minutes and open hours of every account that is due, and the alerts that they give rise to."""
        now = self._now()
        accounts = self._workspace.asked_accounts(self._store)
        ours, others = taken(self._store, self.pacing.due(accounts, now), now)
        collection = collect(ours, self._connections, self._store, Touch(now), should_stop)
        collection = replace(collection, outcomes=(*collection.outcomes, *others))
        self._remember(collection)
        seen = self._watch.look(accounts, now, told=self._store.all_accounts())
        return replace(
            collection,
            alerts=seen.alerts + self._rounds.walk(accounts, now),
            rates=seen.rates,
            heard=self._is_heard(accounts),
            first=seen.first,
        )

    def _is_heard(self, accounts: Sequence[Account]) -> bool:
        """One answers, or is read by another program; where none is asked, there is none to be missed."""
        asked = {account.id for account in accounts}
        states = [status.freshness for status in self.statuses() if status.account.id in asked]
        return not states or any(state not in (Freshness.STALE, Freshness.NEEDS_KEY) for state in states)

    def in_depth(
        self,
        should_stop: Callable[[], bool],
        should_yield: Callable[[], bool],
        on_progress: Callable[[Progress], None],
    ) -> Iterator[Collection]:
        """Late data of the last days once an hour, names and bills; then older history, newest first."""
        now = self._now()
        accounts = self._workspace.asked_accounts(self._store)
        ours, _others = taken(self._store, accounts, now)
        for account in self.pacing.due_in_depth(ours, now):
            # Short, so the next poll waits for it: interrupted, it would begin with the last three days again.
            collection = self._collect(account, CatchUp(now), should_stop, on_progress)
            yield collection
            if not collection.interrupted and _all_fetched(collection.outcomes):
                self.pacing.remember_depth(account, now)
        for account in self.pacing.due(ours, now):
            if should_yield():
                return
            collection = self._collect(account, Backfill(now, now - self._history), should_yield, on_progress)
            if any(outcome.tally.requests for outcome in collection.outcomes):
                yield collection

        if self._upkeep.is_due(now):
            self._upkeep.look_after(now)

    def judge_anew(self) -> None:
        """Budgets were changed."""
        self._rounds.judge_anew()

    def update_prices(self) -> bool:
        """True when other prices hold from now on; looked for once a day, for who wants that and is not offline."""
        now = self._now()
        if self._daily_prices is None or not self._daily_prices.is_due(now) or not self._daily_prices.look(now):
            return False
        self._rounds.price_by(self._workspace.prices())
        return True

    def statuses(self) -> tuple[AccountStatus, ...]:
        """Of every account: those that are not watched are seen, too, or nobody could switch them on again."""
        off = tuple(account for account in self._store.accounts() if not account.enabled)
        accounts = (*self._workspace.accounts(self._store), *off)
        services = {service.id: service for service in self._workspace.services}
        patience = max(timedelta(minutes=2), 3 * self.pacing.interval)
        return self._health.statuses(accounts, services, self._now(), patience)

    def close(self) -> None:
        self._connections.close()
        give_back(self._store)
        self._store.close()

    def _collect(
        self,
        account: Account,
        order: Order,
        should_stop: Callable[[], bool],
        on_progress: Callable[[Progress], None],
    ) -> Collection:
        renew = Renewal(self._store, (account,), self._now)

        def show(progress: Progress) -> None:
            renew()
            on_progress(progress)

        collection = collect((account,), self._connections, self._store, order, should_stop, show)
        self._remember(collection)
        return collection

    def _remember(self, collection: Collection) -> None:
        self.pacing.remember(collection)
        self._health.remember(collection)
        self._outages.remember(collection)

    def _secret_of(self, account: Account) -> Secret | None:
        try:
            return self._workspace.secret(account, self._store.accounts())
        except SettingsError:
            return None


def _all_fetched(outcomes: Sequence[Outcome]) -> bool:
    return all(isinstance(outcome, Fetched) for outcome in outcomes)
