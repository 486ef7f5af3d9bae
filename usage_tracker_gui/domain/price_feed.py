"""The public price list of the project genai-prices, turned into rows of a price sheet.

The list is a JSON array of services with their models. A model has a `match` clause (which names are meant), `prices`
(one set, or several with a condition: a first day, or hours of the day) and perhaps `price_variants` (the same by
tier). A price is a number, or a base with prices above some context lengths. What this module doesn't know it skips
and names, so that a new feature of the list costs one model and not all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from usage_tracker_gui.domain.price_sheet import ALWAYS, KINDS, FeeRow, PriceRow
from usage_tracker_gui.domain.pricing import PEAK
from usage_tracker_gui.domain.usage import BATCH, FAST, FLEX, PRIORITY, STANDARD

SERVICES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "groq": "groq",
    "perplexity": "perplexity",
    "google": "google",
    "mistral": "mistral",
    "x-ai": "xai",
    "deepseek": "deepseek",
}
_KINDS = {
    "input": "input_mtok",
    "cached_input": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "output": "output_mtok",
    "audio_input": "input_audio_mtok",
    "cached_audio_input": "cache_audio_read_mtok",
    "audio_output": "output_audio_mtok",
    "image_input": "input_image_mtok",
    "cached_image_input": "cache_image_read_mtok",
    "image_output": "output_image_mtok",
    "reasoning": "output_reasoning_mtok",
    "citation": "output_citation_mtok",
}
_TOOLS = {"web_searches_kcount": "web_search", "storage_searches_kcount": "file_search"}
_SEARCHES_BY_QUERY = ("perplexity", "sonar-deep-research")
# OpenAI's variant `fast` repeats its priority prices; here it is a word for that tier.
_TIERS = {
    ("processing", "batch"): BATCH,
    ("service_tier", "flex"): FLEX,
    ("service_tier", "priority"): PRIORITY,
    ("speed", "fast"): FAST,
}
_SIGNS_OF_PATTERNS = frozenset("|*#")
_SIGNS_OF_EXPRESSIONS = frozenset("()[]{}^$\\+?*|#")

Json = Mapping[str, Any]


class PriceFeedError(ValueError):
    """The text is no price list. One sentence."""


@dataclass(frozen=True, slots=True)
class PriceFeed:
    """Rows and fees in the order of the list; `skipped` names the models that could not be understood, and why."""

    prices: tuple[PriceRow, ...]
    fees: tuple[FeeRow, ...]
    skipped: tuple[str, ...] = ()


class _NotUnderstoodError(ValueError):
    pass


def read_feed(text: str | bytes, checked: date, source: str) -> PriceFeed:
    """`checked` and `source` are written into every row. Raises PriceFeedError."""
    try:
        services = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PriceFeedError("The price list is not JSON.") from None
    return convert(services, checked, source)


def convert(services: object, checked: date, source: str) -> PriceFeed:
    """The same for a list that is decoded already, with Decimal for fractions. Raises PriceFeedError."""
    prices: list[PriceRow] = []
    fees: list[FeeRow] = []
    skipped: list[str] = []
    for service, model in _models(services):
        try:
            pattern = "|".join(dict.fromkeys(_names(_dict(model.get("match")))))
            blank = PriceRow(service, pattern, STANDARD, 0, ALWAYS, (), checked=checked, source=source)
            prices += _rows(blank, model)
            fees += _fees(blank, model)
        except (_NotUnderstoodError, RecursionError) as error:
            skipped.append(f"{service} {model.get('id')}: {error}")
    if not prices:
        raise PriceFeedError("The price list has no price of any service that is known here.")
    return PriceFeed(tuple(prices), tuple(fees), tuple(skipped))


def laid_over(rows: Iterable[PriceRow], overlay: Sequence[PriceRow]) -> list[PriceRow]:
    """The rows with an overlay's figures on them: they win. An overlay row without any figure removes its row.

    A model is the same when the patterns share a name, so that a list which adds an alias still meets its overlay.
    """
    merged = {_key(row): row for row in rows}
    for row in overlay:
        if not row.published():
            merged.pop(_key(row), None)
    patterns = {(row.service, name): row.model for row in merged.values() for name in row.model.split("|")}
    for row in filter(PriceRow.published, overlay):
        shared = (patterns.get((row.service, name)) for name in row.model.split("|"))
        own = replace(row, model=next((pattern for pattern in shared if pattern), row.model))
        under = merged.get(_key(own))
        merged[_key(own)] = own if under is None else _joined(under, own)
    return list(merged.values())


def _joined(under: PriceRow, over: PriceRow) -> PriceRow:
    rates = tuple(below if own is None else own for own, below in zip(over.rates, under.rates, strict=True))
    return replace(under, rates=rates, source=f"{under.source}; {over.source}")


def fees_laid_over(fees: Iterable[FeeRow], overlay: Iterable[FeeRow]) -> list[FeeRow]:
    return list({(fee.service, fee.model, fee.tool, fee.since): fee for fee in (*fees, *overlay)}.values())


def _key(row: PriceRow) -> tuple[str, str, str, date, int]:
    return row.service, row.model, row.tier, row.since, row.over


def _models(services: object) -> Iterator[tuple[str, Json]]:
    if not isinstance(services, list):
        raise PriceFeedError("The price list is no list of services.")
    for entry in services:
        models = entry.get("models") if isinstance(entry, dict) else None
        if not isinstance(models, list):
            raise PriceFeedError("A service in the price list has no models.")
        service = SERVICES.get(str(entry.get("id")))
        for model in models if service else ():
            if not isinstance(model, dict):
                raise PriceFeedError("A model in the price list is no object.")
            yield str(service), model


def _names(clause: Json) -> Iterator[str]:
    """The names of a pattern (see model_names) for a match clause."""
    match clause:
        case {"equals": str(name)}:
            yield _literal(name)
        case {"starts_with": str(start)}:
            yield f"{_literal(start)}*"
        case {"ends_with": str(end)}:
            yield f"*{_literal(end)}"
        case {"contains": str(part)}:
            yield f"*{_literal(part)}*"
        case {"or": [*clauses]}:
            for one in clauses:
                yield from _names(_dict(one))
        case {"and": [{"starts_with": str(start)}, {"regex": str(excluded)}]} if excluded.startswith("^(?!"):
            yield f"{_literal(start)}*"  # "but no -tts": a wildcard never covers that word
        case {"regex": str(expression)}:
            yield from _names_of_expression(expression)
        case _:
            raise _NotUnderstoodError(f"the match clause {clause}")


def _literal(name: str) -> str:
    if not name or _SIGNS_OF_PATTERNS & set(name) or name != name.strip():
        raise _NotUnderstoodError(f"the name {name!r}")
    return name


def _names_of_expression(expression: str) -> Iterator[str]:
    name = expression.removeprefix("^").removesuffix("$").replace(r"\.", ".")
    variants = [name.replace("[-@]", sign) for sign in "-@"] if "[-@]" in name else [name]
    for variant in variants:
        text = variant
        for digits, count in ((r"\d{8}", 8), (r"\d{4}", 4), (r"\d{2}", 2), (r"\d", 1)):
            text = text.replace(digits, "\0" * count)
        if not expression.startswith("^") or _SIGNS_OF_EXPRESSIONS & set(text):
            raise _NotUnderstoodError(f"the expression {expression}")
        yield text.replace("\0", "#") + ("" if expression.endswith("$") else "*")


def _rows(blank: PriceRow, model: Json) -> Iterator[PriceRow]:
    standard: list[date] = []
    peak: list[Json] = []
    for since, daily, prices in _conditions(model.get("prices")):
        if not daily:
            standard.append(since)
            yield from _rows_of(replace(blank, since=since), prices)
        elif prices not in peak:  # two windows of one day have one price
            peak.append(prices)
            yield from _rows_of(replace(blank, tier=PEAK), prices)
    for variant in _list(model.get("price_variants") or []):
        when = tuple(_dict(_dict(variant).get("when")).items())
        if len(when) == 1 and (tier := _TIERS.get(when[0])):
            since = _start_beside(_dict(variant).get("constraint"), standard)
            yield from _rows_of(replace(blank, tier=tier, since=since), _dict(_dict(variant).get("prices")))


def _conditions(prices: object) -> Iterator[tuple[date, bool, Json]]:
    """First day, whether only at some hours, and the prices."""
    if isinstance(prices, dict):
        yield ALWAYS, False, prices
        return
    for entry in map(_dict, _list(prices)):
        match entry.get("constraint"):
            case None:
                yield ALWAYS, False, _dict(entry.get("prices"))
            case {"start_date": str(day)}:
                yield _day(day), False, _dict(entry.get("prices"))
            case {"start_time": str(), "end_time": str()}:
                yield ALWAYS, True, _dict(entry.get("prices"))
            case other:
                raise _NotUnderstoodError(f"the condition {other}")


def _start_beside(constraint: object, standard: list[date]) -> date:
    """A tier's date is the day on which somebody looked: it has held since the standard price beside it began."""
    match constraint:
        case None:
            seen = date.max
        case {"start_date": str(day)}:
            seen = _day(day)
        case other:
            raise _NotUnderstoodError(f"the condition {other}")
    return max((since for since in standard if since <= seen), default=seen)


