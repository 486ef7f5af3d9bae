"""Puts right what a tool can put right: `python3 scripts/fix.py` formats the code and applies the safe lint fixes."""

import os
from collections.abc import Sequence

import environment


def fix(arguments: Sequence[str]) -> int:
    ruff = [environment.python(), "-m", "ruff"]
    os.chdir(environment.ROOT)
    lint = environment.call([*ruff, "check", "--fix", *arguments])
    return environment.call([*ruff, "format", *arguments]) or lint


if __name__ == "__main__":
    environment.main(fix)
