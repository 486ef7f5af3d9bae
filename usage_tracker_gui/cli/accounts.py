"""`usage-tracker accounts`: add, rotate, test, list and remove. A secret is read, never given as an argument."""

from __future__ import annotations

import sys

import click

from usage_tracker_gui.cli.exits import DONE, Stop, code_of, say
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Account, RateLimit, Secret, Service
from usage_tracker_gui.domain.collection import Failed
from usage_tracker_gui.providers.provider import ProviderError
from usage_tracker_gui.settings.credentials import credential
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.accounts import Accounts, prove


@click.group(short_help="Add, rotate, test, list and remove accounts.")
def accounts() -> None:
    """One account is one organization at one service, with one admin secret in the keychain."""


@accounts.command()
@click.argument("name")
@click.option("--service", "service_id", required=True, metavar="S")
@click.option("--base-url", metavar="URL", help="Where the service answers; default its public address.")
@click.option("--key-id", "key_ids", multiple=True, metavar="ID", help="Watch this key only; repeat for more.")
@click.pass_obj
def add(run: Run, name: str, service_id: str, base_url: str | None, key_ids: tuple[str, ...]) -> int:
    """Add an account. The secret comes from standard input, or is asked for without echo."""
    service = _service(run, service_id)
    if not service.tells:
        _register(run).add_by_hand(name, service)
        click.echo(f"Added {name}, which is followed by hand: see `usage-tracker record --help` and `import --help`.")
        return DONE
    _register(run).add(name, service, _read_secret(service), base_url or "", key_ids)
    click.echo(f"Added {name}. Test it with `usage-tracker accounts test {name}`, then `usage-tracker sync`.")
    return DONE


@accounts.command()
@click.argument("name")
@click.pass_obj
def rotate(run: Run, name: str) -> int:
    """Replace an account's secret; it takes effect at the next pass of every running program."""
    register = _register(run)
    service = _service(run, register.configured(name).service)
    register.rotate(name, _read_secret(service))
    click.echo(f"The key of {name} was replaced.")
    return DONE


@accounts.command("test")
@click.argument("name")
@click.pass_obj
def try_account(run: Run, name: str) -> int:
    """Ask the service the smallest question that proves the secret, and what is left of its rate limit."""
    (account,) = run.accounts(name)
    connections = run.connections()
    try:
        limit = prove(connections, account)
    except ProviderError as error:
        say(f"{name}: {error}")
        return code_of((Failed(account, error.failure),))
    click.echo(f"{name} works. {rate_limit_sentence(limit)}")
    return DONE


@accounts.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_accounts(run: Run, form: str) -> int:
    """The accounts, where each gets its secret from, and what it watches."""
    found = run.workspace.accounts(run.store)
    rows = [
        {
            "name": account.name,
            "service": account.service,
            "base_url": account.base_url,
            "key_ids": list(account.key_ids),
            "configured": account.configured,
            "secret": _secret_origin(run, account),
        }
        for account in found
    ]
    if form == "json":
        print_json({"accounts": rows})
        return DONE
    if not rows:
        say("No account yet: set OPENAI_ADMIN_KEY, or add one with `usage-tracker accounts add NAME --service openai`.")
        return DONE
    shown = table("Name", "Service", "Address", "Keys watched", "Secret")
    for account, row in zip(found, rows, strict=True):
        watched = ", ".join(account.key_ids) or "all"
        shown.add_row(account.name, account.service, account.base_url, watched, str(row["secret"]))
    print_table(shown)
    return DONE


@accounts.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Really: its stored history and its secret go too.")
@click.pass_obj
def remove(run: Run, name: str, yes: bool) -> int:
    """Remove an account with its history and its secret."""
    register = _register(run)
    register.known(name)
    if not yes:
        raise Stop(f"This deletes the stored history of {name} and its secret: say it with --yes.")
    register.remove(name)
    click.echo(f"Removed {name} with its history.")
    return DONE


def rate_limit_sentence(limit: RateLimit | None) -> str:
    if limit is None:
        return "What is left of its rate limit is unknown: the service does not tell."
    of_all = "" if limit.limit is None else f" of {limit.limit:,}"
    return f"Its rate limit allows {limit.remaining:,} more requests{of_all}."


def _service(run: Run, service_id: str) -> Service:
    service = run.workspace.service(service_id)
    if service is None:
        known = ", ".join(service.id for service in run.workspace.services)
        raise Stop(f"“{service_id}” is no service; there are: {known}.")
    return service


def _register(run: Run) -> Accounts:
    return Accounts(run.store, run.workspace.keychain, run.now)


def _read_secret(service: Service) -> Secret:
    """From a pipe the first line; on a terminal asked for without echo."""
    if sys.stdin.isatty():
        text = click.prompt(f"{service.name} admin key", hide_input=True, err=True)
        secret = credential(text, "the terminal")
    else:
        secret = credential(sys.stdin.readline(), "standard input")
    if secret.reveal().startswith(service.wrong_secret_prefixes or ("\0",)):
        say(f"This looks like an ordinary key, which {service.name} will refuse here. {service.help}")
    return secret


def _secret_origin(run: Run, account: Account) -> str:
    service = run.workspace.service(account.service)
    if service is None or not service.tells:
        return "not needed"
    alone = sum(other.service == account.service for other in run.store.accounts()) <= 1
    try:
        if alone and run.workspace.has_environment_secret(service):
            return "environment"
        return "keychain" if run.workspace.keychain.get(account) is not None else "missing"
    except SettingsError:
        return "unavailable"
