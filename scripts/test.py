"""Sets UsageTracker up and runs its tests: `python3 scripts/test.py [--bundle] [ARGS]`, ARGS for pytest.

With CI=true every part of the gate runs and every optional part of the tests is installed: there nothing may skip.
CI's tests run on all cores, a file of tests on one, in the order of the folders: xdist's own starts with the files that
hold most tests, so that a file of one long test is left for the end, when the other cores have nothing to do.
`--bundle` builds the bundle and its packages first, and tests them alone: about ten minutes.
"""

import os
import sys
from collections.abc import Sequence

import bundle
import check
import environment


def test(arguments: Sequence[str]) -> int:
    if environment.IN_CI and environment.on_linux():
        environment.install_test_packages(environment.TEST_PACKAGES)
    python = environment.python()
    environment.require_qt_libraries()
    os.chdir(environment.ROOT)
    if "--bundle" in arguments:
        return test_bundle(python, arguments)
    if not environment.IN_CI:
        return environment.call([python, "-m", "pytest", *arguments])
    failed = check.run_steps(check.static_steps(python))
    arguments = arguments or ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    print(f"$ pytest {' '.join(arguments)}", flush=True)
    exit_code = environment.call([python, "-m", "pytest", *arguments])
    if failed:
        print(f"Before the tests, this failed: {', '.join(failed)}", file=sys.stderr)
    return exit_code or bool(failed)


def test_bundle(python: str, arguments: Sequence[str]) -> int:
    if environment.IN_CI and environment.on_linux():
        environment.install_test_packages(environment.BUNDLE_TEST_PACKAGES)
    bundle.make()
    return environment.call([python, "-m", "pytest", "tests/bundle", *arguments])


if __name__ == "__main__":
    environment.main(test)
