"""`usage-tracker import`: usage from a CSV or JSON-lines file, each line once."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from usage_tracker_gui.cli.exits import DONE, SERVICE_FAILED, Stop, say
from usage_tracker_gui.cli.moments import known_zone
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.tracking.importing.columns import UnknownColumn
from usage_tracker_gui.tracking.importing.entries import Understanding
from usage_tracker_gui.tracking.importing.files import entries_of
from usage_tracker_gui.tracking.importing.lines import UnreadableFile
from usage_tracker_gui.tracking.recorder import Kept, Recorder

MOST_REASONS_SHOWN = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--service", default="", metavar="S", help="The service of lines that name none; default the account's.")
@click.option("--account", default="", metavar="A", help="The account of lines that name none; default the service's.")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="What a column holds; repeat for more."
)
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Of times without an offset.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def import_file(
    run: Run,
    file: Path,
    service: str,
    account: str,
    columns: tuple[str, ...],
    timezone: str,
    dry_run: bool,
    form: str,
) -> int:
    """Add usage from FILE: CSV with a header, or JSON lines. The same line again changes nothing."""
    service = service or run.service_of(account)
    understanding = Understanding(
        run.workspace.services, run.now(), ZoneInfo(known_zone(timezone)), service=service, account=account
    )
    recorder = Recorder(run.store, run.workspace.services)
    try:
        with entries_of(file, understanding, _wanted(columns)) as entries:
            kept = recorder.try_out(entries) if dry_run else recorder.keep(entries)
    except (UnreadableFile, UnknownColumn) as error:
        raise Stop(str(error)) from error
    except OSError as error:
        raise Stop(f"{file} can't be read: {error.strerror or error}.") from error
    return tell(kept, form, "would be added" if dry_run else "added")


def tell(kept: Kept, form: str, added: str = "added") -> int:
    """The result on standard output, reasons for people on standard error; the exit code."""
    if form == "json":
        reasons = [{"line": rejected.line, "reason": rejected.reason} for rejected in kept.rejected]
        print_json({"read": kept.read, "added": kept.added, "unchanged": kept.unchanged, "rejected": reasons})
    else:
        numbers = ("Read", added.capitalize(), "Unchanged", "Rejected")
        shown = table(*numbers, numbers=numbers)
        shown.add_row(*(f"{count:,}" for count in (kept.read, kept.added, kept.unchanged, len(kept.rejected))))
        print_table(shown)
        for rejected in kept.rejected[:MOST_REASONS_SHOWN]:
            say(f"Line {rejected.line}: {rejected.reason}.")
        if len(kept.rejected) > MOST_REASONS_SHOWN:
            say(f"… and {len(kept.rejected) - MOST_REASONS_SHOWN:,} more lines; `--format json` lists them all.")
    return SERVICE_FAILED if kept.rejected else DONE


def _wanted(columns: tuple[str, ...]) -> dict[str, str]:
    pairs = [column.partition("=") for column in columns]
    if any(not name or not column for name, _, column in pairs):
        raise click.UsageError("--column takes FIELD=COLUMN, like --column at=When.")
    return {name.strip(): column.strip() for name, _, column in pairs}
