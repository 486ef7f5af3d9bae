"""From a line's fields to a record: what they mean, whose usage it is, and what makes it the same again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.domain.records import BY_LINE, ImpossibleRecord, UsageRecord, check_name
from usage_tracker_gui.tracking.importing import values
from usage_tracker_gui.tracking.importing.columns import NUMBERS, ColumnMapping
from usage_tracker_gui.tracking.importing.lines import Fields, Rejected

FORMULA_STARTS = ("=", "+", "-", "@")
_NOT_TOLD = frozenset({"", "-", "—", "n/a", "na", "nan", "null", "none"})
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
class _Plan:
    """How lines of the same columns are read: (field, column, how its value is taken)."""

    steps: tuple[tuple[str, str, Callable[[Any], Any]], ...]
    columns: frozenset[str]

    def told(self, line: Mapping[str, object]) -> dict[str, Any]:
        """By field, without those that the line does not tell. Here an import spends its time."""
        told: dict[str, Any] = {}
        for name, column, read in self.steps:
            value = line.get(column)
            if isinstance(value, str):
                value = value.strip()
                if len(value) < 5 and value.casefold() in _NOT_TOLD:
                    continue
            elif value is None:
                continue
            try:
                told[name] = read(value)
            except ValueError as error:
                raise ImpossibleRecord(f"{name}: {error}") from None
        return told

    def others(self, line: Mapping[str, object]) -> Mapping[str, object]:
        """What the line says and no field holds."""
        return {} if line.keys() == self.columns else {name: line[name] for name in line if name not in self.columns}


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
    _plans: dict[tuple[str, ...], _Plan] = field(default_factory=dict, compare=False)
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
        plan = self._plan_of(fields.values)
        told = plan.told(fields.values)
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
            told["id"] = _identity(told, plan.others(fields.values))
        record = UsageRecord(**told)
        record.check_moment(self.now)
        return Entry(fields.line, service, account or service, record)

    def _plan_of(self, line: Mapping[str, object]) -> _Plan:
        """One for a file with a header; one for each set of names that lines of JSON come with."""
        names = tuple(line) if self.mapping is None else ()
        plan = self._plans.get(names)
        if plan is None:
            if len(self._plans) > 1000:
                self._plans.clear()
            columns = (self.mapping or ColumnMapping.recognized(names)).columns
            steps = tuple((name, column, self._reader(name)) for name, column in columns.items())
            plan = self._plans[names] = _Plan(steps, frozenset(columns.values()))
        return plan

    def _reader(self, name: str) -> Callable[[Any], Any]:
        if name == "at":
            return partial(values.moment, zone=self.zone)
        if name == "cost_usd":
            return partial(values.dollars, mark=self.mark)
        return partial(values.count, mark=self.mark) if name in NUMBERS else _text

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
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("it is no text")
    return str(value)


@lru_cache(maxsize=4096)  # names of keys and models come again and again
def _word(text: str) -> str:
    """The apostrophe before a formula is a spreadsheet's, and ours on export: it is no part of the name."""
    text = " ".join(text.split())
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def _identity(told: Mapping[str, Any], others: Mapping[str, object]) -> str:
    """The same for the same line, also in another encoding or order of columns. It begins with the time: rows that
    are added together then lie together in the database, whose tree grows at its end."""
    seconds = told["at"].timestamp()
    known = [f"{name}={told[name]}" for name in sorted(told) if name not in ("at", "cost_usd")]
    cost = told["cost_usd"].normalize() if "cost_usd" in told else ""
    unknown = sorted(f"{name}={str(value).strip()}" for name, value in others.items())
    line = "\0".join((str(seconds), str(cost), *known, *unknown)).encode("utf-8", "surrogatepass")
    return f"{BY_LINE}{int(seconds):010x}:{sha256(line, usedforsecurity=False).hexdigest()[:32]}"
