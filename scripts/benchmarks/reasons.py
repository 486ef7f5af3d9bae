"""Why a goal was not met: a profile of what was measured, on standard error beside the figure."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

LINES = 20
_IMPORT = re.compile(r"import time:\s*(\d+) \|\s*\d+ \| +(\S+)")


def tell_calls(name: str, work: Callable[[], object]) -> None:
    """Does the work once more, and lists the functions that took most of the time themselves."""
    profile = cProfile.Profile()
    profile.runcall(work)
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(LINES)
    tell(name, text.getvalue())


def tell_imports(name: str, command: Sequence[str], process: Mapping[str, str]) -> None:
    """Starts a Python program once more, and lists the modules whose import took most of the time themselves."""
    timed = [command[0], "-X", "importtime", *command[1:]]
    ended = subprocess.run(timed, env=process, capture_output=True, text=True, check=True)
    modules = [(int(own), module) for own, module in _IMPORT.findall(ended.stderr)]
    lines = [f"{own / 1000:8.1f} ms  {module}" for own, module in sorted(modules, reverse=True)[:LINES]]
    total = sum(own for own, _ in modules) / 1000
    tell(name, "\n".join([f"{len(modules)} modules, {total:.0f} ms (timing them makes it slower):", *lines]))


def tell(name: str, text: str) -> None:
    print(f"--- The goal of {name} is not met. Where the time goes:\n{text.strip()}\n---", file=sys.stderr, flush=True)
