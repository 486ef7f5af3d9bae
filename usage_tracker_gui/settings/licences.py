"""Whose work the program contains: the notice that lies beside it, wherever it was started from."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

NOTICE = "NOTICE.txt"
REQUIREMENT_ENDS = r"[=<>!~;\[ (]"


def licences() -> str:
    """The notice of a bundle or checkout; elsewhere the installed packages, whose licences lie with them."""
    for file in _files():
        if file.is_file():
            return file.read_text(encoding="utf-8")
    packages = "\n".join(f"  {name} {version(name)}" for name in _packages())
    return f"UsageTracker is under the MIT licence. It uses these, each installed with its licence:\n\n{packages}\n"


def _files() -> Iterator[Path]:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        yield Path(bundle) / "licences" / NOTICE
    yield Path(__file__).parents[2] / "packaging" / NOTICE


def _packages() -> Iterator[str]:
    try:
        wanted = requires("usage-tracker") or []
    except PackageNotFoundError:
        return
    yield from requirement_names(wanted)


def requirement_names(wanted: Iterable[str]) -> Iterator[str]:
    """Of `psycopg[binary]>=3.2` the name, where that package is installed here."""
    for requirement in wanted:
        name = re.split(REQUIREMENT_ENDS, requirement, maxsplit=1)[0]
        try:
            version(name)
        except PackageNotFoundError:
            continue
        yield name
