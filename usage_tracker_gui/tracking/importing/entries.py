"""From a line's fields to a record: what they mean, whose usage it is, and what makes it the same again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.records import ImpossibleRecord, UsageRecord, check_name
from usage_tracker_gui.tracking.importing import values
from usage_tracker_gui.tracking.importing.columns import NUMBERS, ColumnMapping
from usage_tracker_gui.tracking.importing.lines import Fields, Rejected

FORMULA_STARTS = ("=", "+", "-", "@")
_NOT_TOLD = frozenset({"-", "—", "n/a", "na", "nan", "null", "none"})
_PARTS_OF_INPUT = ("cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record and whose it is: `service` is an id, `account` a name."""

    line: int
    service: str
    account: str
    record: UsageRecord


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the lines of one source are to be taken. `service` and `account` stand in where a line names none.

    `mapping` None: each line says by its own names what is what, as JSON does.
    """

    services: Sequence[Service]
    now: datetime
    zone: ZoneInfo = _UTC
    service: str = ""
    account: str = ""
    mark: str = values.POINT
    mapping: ColumnMapping | None = None
    _mappings: dict[tuple[str, ...], ColumnMapping] = field(default_factory=dict, compare=False)
    _service_ids: dict[str, str] = field(default_factory=dict, compare=False)

    def entries(self, lines: Iterable[Fields | Rejected]) -> Iterator[Entry | Rejected]:
        for line in lines:
            if isinstance(line, Rejected):
                yield line
                continue
            try:
                yield self.entry(line)
            except ValueError as error:
                yield Rejected(line.line, str(error))

    def entry(self, fields: Fields) -> Entry:
        """Raises ValueError with the reason why it is no usage."""
        columns = self._columns_of(fields.values)
        told = {name: self._read(name, fields.values.get(column)) for name, column in columns.items()}
        told = {name: value for name, value in told.items() if value is not None}
        named = told.pop("service", "") or self.service
        service = self._service_ids.get(named) or self._service(named)
        account = told.pop("account", "") or self.account
        check_name("account", account)
        if "at" not in told:
            raise ImpossibleRecord("at is missing")
        if "uncached_input_tokens" in told:
            told["input_tokens"] = told.pop("uncached_input_tokens") + sum(
                told.get(part, 0) for part in _PARTS_OF_INPUT
            )
        if "id" not in told:
            used = columns.values()
            told["id"] = _identity(told, {name: value for name, value in fields.values.items() if name not in used})
        record = UsageRecord(**told)
        record.check_moment(self.now)
        return Entry(fields.line, service, account or service, record)

    def _read(self, name: str, value: object) -> Any:
        """None where the line does not tell it."""
        if value is None:
            return None
        if isinstance(value, str):
            value = value.strip()
            if not value or (len(value) < 5 and value.casefold() in _NOT_TOLD):
                return None
        try:
            if name in NUMBERS:
                return values.dollars(value, self.mark) if name == "cost_usd" else values.count(value, self.mark)
            return values.moment(value, self.zone) if name == "at" else _text(value)
        except ValueError as error:
            raise ImpossibleRecord(f"{name}: {error}") from None

    def _columns_of(self, line: Mapping[str, object]) -> Mapping[str, str]:
        if self.mapping is not None:
            return self.mapping.columns
        names = tuple(line)
        if names not in self._mappings:
            if len(self._mappings) > 1000:
                self._mappings.clear()
            self._mappings[names] = ColumnMapping.recognized(names)
        return self._mappings[names].columns

    def _service(self, text: str) -> str:
        """The id of a known service by its id or name, remembered; else the person's own word for another one."""
        if not text:
            raise ImpossibleRecord("service is missing")
        check_name("service", text)
        word = text.casefold()
        for service in self.services:
            if word in (service.id, service.name.casefold()):
                self._service_ids[text] = service.id
                return service.id
        return word.replace(" ", "-")


def _text(value: object) -> str:
    """The apostrophe before a formula is a spreadsheet's, and ours on export: it is no part of the name."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("it is no text")
    text = " ".join(value.split()) if isinstance(value, str) else str(value)
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _identity(told: Mapping[str, Any], others: Mapping[str, object]) -> str:
    """The same for the same line, also in another encoding or order of columns. It begins with the time: rows that
    are added together then lie together in the database, whose tree grows at its end."""
    seconds = told["at"].timestamp()
    known = [f"{name}={told[name]}" for name in sorted(told) if name not in ("at", "cost_usd")]
    cost = told["cost_usd"].normalize() if "cost_usd" in told else ""
    unknown = sorted(f"{name}={str(value).strip()}" for name, value in others.items())
    line = "\0".join((str(seconds), str(cost), *known, *unknown)).encode("utf-8", "surrogatepass")
    return f"line:{int(seconds):010x}:{sha256(line, usedforsecurity=False).hexdigest()[:32]}"
