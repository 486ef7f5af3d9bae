"""Sets UsageTracker up and opens it: `python3 scripts/run.py [ARGS]`; with `cli` first, its command line."""

from collections.abc import Sequence

import environment


def run(arguments: Sequence[str]) -> int:
    python = environment.python()
    if arguments[:1] == ["cli"]:
        return environment.become([str(environment.program("usage-tracker")), *arguments[1:]])
    environment.require_qt_libraries()
    return environment.become([python, "-m", "usage_tracker_gui", *arguments])


if __name__ == "__main__":
    environment.main(run)
