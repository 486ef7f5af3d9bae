"""`usage-tracker database`: a history from the file of this computer to a database server, or back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from usage_tracker_gui.cli.exits import Stop, say
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.store.errors import DatabaseMisnamed
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.store.transfer import TableCopy

_HOW = "postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, with %2F for a slash in the password and %40 for an at sign"


@click.group(short_help="Where the history is kept; copy it onto a server.")
def database() -> None:
    """Where the history is kept: in a file of the data folder, or on the server of USAGE_TRACKER_DATABASE_URL."""


@database.command("copy")
@click.option("--to", "to", metavar="URL", help="The empty database; - reads its URL from standard input.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def copy_history(run: Run, to: str | None, form: str) -> None:
    """Copy the whole history into another, empty database, and prove that every sum is the same there.

    Without --to the file of the data folder is copied to USAGE_TRACKER_DATABASE_URL. A URL with a password is better
    in that variable or on standard input (--to -), where no list of processes shows it. Close the window first: what it
    reads meanwhile is not copied. The history that is copied stays as it is.
    """
    source, target = _both(run, to)
    if isinstance(source, Path) and not source.is_file():
        raise Stop(f"There is no history in {source} yet, so nothing was copied.")
    with Store.open(source) as ours, _open(target) as theirs:
        copied = ours.copy_into(theirs)
        place = theirs.stats().place
    _print(copied, place, form)
    if to is not None:
        say("To use the copy from now on, set USAGE_TRACKER_DATABASE_URL to it.")


def _both(run: Run, to: str | None) -> tuple[str | Path, str]:
    workspace = run.workspace
    if to is not None:
        return workspace.database, _named(to)
    if isinstance(workspace.database, Path):
        raise Stop("Where to? Name an empty database with --to URL, or set USAGE_TRACKER_DATABASE_URL.")
    return workspace.paths.database, workspace.database


def _named(to: str) -> str:
    """What a person typed may hold a password: it is never repeated."""
    url = _asked_for() if to == "-" else to
    if "://" not in url:
        raise Stop(f"--to takes a database URL: {_HOW}.")
    return url


def _asked_for() -> str:
    if sys.stdin.isatty():
        text: str = click.prompt("Database URL", hide_input=True, err=True)
        return text.strip()
    return sys.stdin.readline().strip()


def _open(url: str) -> Store:
    try:
        return Store.open(url)
    except DatabaseMisnamed:
        raise Stop(f"The database URL is not understood. Write {_HOW}.") from None


def _print(copied: Sequence[TableCopy], place: str, form: str) -> None:
    rows, sums = sum(one.rows for one in copied), sum(one.sums for one in copied)
    if form == "json":
        tables = [{"table": one.table, "rows": one.rows, "sums_compared": one.sums or None} for one in copied]
        print_json({"to": place, "rows": rows, "sums_compared": sums, "equal": True, "tables": tables})
        return
    shown = table("Table", "Rows", "Compared", numbers=("Rows",))
    for one in copied:
        how = f"{one.sums:,} sums are equal" if one.sums else "every row is equal"
        shown.add_row(one.table.replace("_", " "), f"{one.rows:,}", how if one.rows else "empty in both")
    print_table(shown)
    click.echo(
        f"Copied {rows:,} rows to {place}. "
        f"All {sums:,} sums, by day, account, stream, model and tier, are the same in both."
    )
