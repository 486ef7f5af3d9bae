"""`usage-tracker keys list`: the API keys that can be watched, by name."""

from __future__ import annotations

import click

from usage_tracker_gui.cli.exits import DONE, code_of, say
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.collection import Failed
from usage_tracker_gui.providers.provider import ProviderError
from usage_tracker_gui.tracking.accounts import fetch_keys


@click.group()
def keys() -> None:
    """API keys: identifiers and names, never secrets."""


@keys.command("list")
@click.option("--account", "name", metavar="A", help="Only this account's.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_keys(run: Run, name: str | None, form: str) -> int:
    """Ask each service for its keys, and list them with those seen before."""
    accounts = run.accounts(name)
    connections = run.connections()
    failed: list[Failed] = []
    for account in accounts:
        try:
            fetch_keys(connections, run.store, account, run.now())
        except ProviderError as error:
            say(f"{account.name}: {error}")
            failed.append(Failed(account, error.failure))
    by_id = {account.id: account for account in accounts}
    known = run.store.keys()
    rows = [
        {
            "account": by_id[account_id].name,
            "key": key.id,
            "key_name": key.name,
            "project": key.project,
            "project_name": key.project_name,
            "active": key.active,
            "watched": not by_id[account_id].key_ids or key.id in by_id[account_id].key_ids,
        }
        for account_id, key in known
        if account_id in by_id
    ]
    if form == "json":
        print_json({"keys": rows})
    elif rows:
        shown = table("Account", "Key", "Name", "Project", "Watched")
        for row in rows:
            project = str(row["project_name"] or row["project"])
            shown.add_row(str(row["account"]), str(row["key"]), str(row["key_name"]), project, _yes(row["watched"]))
        print_table(shown)
    else:
        say("No key is known yet.")
    return code_of(failed) if failed else DONE


def _yes(value: object) -> str:
    return "yes" if value else "no"