def _rows_of(row: PriceRow, prices: Json) -> Iterator[PriceRow]:
    known = {kind: prices[name] for kind, name in _KINDS.items() if prices.get(name) is not None}
    hour = prices.get("audio_hours") if prices.get("audio_hours") is not None else prices.get("input_audio_hours")
    characters = prices.get("input_mchars")
    if not known and hour is None and characters is None:
        return  # counted in pages, videos or messages, which have no column
    limits = {limit for price in known.values() for limit, _ in _steps(price)}
    for over in (0, *sorted(limits)):
        rates = tuple(_price_over(known[kind], over) if kind in known else None for kind in KINDS)
        yield replace(row, over=over, rates=rates, audio_hour=_number(hour), characters=_number(characters))
        hour = characters = None


def _steps(price: object) -> list[tuple[int, Decimal]]:
    """The context lengths above which a price holds, in order."""
    if not isinstance(price, dict):
        return []
    steps: list[tuple[int, Decimal]] = []
    for step in map(_dict, _list(price.get("tiers"))):
        start, above = step.get("start"), _number(step.get("price"))
        if not isinstance(start, int) or start < 1 or above is None:
            raise _NotUnderstoodError(f"the step {step}")
        steps.append((start, above))
    return sorted(steps)


def _price_over(price: object, over: int) -> Decimal | None:
    base = _number(price.get("base") if isinstance(price, dict) else price)
    return next((above for start, above in reversed(_steps(price)) if start <= over), base)


def _fees(blank: PriceRow, model: Json) -> Iterator[FeeRow]:
    for since, daily, prices in _conditions(model.get("prices")):
        for name, tool in _TOOLS.items():
            price = _number(prices.get(name))
            if price is None or daily:
                continue
            named = "search_query" if (blank.service, model.get("id")) == _SEARCHES_BY_QUERY else tool
            yield FeeRow(blank.service, blank.model, named, price / 1000, since, blank.checked, blank.source)


def _number(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise _NotUnderstoodError(f"the price {value!r}")
    return Decimal(value)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _NotUnderstoodError(f"the date {text!r}") from None


def _dict(value: object) -> Json:
    if not isinstance(value, dict):
        raise _NotUnderstoodError(f"{value!r} where an object should be")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _NotUnderstoodError(f"{value!r} where a list should be")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
