"""Exit codes, and how a command ends with one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import click

from usage_tracker_gui.domain.collection import Failed, FailureKind, Outcome

DONE = 0
OUR_FAULT = 1
WRONG_USE = 2
CREDENTIAL_REFUSED = 3
SERVICE_FAILED = 4
OVER_LIMIT = 5

BY_KIND = {
    FailureKind.CREDENTIAL: CREDENTIAL_REFUSED,
    FailureKind.CONFIGURATION: WRONG_USE,
    FailureKind.STORE: WRONG_USE,
}


class Stop(click.ClickException):
    """Ends the command with one line on standard error and an exit code."""

    exit_code = WRONG_USE

    def show(self, file: IO[Any] | None = None) -> None:
        say(self.format_message())


def say(message: str) -> None:
    """A message for people: one line on standard error, never among the results."""
    click.echo(" ".join(message.split()), err=True)


def code_of(outcomes: Iterable[Outcome]) -> int:
    """A refused credential wins over a wrong configuration, and that over a service that failed."""
    codes = {BY_KIND.get(outcome.failure.kind, SERVICE_FAILED) for outcome in outcomes if isinstance(outcome, Failed)}
    for code in (CREDENTIAL_REFUSED, WRONG_USE, SERVICE_FAILED):
        if code in codes:
            return code
    return DONE
