"""What the desktop app can be told when it is started."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import usage_tracker_gui
from usage_tracker_gui.settings.preferences import Preferences

PAGES = ("overview", "usage", "charts", "alerts", "reconcile", "accounts", "settings")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The command line of one start."""

    demo: bool = False
    minimized: bool = False
    screenshot: Path | None = None
    page: str | None = None
    theme: str | None = None
    delay: int = 0  # seconds to wait before anything else; at login the desktop comes first
    first_frame: bool = False  # end after the first frame, for measuring the start


def parse(arguments: Sequence[str]) -> Arguments:
    """Ends the process with 2 and one sentence for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="usage-tracker-gui", description="What your LLM API keys use and cost, while it happens."
    )
    parser.add_argument("--version", action="version", version=f"usage-tracker-gui, {usage_tracker_gui.__version__}")
    parser.add_argument("--demo", action="store_true", help="look around on made-up data; nothing real is touched")
    parser.add_argument("--minimized", action="store_true", help="start in the tray, where there is one")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="wait for data, write a PNG, and end")
    parser.add_argument("--page", choices=PAGES, help="the page to open")
    parser.add_argument("--theme", choices=("light", "dark"), help="for this run only")
    parser.add_argument("--delay", type=int, default=0, metavar="SECONDS", help=argparse.SUPPRESS)
    parser.add_argument("--first-frame", action="store_true", help=argparse.SUPPRESS)
    found = parser.parse_args(arguments)
    return Arguments(
        demo=found.demo,
        minimized=found.minimized,
        screenshot=found.screenshot,
        page=found.page,
        theme=found.theme,
        delay=max(0, found.delay),
        first_frame=found.first_frame,
    )


def theme_choice(arguments: Arguments, preferences: Preferences) -> Literal["system", "light", "dark"]:
    """The command line's word for this run, else the person's preference; both are checked before."""
    return cast(Literal["system", "light", "dark"], arguments.theme or preferences.theme)
