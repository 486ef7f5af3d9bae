"""`usage-tracker record`: one usage by hand, or JSON lines out of a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping

import click

from usage_tracker_gui.cli.exits import Stop
from usage_tracker_gui.cli.import_file import tell
from usage_tracker_gui.cli.moments import iso, known_zone, moment
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.tracking.importing.entries import Entry, Understanding
from usage_tracker_gui.tracking.importing.json_lines import read_json_lines
from usage_tracker_gui.tracking.importing.lines import Fields, Rejected
from usage_tracker_gui.tracking.importing.text_lines import lines_of
from usage_tracker_gui.tracking.recorder import Recorder

COUNT = click.IntRange(min=0)


@click.command()
@click.option("--json", "source", metavar="-", help="Read JSON lines from standard input.")
@click.option("--service", metavar="S", help="Default: the service of the account.")
@click.option("--account", metavar="A", help="Default: the service's name.")
@click.option("--at", metavar="T", help="A date, an ISO time, or a span like 2h; default now.")
@click.option("--key", metavar="K")
@click.option("--model", metavar="M")
@click.option("--tier", metavar="T")
@click.option("--input-tokens", type=COUNT, metavar="N", help="All input, cached included.")
@click.option("--cached-input-tokens", type=COUNT, metavar="N")
@click.option("--cache-write-tokens", type=COUNT, metavar="N")
@click.option("--cache-write-1h-tokens", type=COUNT, metavar="N")
@click.option("--output-tokens", type=COUNT, metavar="N")
@click.option("--requests", type=COUNT, metavar="N")
@click.option("--cost-usd", metavar="USD", help="What it cost, where that is known.")
@click.option("--id", metavar="ID", help="The same ID again changes nothing.")
@click.option("--tokens-remaining", type=COUNT, metavar="N")
@click.option("--sessions-active", type=COUNT, metavar="N")
@click.option("--request-type", metavar="TEXT")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Of a time without an offset.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def record(run: Run, /, source: str | None, timezone: str, form: str, **fields: str | int | None) -> int:
    """Add usage from elsewhere. What is not told stays unknown."""
    given = {name: value for name, value in fields.items() if value is not None}
    if "service" not in given and (service := run.service_of(str(given.get("account", "")))):
        given["service"] = service
    recorder = Recorder(run.store, run.workspace.services)
    if source is None:
        return tell(recorder.keep(_by_hand(run, given, known_zone(timezone))), form)
    if source != "-":
        raise click.UsageError("--json takes - and reads standard input; for a file see `usage-tracker import`.")
    if given.keys() - {"service", "account"}:
        raise click.UsageError("With --json the lines tell everything but --service and --account.")
    understanding = Understanding(
        run.workspace.services,
        run.now(),
        service=str(given.get("service", "")),
        account=str(given.get("account", "")),
    )
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")  # JSON's, whatever the terminal's is
    return tell(recorder.keep(understanding.entries(read_json_lines(lines_of(sys.stdin)))), form)


def _by_hand(run: Run, given: Mapping[str, object], zone: str) -> Iterator[Entry | Rejected]:
    if "service" not in given:
        raise click.UsageError("--service or an --account that there is already is missing: whose usage is it?")
    at = given.get("at")
    when = moment(at, run.now(), zone) if isinstance(at, str) else run.now()
    try:
        yield Understanding(run.workspace.services, run.now()).entry(Fields(1, {**given, "at": iso(when)}))
    except ValueError as error:
        raise Stop(f"That was not recorded: {error}.") from error
