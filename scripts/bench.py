"""Measures the product against floors: `python3 scripts/bench.py [NAME...] [--format table|json]`.

NAMES are start, ingest, query, stall and rest; without one, all of them, which takes some twenty minutes. Every figure
is the median of several rounds, taken in turns with its floor in the same run: ratios mean something on any machine.
Ends with 1 when a goal is not met, and then tells the profile that shows why on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import environment

if TYPE_CHECKING:
    from benchmarks.figure import Figure

SCHEMA_VERSION = 1
NAMES = ("start", "ingest", "query", "stall", "rest")


def bench(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.py", description="Measures the product against floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--format", choices=("table", "json"), default="table")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no figure {unknown[0]!r}: choose among {', '.join(NAMES)}")
    environment.require_qt_libraries()
    found = [figure for name in asked.names or NAMES for figure in _told(measured(name))]
    print(json.dumps(document(found), indent=2) if asked.format == "json" else table(found))
    return 0 if all(figure.met for figure in found) else 1


def measured(name: str) -> Iterable[Figure]:
    """Only here, in the project's own environment, can the product be imported."""
    from benchmarks import ingest, query, rest, stall, start

    measures: dict[str, Callable[[], Iterable[Figure]]] = {
        "start": start.measure,
        "ingest": ingest.measure,
        "query": query.measure,
        "stall": stall.measure,
        "rest": rest.measure,
    }
    return measures[name]()


def _told(figures: Iterable[Figure]) -> Iterable[Figure]:
    for figure in figures:
        print(f"{figure.name}, {figure.size}: {figure.value:,} {figure.unit}", file=sys.stderr, flush=True)
        yield figure


def document(figures: Sequence[Figure]) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "machine": machine(), "benchmarks": [asdict(one) for one in figures]}


def machine() -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def table(figures: Sequence[Figure]) -> str:
    from benchmarks.figure import Figure

    titles = [field.name for field in fields(Figure)]
    rows = [titles, *([_cell(value) for value in asdict(figure).values()] for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:,}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    environment.main(environment.inside(bench))
