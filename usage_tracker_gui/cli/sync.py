"""`usage-tracker sync`: read usage and costs into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from usage_tracker_gui.cli.exits import SERVICE_FAILED, Stop, code_of, say
from usage_tracker_gui.cli.moments import iso, moment, span
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.collection import Collection, Failed, Outcome
from usage_tracker_gui.domain.usage import DAY, HOUR, Period
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking import collect as passes
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.leases import Renewal, held
from usage_tracker_gui.tracking.orders import Backfill, CatchUp, Order, Reread
from usage_tracker_gui.tracking.unpriced import models_used, named, new_unpriced_models


@dataclass(frozen=True, slots=True)
class _Asked:
    lookback: str | None
    start: str | None
    end: str | None
    bucket_width: str
    dry_run: bool


@click.command()
@click.option("--lookback", metavar="SPAN", help="Read the last SPAN again, e.g. 30d.")
@click.option("--from", "start", metavar="T", help="Read again from T on: a date, an ISO time, or a span like 7d.")
@click.option("--to", "end", metavar="T", help="Read up to T; default now.")
@click.option("--account", metavar="NAME", help="Only this account.")
@click.option("--bucket-width", type=click.Choice(["1m", "1h", "1d"]), default="1h", show_default=True)
@click.option("--dry-run", is_flag=True, help="Fetch and count, write nothing.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def sync(
    run: Run,
    lookback: str | None,
    start: str | None,
    end: str | None,
    account: str | None,
    bucket_width: str,
    dry_run: bool,
    form: str,
) -> int:
    """Read usage and costs into the store.

    Without --from and --lookback it goes on from where it stopped, less three days for late data; the first time it
    reads 30 days.
    """
    order = _order(run, _Asked(lookback, start, end, bucket_width, dry_run))
    accounts = run.accounts(account)
    if bucket_width == "1d":
        _refuse_days(run, accounts)
    known = models_used(run.store, run.now())
    with run.stopping_on_interrupt() as should_stop, _progress(form) as show:
        collection = _collect(run, accounts, order, should_stop, show)
    _print(collection, order, form)
    for outcome in collection.outcomes:
        if isinstance(outcome, Failed):
            say(f"{outcome.account.name}: {outcome.failure.message}")
    if not any(isinstance(outcome, Failed) for outcome in collection.outcomes):
        _say_what_is_new_and_has_no_price(run, known)
    if collection.interrupted:
        say("Stopped early; what arrived is kept, and the next sync goes on from there.")
        return code_of(collection.outcomes) or SERVICE_FAILED
    return code_of(collection.outcomes)


def _order(run: Run, asked: _Asked) -> Order:
    now = run.now()
    if asked.lookback is not None and asked.start is not None:
        raise click.UsageError("--lookback and --from say the same thing: give one of them.")
    if asked.lookback is None and asked.start is None:
        if asked.end is not None:
            raise click.UsageError("--to needs --from or --lookback.")
        if asked.bucket_width == "1m":
            return Reread(now, Period(now - timedelta(hours=6), now), minutes=True, dry_run=asked.dry_run)
        return CatchUp(now, dry_run=asked.dry_run)
    until = moment(asked.end, now, "UTC") if asked.end else now
    since = moment(asked.start, now, "UTC") if asked.start else until - span(asked.lookback or "30d")
    if since >= until:
        raise click.UsageError("--from has to be before --to (default: now).")
    return Reread(now, Period(since, until), minutes=asked.bucket_width == "1m", dry_run=asked.dry_run)


def _say_what_is_new_and_has_no_price(run: Run, known: frozenset[str]) -> None:
    """Once, in the sync that brings a model; prices are read only when there is a new one."""
    if models_used(run.store, run.now()) <= known:
        return
    try:
        models = new_unpriced_models(run.store, run.prices, known, run.now())
    except SettingsError as error:  # what was read is stored and priced another day
        say(str(error))
        return
    if models:
        say(
            f"New and without a price: {named(models)}. `usage-tracker prices update` fetches newer prices, and "
            "prices.local.csv takes your own."
        )


def _refuse_days(run: Run, accounts: Sequence[Account]) -> None:
    connections = run.connections()
    for account in accounts:
        grains = {stream.grain for stream in connections.provider(account).usage_streams}
        if HOUR in grains and DAY not in grains:
            raise Stop(
                f"{account.name} is kept in hours, which hold more than days: use --bucket-width 1h, "
                "and `report --group-by day` for days."
            )


def _collect(
    run: Run,
    accounts: Sequence[Account],
    order: Order,
    should_stop: Callable[[], bool],
    show: Callable[[passes.Progress], None],
) -> Collection:
    connections = run.connections()
    if not order.dry_run:
        _cut_days_as_preferred(run)
    with held(run.store, accounts, run.now()) as (ours, skipped):
        _remember_wish(run.store, ours, order)
        renew = Renewal(run.store, ours, run.now)

        def keep_and_show(progress: passes.Progress) -> None:
            renew()
            show(progress)

        collection = passes.collect(ours, connections, run.store, order, should_stop, keep_and_show)
        if isinstance(order, CatchUp):
            collection = _with_unfinished_history(run, connections, collection, order, should_stop, keep_and_show)
    for other in skipped:
        say(f"{other.account.name}: {other.reason}")
    return Collection(
        collection.at, collection.period, (*collection.outcomes, *skipped), interrupted=collection.interrupted
    )


def _cut_days_as_preferred(run: Run) -> None:
    """Which hours midnight cuts is decided before they are read."""
    zone = run.workspace.preferences.timezone
    if run.store.zone != zone:
        run.store.set_zone(zone)


def _remember_wish(store: Store, accounts: Sequence[Account], order: Order) -> None:
    """A long span up to now that is stopped half-way is finished by the next sync."""
    if isinstance(order, Reread) and not (order.minutes or order.dry_run) and order.span.end >= order.now:
        for account in accounts:
            store.wish_history(account.id, order.span.start)


def _with_unfinished_history(
    run: Run,
    connections: Connections,
    collection: Collection,
    order: CatchUp,
    should_stop: Callable[[], bool],
    show: Callable[[passes.Progress], None],
) -> Collection:
    """The rest of what an interrupted sync was asked for; nothing where all of it is there."""
    outcomes: list[Outcome] = []
    for outcome in collection.outcomes:
        wish = run.store.history_wish(outcome.account.id)
        if wish is None or isinstance(outcome, Failed) or should_stop():
            outcomes.append(outcome)
            continue
        rest = Backfill(order.now, wish, dry_run=order.dry_run)
        older = passes.collect((outcome.account,), connections, run.store, rest, should_stop, show).outcomes
        outcomes += [replace(more, tally=outcome.tally.plus(more.tally)) for more in older] or [outcome]
    return replace(collection, outcomes=tuple(outcomes), interrupted=should_stop())


@contextmanager
def _progress(form: str) -> Iterator[Callable[[passes.Progress], None]]:
    """A bar on a terminal, on standard error; silence elsewhere."""
    output = Console(stderr=True)
    if form == "json" or not output.is_terminal:
        yield lambda _progress: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]} rows"))
    with Progress(*columns, TimeRemainingColumn(), console=output, transient=True) as bars:
        tasks: dict[tuple[str, str], Any] = {}

        def show(progress: passes.Progress) -> None:
            name = (progress.account, progress.stream)
            if name not in tasks:
                tasks[name] = bars.add_task(f"{progress.account} {progress.stream}", rows=0)
            rows = f"{progress.tally.rows_written:,}"
            bars.update(tasks[name], completed=progress.done, total=progress.total, rows=rows)

        yield show


def _print(collection: Collection, order: Order, form: str) -> None:
    if form == "json":
        print_json(
            {
                "from": iso(collection.period.start),
                "to": iso(collection.period.end),
                "dry_run": order.dry_run,
                "accounts": [_as_json(outcome) for outcome in collection.outcomes],
            }
        )
        return
    numbers = ("Requests", "Buckets", "Rows")
    shown = table("Account", "Service", "Status", *numbers, numbers=numbers)
    for outcome in collection.outcomes:
        tally = outcome.tally
        counts = (f"{tally.requests:,}", f"{tally.buckets:,}", f"{tally.rows_written:,}")
        shown.add_row(outcome.account.name, outcome.account.service, outcome.status, *counts)
    print_table(shown)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    error = None
    if isinstance(outcome, Failed):
        error = {"kind": outcome.failure.kind.value, "message": outcome.failure.message}
    return {
        "account": outcome.account.name,
        "service": outcome.account.service,
        "status": outcome.status,
        "error": error,
        "requests": outcome.tally.requests,
        "buckets": outcome.tally.buckets,
        "rows_written": outcome.tally.rows_written,
    }
