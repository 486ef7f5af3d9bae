"""`usage-tracker records`: what was told by hand, by files and by programs, and how a wrong entry is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from usage_tracker_gui.cli.exits import DONE, Stop, say
from usage_tracker_gui.cli.moments import known_zone, moment
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.record import COUNT
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.figures import money, plain_decimal
from usage_tracker_gui.domain.records import AHEAD, FIRST_MOMENT, UsageRecord
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.tracking.importing import values
from usage_tracker_gui.tracking.mending import Mending, described

COUNTS = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "requests")
UNKNOWN = "unknown"


@click.group(short_help="Recorded entries: look, change, take back.")
def records() -> None:
    """Entries that were recorded or imported, one by one."""


@records.command("list")
@click.option("--account", metavar="A")
@click.option("--from", "start", metavar="T", help="A date, an ISO time, or a span like 7d; default: all.")
@click.option("--to", "end", metavar="T", help="Up to T, not including it.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The newest N.")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Of bare dates.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_records(
    run: Run, account: str | None, start: str | None, end: str | None, limit: int, timezone: str, form: str
) -> int:
    """The newest entries first, with the id that `change` and `remove` take."""
    zone = known_zone(timezone)
    now = run.now()
    since = moment(start, now, zone) if start else FIRST_MOMENT
    until = moment(end, now, zone) if end else now + 2 * AHEAD
    accounts = {each.id: each for each in _accounts(run, account)}
    found = run.store.told.latest(Period(since, max(since, until)), tuple(accounts), limit)
    if form == "json":
        print_json({"records": [_as_json(accounts[number], record) for number, record in found]})
        return DONE
    if not found:
        say("No entry is kept: `usage-tracker record` and `usage-tracker import` make some.")
        return DONE
    numbers = ("Input", "Cached", "Cache write", "Output", "Requests", "Cost")
    shown = table("At (UTC)", "Account", "Key", "Model", *numbers, "Id", numbers=numbers)
    for number, record in found:
        counts = (getattr(record, name) for name in COUNTS)
        cells = ["—" if count is None else f"{count:,}" for count in counts]
        at, name = f"{record.at:%Y-%m-%d %H:%M}", accounts[number].name
        shown.add_row(at, name, record.key, record.model, *cells, money(record.cost_usd), record.id)
    print_table(shown)
    return DONE


@records.command("change")
@click.argument("id_", metavar="ID")
@click.option("--account", metavar="A", help="Needed where two accounts have an entry of that id.")
@click.option("--at", metavar="T", help="A date, an ISO time, or a span like 2h.")
@click.option("--key", metavar="K")
@click.option("--model", metavar="M")
@click.option("--tier", metavar="T")
@click.option("--input-tokens", type=COUNT, metavar="N")
@click.option("--cached-input-tokens", type=COUNT, metavar="N")
@click.option("--cache-write-tokens", type=COUNT, metavar="N")
@click.option("--cache-write-1h-tokens", type=COUNT, metavar="N")
@click.option("--output-tokens", type=COUNT, metavar="N")
@click.option("--requests", type=COUNT, metavar="N")
@click.option("--cost-usd", metavar="USD", help="`unknown` leaves it to the price sheet.")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Of a time without an offset.")
@click.pass_obj
def change_record(run: Run, /, id_: str, account: str | None, timezone: str, **told: str | int | None) -> int:
    """Correct what was told wrongly; the rest of the entry stays."""
    mending = Mending(run.store, run.now)
    owner, record = mending.find(id_, _accounts(run, account))
    given = {name: value for name, value in told.items() if value is not None}
    if not given:
        raise click.UsageError("Say what is to be changed, like --output-tokens 1200.")
    try:
        after = replace(record, **_read(run, given, known_zone(timezone)))
        mending.change(owner, record, after)
    except ValueError as error:
        raise Stop(f"Nothing was changed: {error}.") from error
    click.echo(f"Changed the entry of {owner.name}, {described(record)}.")
    return DONE


@records.command("remove")
@click.argument("id_", metavar="ID")
@click.option("--account", metavar="A", help="Needed where two accounts have an entry of that id.")
@click.option("--yes", is_flag=True, help="Really: what was told is not kept anywhere else.")
@click.pass_obj
def remove_record(run: Run, id_: str, account: str | None, yes: bool) -> int:
    """Take back one entry."""
    mending = Mending(run.store, run.now)
    owner, record = mending.find(id_, _accounts(run, account))
    if not yes:
        raise Stop(f"This takes back the entry of {owner.name}, {described(record)}: say it with --yes.")
    mending.remove(owner, record)
    click.echo(f"Took back the entry of {owner.name}, {described(record)}.")
    return DONE


def _accounts(run: Run, name: str | None) -> tuple[Account, ...]:
    if name is None:
        return tuple(run.store.all_accounts())
    account = run.store.account(name)
    if account is None:
        raise Stop(f"There is no account “{name}”; see `usage-tracker accounts list`.")
    return (account,)


def _read(run: Run, given: Mapping[str, Any], zone: str) -> dict[str, Any]:
    told = dict(given)
    if "at" in told:
        told["at"] = moment(str(told["at"]), run.now(), zone)
    if "cost_usd" in told:
        told["cost_usd"] = None if told["cost_usd"] == UNKNOWN else values.dollars(told["cost_usd"], values.POINT)
    return told


def _as_json(account: Account, record: UsageRecord) -> dict[str, Any]:
    """Unknown is null."""
    return {
        "id": record.id,
        "at": record.at.isoformat().replace("+00:00", "Z"),
        "service": account.service,
        "account": account.name,
        "key": record.key,
        "model": record.model,
        "tier": record.tier,
        **{name: getattr(record, name) for name in (*COUNTS[:3], "cache_write_1h_tokens", *COUNTS[3:])},
        "cost_usd": None if record.cost_usd is None else plain_decimal(record.cost_usd),
    }
