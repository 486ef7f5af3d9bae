"""From a line's fields to a record: what they mean, whose usage it is, and what makes it the same again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.records import ImpossibleRecord, UsageRecord, check_name
from usage_tracker_gui.tracking.importing import values
from usage_tracker_gui.tracking.importing.columns import ColumnMapping
from usage_tracker_gui.tracking.importing.lines import Fields, Rejected

_NOT_TOLD = frozenset({"", "-", "—", "n/a", "na", "nan", "null", "none"})
FORMULA_STARTS = ("=", "+", "-", "@")
_TEXTS = ("key", "model", "tier", "request_type")
_COUNTS = (
    "input_tokens",
    "cached_input_tokens",
    "output_tokens",
    "requests",
    "tokens_remaining",
    "sessions_active",
    "cache_write_tokens",
    "cache_write_1h_tokens",
)
_UTC = ZoneInfo("UTC")
_IDENTIFYING = ("at", *_TEXTS, *_COUNTS, "cost_usd")
Hint = TypeVar("Hint")
Result = TypeVar("Result")


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
        told = {name: fields.values.get(column) for name, column in columns.items()}
        service = self._service(_text("service", told.get("service")) or self.service)
        record = self._record(told)
        record.check_moment(self.now)
        if not _text("id", told.get("id")):
            used = set(columns.values())
            others = {name: value for name, value in fields.values.items() if name not in used}
            record = replace(record, id=_identity(record, others))
        return Entry(fields.line, service, _text("account", told.get("account")) or self.account or service, record)

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
        """The id of a known service by its id or name; else the person's own word for another one."""
        if not text:
            raise ImpossibleRecord("service is missing")
        word = text.casefold()
        for service in self.services:
            if word in (service.id, service.name.casefold()):
                return service.id
        return re.sub(r"\s+", "-", word)

    def _record(self, told: Mapping[str, object]) -> UsageRecord:
        if _is_missing(told.get("at")):
            raise ImpossibleRecord("at is missing")
        counts = {name: self._count(name, told.get(name)) for name in _COUNTS}
        uncached = self._count("input_tokens", told.get("uncached_input_tokens"))
        if uncached is not None:
            parts = ("cached_input_tokens", "cache_write_tokens", "cache_write_1h_tokens")
            counts["input_tokens"] = uncached + sum(counts[part] or 0 for part in parts)
        cost = told.get("cost_usd")
        return UsageRecord(
            id=_text("id", told.get("id")) or "?",
            at=_named("at", values.moment, told["at"], self.zone),
            cost_usd=None if _is_missing(cost) else _named("cost_usd", values.dollars, cost, self.mark),
            key=_text("key", told.get("key")),
            model=_text("model", told.get("model")),
            tier=_text("tier", told.get("tier")),
            request_type=_text("request_type", told.get("request_type")),
            input_tokens=counts["input_tokens"],
            cached_input_tokens=counts["cached_input_tokens"],
            cache_write_tokens=counts["cache_write_tokens"],
            cache_write_1h_tokens=counts["cache_write_1h_tokens"],
            output_tokens=counts["output_tokens"],
            requests=counts["requests"],
            tokens_remaining=counts["tokens_remaining"],
            sessions_active=counts["sessions_active"],
        )

    def _count(self, name: str, value: object) -> int | None:
        return None if _is_missing(value) else _named(name, values.count, value, self.mark)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOT_TOLD)


def _named(name: str, read: Callable[[object, Hint], Result], value: object, hint: Hint) -> Result:
    try:
        return read(value, hint)
    except ValueError as error:
        raise ImpossibleRecord(f"{name}: {error}") from None


def _text(name: str, value: object) -> str:
    """The apostrophe before a formula is a spreadsheet's, and ours on export: it is no part of the name."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ImpossibleRecord(f"{name} is no text")
    text = " ".join(str(value).split()) if isinstance(value, str) else str(value)
    if text.startswith(tuple(f"'{start}" for start in FORMULA_STARTS)):
        text = text[1:]
    check_name(name, text)
    return text


def _identity(record: UsageRecord, others: Mapping[str, object]) -> str:
    """The same for the same line, also in another encoding or order of columns. It begins with the time: rows that
    are added together then lie together in the database, whose tree grows at its end."""
    told = [f"{name}={getattr(record, name)}" for name in _IDENTIFYING]
    told += sorted(f"{name}={str(value).strip()}" for name, value in others.items())
    digest = sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()
    return f"line:{int(record.at.timestamp()):010x}:{digest[:32]}"
