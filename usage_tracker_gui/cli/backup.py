"""`usage-tracker backup`: history, settings and own prices in one file, sealed with a passphrase."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from usage_tracker_gui.cli.exits import DONE, Stop
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.tracking import backup as backups

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def backup() -> None:
    """One file, sealed with a passphrase, that holds no secret. Without the passphrase nobody can open it."""


@backup.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
@click.pass_obj
def create(run: Run, file: Path, force: bool) -> int:
    """Write a backup to FILE. The passphrase comes from standard input, or is asked for without echo."""
    if file.exists() and not force:
        raise Stop(f"{file} exists already: choose another name, or say --force.")
    backups.create(run.store, run.workspace.paths, file, _passphrase(is_new=True))
    click.echo(f"Wrote {file}. Keep the passphrase: without it nobody can open the backup.")
    return DONE


@backup.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore(run: Run, file: Path) -> int:
    """Put a backup in place of history, settings and own prices; what was there is kept beside it."""
    workspace = run.workspace
    if workspace.database != workspace.paths.database:
        raise Stop("The history is on a database server: restore it there, or unset USAGE_TRACKER_DATABASE_URL first.")
    kept = backups.restore(workspace.paths, file, _passphrase(is_new=False))
    click.echo(f"Restored {file}. Keys are in no backup: see `usage-tracker accounts list` for those that are missing.")
    for before in kept:
        click.echo(f"What was there before is in {before}.")
    return DONE


def _passphrase(*, is_new: bool) -> str:
    if sys.stdin.isatty():
        text: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=is_new, err=True)
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise Stop("No passphrase: write it to standard input, or run this on a terminal.")
    return text
