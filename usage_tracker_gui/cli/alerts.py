"""`usage-tracker alerts`: what was raised; read it, silence it, and send it to e-mail, a webhook or Slack."""

from __future__ import annotations

from datetime import timedelta

import click

from usage_tracker_gui.cli.alert_channels import channels
from usage_tracker_gui.cli.exits import DONE, SERVICE_FAILED, Stop, say
from usage_tracker_gui.cli.moments import iso, span
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.figures import age, plain_decimal
from usage_tracker_gui.tracking.delivering import Deliveries

HISTORY = timedelta(days=30)
MOST = 10_000


@click.group(short_help="What was raised, and where alerts are sent.")
def alerts() -> None:
    """What was raised in the last 30 days, and where alerts are sent."""


alerts.add_command(channels)


@alerts.command("list")
@click.option("--unread", is_flag=True, help="Only those that nobody has marked as read.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_alerts(run: Run, unread: bool, form: str) -> int:
    """The alerts of the last 30 days, newest first."""
    now = run.now()
    found = [alert for alert in _known(run) if not (unread and alert.acknowledged)]
    if form == "json":
        print_json({"alerts": [_json(alert) for alert in found]})
    elif not found:
        say("No alert.")
    else:
        shown = table("ID", "When", "State", "What", numbers=("ID",))
        for alert in found:
            state = "read" if alert.acknowledged else alert.severity.value
            shown.add_row(str(alert.id), f"{age(now - alert.at)} ago", state, alert.message)
        print_table(shown)
    return DONE


@alerts.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.pass_obj
def acknowledge(run: Run, ids: tuple[int, ...], everything: bool) -> int:
    """Mark alerts as read, by their IDs."""
    if bool(ids) == everything:
        raise click.UsageError("Give the IDs of alerts, or --all.")
    marked = run.store.acknowledge(None if everything else ids)
    click.echo(f"Marked {marked} as read.")
    return DONE


@alerts.command()
@click.argument("id", type=int)
@click.option("--for", "length", default="8h", show_default=True, metavar="SPAN", help="Like 30m, 8h or 7d.")
@click.pass_obj
def snooze(run: Run, id: int, length: str) -> int:
    """Raise nothing more about an alert's subject for a while: the same kind, key and budget."""
    alert = _alert(run, id)
    until = run.now() + span(length)
    run.store.snooze(alert.subject, until)
    click.echo(f"Silent until {iso(until)}.")
    return DONE


@alerts.command()
@click.argument("id", type=int)
@click.pass_obj
def wake(run: Run, id: int) -> int:
    """End an alert's snooze before its time."""
    if not run.store.wake(_alert(run, id).subject):
        raise Stop("That is not snoozed.")
    click.echo("Awake.")
    return DONE


@alerts.command()
@click.pass_obj
def deliver(run: Run) -> int:
    """Send what is due by every channel, for computers on which the app does not run."""
    done = Deliveries(run.workspace, run.store).deliver(run.now())
    for delivery in done:
        if delivery.problem:
            say(f"{delivery.channel}: {delivery.problem}")
        else:
            click.echo(f"{delivery.channel}: {delivery.alerts} sent.")
    return SERVICE_FAILED if any(delivery.problem for delivery in done) else DONE


def _known(run: Run) -> tuple[Alert, ...]:
    return run.store.alerts(since=run.now() - HISTORY, limit=MOST)


def _alert(run: Run, id: int) -> Alert:
    found = next((alert for alert in _known(run) if alert.id == id), None)
    if found is None:
        raise Stop(f"There is no alert {id} in the last 30 days; see `usage-tracker alerts list`.")
    return found


def _json(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.id,
        "at": iso(alert.at),
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "acknowledged": alert.acknowledged,
        "account": alert.account,
        "key": alert.key,
        "key_name": alert.key_name,
        "model": alert.model,
        "budget": alert.rule,
        "value": plain_decimal(alert.value),
        "threshold": plain_decimal(alert.threshold),
        "message": alert.message,
    }
