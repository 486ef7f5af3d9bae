"""`usage-tracker export`: everything about an account, as CSV files in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from usage_tracker_gui.cli.exits import DONE, Stop
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.tracking.exporting import export_account


@click.command()
@click.option("--account", "name", required=True, metavar="A")
@click.option("--to", "folder", required=True, metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(run: Run, name: str, folder: Path) -> int:
    """Write all that is stored about an account to FOLDER. Secrets are not among it."""
    account = run.store.account(name)
    if account is None:
        known = ", ".join(known.name for known in run.store.all_accounts()) or "none yet"
        raise Stop(f"There is no account “{name}” (there are: {known}).")
    try:
        files = export_account(run.store, account, folder)
    except OSError as error:
        raise Stop(f"{folder} can't be written: {error.strerror or error}.") from error
    for file in files:
        click.echo(str(file))
    return DONE
