"""`usage-tracker alerts channels`: where alerts are sent. An address is read, never given as an argument."""

from __future__ import annotations

import sys

import click

from usage_tracker_gui.cli.exits import DONE, SERVICE_FAILED, Stop, say
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.delivery import DeliveryError, WrongAddress
from usage_tracker_gui.domain.account import Secret
from usage_tracker_gui.domain.alert_channels import AlertChannel, Pace
from usage_tracker_gui.settings.credentials import credential
from usage_tracker_gui.settings.errors import KeychainError
from usage_tracker_gui.tracking.delivering import Deliveries

PACES = {"at-once": Pace.AT_ONCE, "hourly": Pace.HOURLY, "daily": Pace.DAILY}
WORDS = {pace: word for word, pace in PACES.items()}


@click.group()
def channels() -> None:
    """E-mail, webhooks and Slack. The app sends while it runs; `alerts deliver` does without it."""


@channels.command()
@click.argument("name")
@click.option("--pace", type=click.Choice(list(PACES)), default="at-once", show_default=True, help="Or as a digest.")
@click.pass_obj
def add(run: Run, name: str, pace: str) -> int:
    """Add a channel, or change the one of that name.

    The address comes from standard input, or is asked for without echo: https://… for a webhook or Slack,
    mailtos://USER:PASSWORD@HOST?from=…&to=… for e-mail, or any other of Apprise's addresses.
    """
    if not name.strip() or not name.isprintable():
        raise click.UsageError("A channel needs a name that can be read, like “team”.")
    try:
        leads_to = _deliveries(run).add(AlertChannel(name, PACES[pace]), _read_address())
    except WrongAddress as error:
        raise Stop(str(error)) from None
    click.echo(f"{name}: {leads_to}, {pace}. Try it with `usage-tracker alerts channels test {name}`.")
    return DONE


@channels.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_channels(run: Run, form: str) -> int:
    """The channels, and why the last try failed if it did."""
    rows = [
        {
            "name": channel.name,
            "pace": WORDS[channel.pace],
            "address": _address_state(run, channel),
            "failures": channel.failures,
            "problem": channel.problem,
        }
        for channel in _deliveries(run).channels()
    ]
    if form == "json":
        print_json({"channels": rows})
    elif not rows:
        say("No channel yet: add one with `usage-tracker alerts channels add NAME`.")
    else:
        shown = table("Name", "Pace", "Address", "State")
        for row in rows:
            shown.add_row(str(row["name"]), str(row["pace"]), str(row["address"]), str(row["problem"] or "ok"))
        print_table(shown)
    return DONE


@channels.command("test")
@click.argument("name")
@click.pass_obj
def send_test(run: Run, name: str) -> int:
    """Send one message, to see whether it arrives."""
    try:
        _deliveries(run).test(name)
    except DeliveryError as error:
        say(f"{name}: {error}")
        return SERVICE_FAILED
    click.echo(f"{name} took the message.")
    return DONE


@channels.command()
@click.argument("name")
@click.pass_obj
def remove(run: Run, name: str) -> int:
    """Remove a channel with its address."""
    _deliveries(run).remove(name)
    click.echo(f"Removed {name}.")
    return DONE


def _read_address() -> Secret:
    text = click.prompt("Address", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    return credential(text, "standard input")


def _deliveries(run: Run) -> Deliveries:
    return Deliveries(run.workspace, run.store)


def _address_state(run: Run, channel: AlertChannel) -> str:
    try:
        return "keychain" if run.workspace.keychain.get_named(channel.address_name) is not None else "missing"
    except KeychainError:
        return "unavailable"
