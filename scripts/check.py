"""The gate, the same for people and CI: `python3 scripts/check.py [--fast] [ARGS]`.

Formatting, lint, types, layers, tests, each with its time; all of them run, and the failed ones are named at the end.
`--fast` leaves the tests out; ARGS go to pytest.
"""

import os
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import environment


class Step(NamedTuple):
    name: str
    command: Sequence[str]


def static_steps(python: str) -> list[Step]:
    """What can be known without running the product."""
    return [
        Step("format", [python, "-m", "ruff", "format", "--check", "."]),
        Step("lint", [python, "-m", "ruff", "check", "."]),
        Step("types", [python, "-m", "mypy"]),
        Step("layers", [str(environment.program("lint-imports"))]),
    ]


def run_steps(steps: Sequence[Step]) -> list[str]:
    """Runs every step from the checkout and returns the names of those that failed."""
    failed = []
    for step in steps:
        print(f"--- {step.name}", flush=True)
        began = time.monotonic()
        passed = environment.call(step.command) == 0
        print(f"--- {step.name} {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
        if not passed:
            failed.append(step.name)
    return failed


def check(arguments: Sequence[str]) -> int:
    python = environment.python()
    os.chdir(environment.ROOT)
    steps = static_steps(python)
    if "--fast" not in arguments:
        environment.require_qt_libraries()
        steps.append(Step("tests", [python, "-m", "pytest", *arguments]))
    failed = run_steps(steps)
    print(f"Failed: {', '.join(failed)}" if failed else "The gate is open.", file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    environment.main(check)
