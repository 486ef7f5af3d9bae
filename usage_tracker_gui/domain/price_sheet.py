"""The rows of a price sheet and how they are read from CSV.

Prices: one row for a service, model pattern, tier, context length and date, with a column for each kind of token in
US dollars per million. Two columns hold what is not counted in tokens: `audio_hour` (dollars an hour of audio) and
`characters` (dollars a million characters). An empty cell is a rate that is not published; 0 is free. Columns may be
left out and stand in any order. Fees: dollars for one call of a tool.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from usage_tracker_gui.domain.usage import STANDARD, Tokens

KINDS = Tokens._fields
MEASURES = ("audio_hour", "characters")
PRICE_COLUMNS = (
    "service",
    "model",
    "tier",
    "context_over_tokens",
    "effective_from",
    *KINDS,
    *MEASURES,
    "checked",
    "source",
)
FEE_COLUMNS = ("service", "model", "tool", "usd_per_call", "effective_from", "checked", "source")
ANY_MODEL = "*"
ALWAYS = date.min  # the date of a price that held for as long as anybody knows


class PriceSheetError(ValueError):
    """A sheet can't be used. `line` counts from 1, the heading included."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line} of the price sheet: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one model costs in one tier from a day on. `rates` stands in the order of `Tokens`, dollars per million.

    A row with `over` > 0 holds for requests whose whole input is strictly longer than that many tokens.
    """

    service: str
    model: str
    tier: str
    over: int
    since: date
    rates: tuple[Decimal | None, ...]
    audio_hour: Decimal | None = None
    characters: Decimal | None = None
    checked: date = ALWAYS
    source: str = ""

    def rate(self, kind: str) -> Decimal | None:
        return self.rates[KINDS.index(kind)]

    def published(self) -> dict[str, Decimal]:
        """The rates that this row has, by column name."""
        named = {**dict(zip(KINDS, self.rates, strict=True)), **dict(zip(MEASURES, self.measures, strict=True))}
        return {kind: rate for kind, rate in named.items() if rate is not None}

    @property
    def measures(self) -> tuple[Decimal | None, Decimal | None]:
        return (self.audio_hour, self.characters)


@dataclass(frozen=True, slots=True)
class FeeRow:
    """What one call of a tool costs from a day on. The model `*` is any model."""

    service: str
    model: str
    tool: str
    usd_per_call: Decimal
    since: date
    checked: date = ALWAYS
    source: str = ""


def read_prices(text: str) -> list[PriceRow]:
    """Raises PriceSheetError."""
    return [_price_row(line, cells) for line, cells in _lines(text, PRICE_COLUMNS, ("service", "model"))]


def read_fees(text: str) -> list[FeeRow]:
    """Raises PriceSheetError."""
    needed = ("service", "model", "tool", "usd_per_call")
    return [_fee_row(line, cells) for line, cells in _lines(text, FEE_COLUMNS, needed)]


def _lines(text: str, columns: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    try:
        heading = [name.strip() for name in next(reader, [])]
        if not heading:
            return
        _check_heading(heading, columns, needed)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(heading):
                raise PriceSheetError(reader.line_num, f"{len(cells)} cells where the heading has {len(heading)}")
            yield reader.line_num, dict(zip(heading, cells, strict=True))
    except csv.Error as error:
        raise PriceSheetError(reader.line_num, f"not CSV ({error})") from None


def _check_heading(heading: list[str], columns: tuple[str, ...], needed: tuple[str, ...]) -> None:
    if unknown := [name for name in heading if name not in columns]:
        raise PriceSheetError(1, f"unknown column {unknown[0]!r}")
    if twice := [name for name in heading if heading.count(name) > 1]:
        raise PriceSheetError(1, f"column {twice[0]!r} stands twice")
    if missing := [name for name in needed if name not in heading]:
        raise PriceSheetError(1, f"column {missing[0]!r} is missing")


def _price_row(line: int, cells: Mapping[str, str]) -> PriceRow:
    get = cells.get
    return PriceRow(
        service=_word(line, "service", cells["service"]),
        model=_word(line, "model", cells["model"]),
        tier=get("tier") or STANDARD,
        over=_count(line, get("context_over_tokens", "")),
        since=_day(line, get("effective_from", "")),
        rates=_rates(line, map(get, KINDS)),
        audio_hour=_rate(line, get("audio_hour", "")),
        characters=_rate(line, get("characters", "")),
        checked=_day(line, get("checked", "")),
        source=get("source", ""),
    )


def _fee_row(line: int, cells: Mapping[str, str]) -> FeeRow:
    price = _rate(line, cells["usd_per_call"])
    if price is None:
        raise PriceSheetError(line, "usd_per_call is empty")
    return FeeRow(
        service=_word(line, "service", cells["service"]),
        model=_word(line, "model", cells["model"]),
        tool=_word(line, "tool", cells["tool"]),
        usd_per_call=price,
        since=_day(line, cells.get("effective_from", "")),
        checked=_day(line, cells.get("checked", "")),
        source=cells.get("source", ""),
    )


def _rates(line: int, cells: Iterable[str | None]) -> tuple[Decimal | None, ...]:
    return tuple([_rate(line, cell) if cell else None for cell in cells])


def _rate(line: int, cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        rate = Decimal(cell)
    except InvalidOperation:
        raise PriceSheetError(line, f"{cell!r} is no price") from None
    if not rate.is_finite() or rate < 0:
        raise PriceSheetError(line, f"{cell!r} is no price")
    return rate


def _word(line: int, column: str, cell: str) -> str:
    if not cell or cell != cell.strip():
        raise PriceSheetError(line, f"{column} is {'empty' if not cell else 'padded with blanks'}")
    return cell


def _count(line: int, cell: str) -> int:
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdigit()):
        raise PriceSheetError(line, f"{cell!r} is no number of tokens")
    return int(cell)


def _day(line: int, cell: str) -> date:
    if not cell:
        return ALWAYS
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise PriceSheetError(line, f"{cell!r} is no date") from None


def write_prices(rows: Iterable[PriceRow]) -> str:
    """The text of a sheet with these rows, which `read_prices` reads back the same."""
    return _written(PRICE_COLUMNS, map(_price_cells, rows))


def write_fees(rows: Iterable[FeeRow]) -> str:
    return _written(FEE_COLUMNS, map(_fee_cells, rows))


def _price_cells(row: PriceRow) -> list[str]:
    head = [row.service, row.model, row.tier, str(row.over or ""), _date_cell(row.since)]
    return [*head, *map(_figure, (*row.rates, *row.measures)), _date_cell(row.checked), row.source]


def _fee_cells(fee: FeeRow) -> list[str]:
    dates = [_date_cell(fee.since), _date_cell(fee.checked)]
    return [fee.service, fee.model, fee.tool, _figure(fee.usd_per_call), *dates, fee.source]


def _written(columns: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def _figure(rate: Decimal | None) -> str:
    return "" if rate is None else format(rate.normalize(), "f")


def _date_cell(day: date) -> str:
    return "" if day == ALWAYS else day.isoformat()
