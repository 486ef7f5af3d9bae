"""The program: its commands, and one place where every error becomes a sentence and an exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

import click

import usage_tracker_gui
from usage_tracker_gui.cli.accounts import accounts
from usage_tracker_gui.cli.doctor import doctor
from usage_tracker_gui.cli.exits import BY_KIND, OUR_FAULT, SERVICE_FAILED, WRONG_USE, say
from usage_tracker_gui.cli.keys import keys
from usage_tracker_gui.cli.prices import prices
from usage_tracker_gui.cli.reconcile import reconcile
from usage_tracker_gui.cli.report import report
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.cli.sync import sync
from usage_tracker_gui.cli.watch import watch

log = logging.getLogger(__name__)
logging.getLogger("usage_tracker_gui").addHandler(logging.NullHandler())  # standard error is for sentences


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(usage_tracker_gui.__version__, prog_name="usage-tracker")
@click.pass_context
def program(context: click.Context) -> None:
    """What your LLM API keys use and cost, while it happens."""
    context.ensure_object(Run)


for command in (sync, report, reconcile, watch, accounts, keys, prices, doctor):
    program.add_command(command)


def main(arguments: Sequence[str] | None = None, run: Run | None = None) -> None:
    """Ends the process with an exit code of the public face."""
    run = run or Run()
    try:
        code = _code(list(sys.argv[1:] if arguments is None else arguments), run)
    finally:
        run.close()
    sys.exit(code)


def _code(arguments: list[str], run: Run) -> int:
    from usage_tracker_gui.domain.pricing import PriceSheetError
    from usage_tracker_gui.providers.provider import ProviderError
    from usage_tracker_gui.settings.errors import SettingsError
    from usage_tracker_gui.store.errors import StoreError

    try:
        result = program.main(arguments, prog_name="usage-tracker", standalone_mode=False, obj=run)
        return result if isinstance(result, int) else 0
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
    except (SettingsError, StoreError, PriceSheetError) as error:
        say(str(error))
        return WRONG_USE
    except ProviderError as error:
        say(str(error))
        return BY_KIND.get(error.kind, SERVICE_FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception:
        log.exception("A command ended with a fault of ours")
        say("That failed through a fault of ours, nothing stored is lost; the log in the data folder has the details.")
        return OUR_FAULT
