"""What is carried out of the window into files, and in from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from usage_tracker_gui.domain.file_kind import FileKind
from usage_tracker_gui.domain.report import Report, Summary


@dataclass(frozen=True, slots=True)
class Export:
    """`shown` is what the page in sight shows; a page of HTML is made of the whole report."""

    kind: FileKind
    file: str
    report: Report
    shown: Summary


@dataclass(frozen=True, slots=True)
class ImportWish:
    """`columns` (field to column) and `service` are a person's own words where the file's do not suffice."""

    file: str
    columns: Mapping[str, str] = field(default_factory=dict)
    service: str = ""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. `rows` are the file's first ones; `mapping` maps fields to the columns they come from.

    `missing` names what usage needs and the file does not tell; then nothing was counted. `rejected` holds the first
    lines that can't be used, with the reason.
    """

    wish: ImportWish
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    mapping: Mapping[str, str]
    missing: tuple[str, ...] = ()
    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected_count: int = 0
    rejected: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    wish: ImportWish
    added: int
    unchanged: int
    rejected_count: int
