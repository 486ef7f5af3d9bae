"""What a line of a file came to: fields by their names, or a reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fields:
    """`line` counts from 1, a CSV's header included. Values are texts in a CSV, anything of JSON's in JSON lines."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    reason: str


class UnreadableFile(Exception):
    """A file of which no line can be imported. One sentence for people."""
