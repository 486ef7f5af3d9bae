"""`usage-tracker watch`: the live view in a terminal, or as JSON lines for a script."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Protocol

import click

from usage_tracker_gui.cli.exits import CREDENTIAL_REFUSED, code_of, say
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.cli.screen import JsonLines, Screen, screen_for
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Collection, Failed
from usage_tracker_gui.domain.report import GroupBy, Question, Summary
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.domain.usage import HOUR, MINUTE, TIERS, Period
from usage_tracker_gui.settings.credentials import credential
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.leases import held, taken
from usage_tracker_gui.tracking.orders import Reread, start_of_bucket
from usage_tracker_gui.tracking.outages import Outages
from usage_tracker_gui.tracking.rounds import Rounds
from usage_tracker_gui.tracking.summarize import summarize
from usage_tracker_gui.tracking.watch import Watch

GROUPS = (GroupBy.KEY, GroupBy.MODEL, GroupBy.TIER)
NAMES_EVERY = 40  # refreshes


@dataclass(frozen=True, slots=True)
class _Wanted:
    keys: tuple[str, ...]
    lookback: timedelta
    grain: int
    tier: str | None
    interval: float
    threshold: Decimal | None
    rule: SpikeRule
    refreshes: int | None


class _Stopping(Protocol):
    def __call__(self) -> bool: ...


@click.command()
@click.option("--api-key-id", "keys", multiple=True, metavar="ID", help="Watch this key; repeat for more.")
@click.option("--lookback-hours", type=click.IntRange(1, 168), default=6, show_default=True)
@click.option("--bucket-width", type=click.Choice(["1m", "1h", "1d"]), default="1h", show_default=True)
@click.option("--tier", type=click.Choice(["auto", *TIERS]), default="auto", show_default=True)
@click.option("--interval", type=click.IntRange(1, 600), default=15, show_default=True, help="Seconds.")
@click.option("--threshold", metavar="USD", help="Alert when the window costs more.")
@click.option("--spike-token-rate", type=click.IntRange(min=0), default=10_000, show_default=True)
@click.option("--spike-request-rate", type=click.IntRange(min=0), default=120, show_default=True)
@click.option("--admin-key", metavar="-", help="Read the OpenAI admin key from standard input.")
@click.option("--refreshes", type=click.IntRange(min=1), metavar="N", help="End after N refreshes.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def watch(
    run: Run,
    keys: tuple[str, ...],
    lookback_hours: int,
    bucket_width: str,
    tier: str,
    interval: int,
    threshold: str | None,
    spike_token_rate: int,
    spike_request_rate: int,
    admin_key: str | None,
    refreshes: int | None,
    form: str,
) -> int:
    """The live view; Ctrl+C ends it with a summary."""
    wanted = _Wanted(
        keys=keys,
        lookback=timedelta(hours=lookback_hours),
        grain=MINUTE if bucket_width == "1m" else HOUR,
        tier=None if tier == "auto" else tier,
        interval=float(interval),
        threshold=_dollars(threshold),
        rule=SpikeRule(spike_token_rate, spike_request_rate),
        refreshes=refreshes,
    )
    if admin_key is not None:
        run.override(OPENAI_ADMIN_KEY=_admin_key(admin_key))
    accounts = run.accounts()
    if keys:
        accounts = tuple(replace(account, key_ids=keys) for account in accounts)
    with run.stopping_on_interrupt() as should_stop, held(run.store, accounts, run.now()) as (_, others):
        for other in others:
            say(f"{other.account.name}: {other.reason}")
        screen = screen_for(form)
        with screen:
            live = _Live(run, wanted, accounts, screen)
            code = live.run(should_stop)
    return code


def _admin_key(given: str) -> str:
    if given == "-":
        return credential(sys.stdin.readline(), "standard input").reveal()
    say("A secret on the command line can be read by other programs: give it by `--admin-key -` instead.")
    return credential(given, "--admin-key").reveal()


def _dollars(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        usd = Decimal(text.removeprefix("$"))
    except InvalidOperation:
        usd = Decimal("NaN")
    if not usd.is_finite() or usd < 0:
        raise click.UsageError(f"--threshold takes an amount in dollars like 5 or 0.50, not “{text}”.")
    return usd


class _Live:
    """Refresh, show, wait; until it is stopped or has refreshed often enough."""

    def __init__(
        self,
        run: Run,
        wanted: _Wanted,
        accounts: tuple[Account, ...],
        screen: Screen | JsonLines,
    ) -> None:
        self._now: Callable[[], datetime] = run.now
        self._store: Store = run.store
        self._prices = run.prices
        self._connections: Connections = run.connections()
        self._wanted = wanted
        self._accounts = accounts
        self._screen = screen
        self._watch = Watch(self._store, wanted.grain, wanted.lookback, wanted.rule, wanted.threshold)
        self._outages = Outages({service.id: service for service in run.workspace.services})
        preferences = run.workspace.preferences
        kinds = preferences.alert_rules.kinds
        self._rounds = Rounds(self._store, self._prices, preferences.timezone, self._outages, kinds=kinds)

    def run(self, should_stop: _Stopping) -> int:
        done = 0
        collection: Collection | None = None
        while not should_stop():
            began = time.monotonic()
            collection = self._refresh(done, should_stop)
            done += 1
            if self._wanted.refreshes is not None and done >= self._wanted.refreshes:
                break
            if self._all_refused(collection):
                break
            self._wait(began + self._wanted.interval, should_stop)
        self._screen.show_summary()
        return code_of(collection.outcomes) if collection is not None else 0

    def _refresh(self, done: int, should_stop: _Stopping) -> Collection:
        now = self._now()
        order = Reread(
            now,
            Period(now - self._wanted.lookback, now),
            minutes=self._wanted.grain == MINUTE,
            names=done % NAMES_EVERY == 0,
            bills=False,
        )
        # Every time anew: that keeps the lease, and takes over from a program that has ended.
        ours, _others = taken(self._store, self._accounts, now)
        collection = collect(ours, self._connections, self._store, order, should_stop)
        for outcome in collection.outcomes:
            if isinstance(outcome, Failed):
                say(f"{outcome.account.name}: {outcome.failure.message}")
        summary = self._summary(now)
        seen = self._watch.look(self._accounts, now, summary.totals)
        self._outages.remember(collection)
        alerts = seen.alerts + self._rounds.walk(self._accounts, now) if done else ()
        self._screen.show_refresh(replace(collection, rates=seen.rates, alerts=alerts), summary)
        return collection

    def _summary(self, now: datetime) -> Summary:
        period = Period(start_of_bucket(now - self._wanted.lookback, self._wanted.grain), now)
        question = Question(
            period,
            GROUPS if self._wanted.grain == HOUR else (*GROUPS, GroupBy.MINUTE),
            channels=self._wanted.keys,
            tier=self._wanted.tier,
        )
        return summarize(self._store, self._prices, question)

    def _all_refused(self, collection: Collection) -> bool:
        outcomes = collection.outcomes
        refused = [code_of((outcome,)) == CREDENTIAL_REFUSED for outcome in outcomes]
        return bool(refused) and all(refused)

    def _wait(self, until: float, should_stop: _Stopping) -> None:
        while not should_stop():
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.1))
