"""Whose work the program contains: the notice that lies beside it, wherever it was started from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

NOTICE = "NOTICE.txt"
REQUIREMENT_ENDS = "=<>!~;[ ("


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
    for requirement in wanted:
        name = requirement
        for end in REQUIREMENT_ENDS:
            name = name.partition(end)[0]
        try:
            version(name)
        except PackageNotFoundError:
            continue
        yield name
