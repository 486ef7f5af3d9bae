"""The program: its commands, and one place where every error becomes a sentence and an exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from importlib import import_module

import click

import usage_tracker_gui
from usage_tracker_gui.cli.exits import BY_KIND, OUR_FAULT, SERVICE_FAILED, WRONG_USE, say
from usage_tracker_gui.cli.run import Run

log = logging.getLogger(__name__)
logging.getLogger("usage_tracker_gui").addHandler(logging.NullHandler())  # standard error is for sentences

# The module of each command and the command's name in it, in the order of the help.
COMMANDS = {
    "sync": "sync:sync",
    "report": "report:report",
    "reconcile": "reconcile:reconcile",
    "watch": "watch:watch",
    "accounts": "accounts:accounts",
    "keys": "keys:keys",
    "prices": "prices:prices",
    "record": "record:record",
    "records": "records:records",
    "import": "import_file:import_file",
    "subscriptions": "subscriptions:subscriptions",
    "export": "export:export",
    "backup": "backup:backup",
    "database": "database:database",
    "chat": "chat:chat",
    "budgets": "budgets:budgets",
    "alerts": "alerts:alerts",
    "doctor": "doctor:doctor",
}


class Commands(click.Group):
    """Imports a command when it is called: asking for a version needs no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"usage_tracker_gui.cli.{module}"), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(usage_tracker_gui.__version__, prog_name="usage-tracker")
@click.pass_context
def program(context: click.Context) -> None:
    """What your LLM API keys use and cost, while it happens."""
    context.ensure_object(Run)


def main(arguments: Sequence[str] | None = None, run: Run | None = None) -> None:
    """Ends the process with an exit code of the public face."""
    run = run or Run()
    try:
        code = _code(list(sys.argv[1:] if arguments is None else arguments), run)
    finally:
        run.close()
    sys.exit(code)


def _code(arguments: list[str], run: Run) -> int:
    """How a call ends whatever it meets; what the command line itself refuses is told with the way to its help."""
    try:
        return _result(arguments, run)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        return 130
    except click.UsageError as error:
        say(f"{error.format_message()} See `{error.ctx.command_path if error.ctx else 'usage-tracker'} --help`.")
        return WRONG_USE
    except click.ClickException as error:
        say(error.format_message())
        return error.exit_code
    except ImportError as error:
        log.exception("A part of the program can't be loaded")
        say(f"A library that the program needs is missing ({error}): install it and try again.")
        return WRONG_USE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception:
        log.exception("A command ended with a fault of ours")
        say("That failed through a fault of ours, nothing stored is lost; the log in the data folder has the details.")
        return OUR_FAULT


def _result(arguments: list[str], run: Run) -> int:
    """What a command returns, or the exit code of an error that speaks for itself."""
    from usage_tracker_gui.domain.pricing import PriceSheetError
    from usage_tracker_gui.providers.provider import ProviderError
    from usage_tracker_gui.settings.errors import SettingsError
    from usage_tracker_gui.store.errors import DatabaseUnreachable, StoreError

    try:
        result = program.main(arguments, prog_name="usage-tracker", standalone_mode=False, obj=run)
        return result if isinstance(result, int) else 0
    except DatabaseUnreachable as error:
        say(str(error))
        return SERVICE_FAILED
    except (SettingsError, StoreError, PriceSheetError) as error:
        say(str(error))
        return WRONG_USE
    except ProviderError as error:
        say(str(error))
        return BY_KIND.get(error.kind, SERVICE_FAILED)
