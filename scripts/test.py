"""Sets UsageTracker up and runs its tests: `python3 scripts/test.py [ARGS]`, ARGS for pytest.

With CI=true every part of the gate runs and every optional part of the tests is installed: there nothing may skip.
"""

import os
import sys
from collections.abc import Sequence

import check
import environment


def test(arguments: Sequence[str]) -> int:
    if environment.IN_CI and environment.on_linux():
        environment.install_test_packages()
    python = environment.python()
    environment.require_qt_libraries()
    os.chdir(environment.ROOT)
    failed = check.run_steps(check.static_steps(python)) if environment.IN_CI else []
    print(f"$ pytest {' '.join(arguments)}", flush=True)
    exit_code = environment.call([python, "-m", "pytest", *arguments])
    if failed:
        print(f"Before the tests, this failed: {', '.join(failed)}", file=sys.stderr)
    return exit_code or bool(failed)


if __name__ == "__main__":
    environment.main(test)
