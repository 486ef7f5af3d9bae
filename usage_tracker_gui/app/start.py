"""From the process's start to its end: surroundings first, then one window, then the event loop."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from usage_tracker_gui.app import display
from usage_tracker_gui.app.arguments import Arguments, parse
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.tracking.workspace import Workspace

WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> None:
    sys.exit(run(parse(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: Arguments) -> int:
    if arguments.delay:
        time.sleep(arguments.delay)
    no_window = display.problem(os.environ)
    if no_window:
        return _refuse(no_window)
    try:
        with _workspace(arguments) as workspace:
            from usage_tracker_gui.app.show import show_desktop

            return show_desktop(workspace, arguments)
    except SettingsError as error:
        return _refuse(str(error))
    except ImportError as error:
        return _refuse(f"A library that the window needs is missing ({error}): install it, {display.INSTEAD}")


@contextmanager
def _workspace(arguments: Arguments) -> Iterator[Workspace]:
    if arguments.demo:
        from usage_tracker_gui.app.demo import demo_workspace

        with demo_workspace() as workspace:
            yield workspace
        return
    executable = Path(sys.executable) if getattr(sys, "frozen", False) else None
    yield Workspace.open(os.environ, Path.cwd(), executable)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - there is no window to say it in
    return WRONG_USE
