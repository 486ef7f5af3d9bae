"""JSON lines: one object in each, as programs and scripts write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NoReturn

from usage_tracker_gui.tracking.importing.lines import Fields, Rejected
from usage_tracker_gui.tracking.importing.text_lines import TooLong, is_text


def read_json_lines(lines: Iterable[str | TooLong]) -> Iterator[Fields | Rejected]:
    """Empty lines are nothing, not even rejected."""
    for number, line in enumerate(lines, start=1):
        if isinstance(line, TooLong):
            yield Rejected(number, str(line))
        elif not is_text(line):
            yield Rejected(number, "it holds bytes that are no text")
        elif line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> Fields | Rejected:
    try:
        values = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        return Rejected(number, "it is nested too deeply")
    except ValueError as error:
        return Rejected(number, f"it is no JSON: {str(error).partition(':')[0].lower()}")
    if not isinstance(values, dict):
        return Rejected(number, "it is no JSON object")
    return Fields(number, values)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
