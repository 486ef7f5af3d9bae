# /// script
# requires-python = ">=3.11"
# dependencies = ["genai-prices==0.2.3"]
# ///
"""Makes resources/prices.csv and resources/fees.csv from the package genai-prices and the overlays beside this file.

    uv run scripts/prices.py            writes both sheets
    uv run scripts/prices.py --check    says whether the committed sheets are what would be written (exit code 1 if not)

genai-prices gives most rows. The figures of an overlay row join those of the row with the same service, model, tier,
context length and date, and win over them; an overlay row without any figure removes that row. Each says where its
figures come from.
genai-prices is needed here alone: the program reads the CSV files.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from genai_prices import types as genai
from genai_prices.data import providers

HERE = Path(__file__).parent
RESOURCES = HERE.parent / "resources"
sys.path.insert(0, str(HERE.parent))

from usage_tracker_gui.domain.price_sheet import (  # noqa: E402
    ALWAYS,
    FEE_COLUMNS,
    KINDS,
    PRICE_COLUMNS,
    FeeRow,
    PriceRow,
    read_fees,
    read_prices,
)

RELEASE = "0.2.3"
SOURCE = f"genai-prices {RELEASE}"
CHECKED = date(2026, 10, 29)  # the last day on which that release verified a price
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
KIND_OF = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "output_mtok": "output",
    "input_audio_mtok": "audio_input",
    "cache_audio_read_mtok": "cached_audio_input",
    "output_audio_mtok": "audio_output",
    "input_image_mtok": "image_input",
    "cache_image_read_mtok": "cached_image_input",
    "output_image_mtok": "image_output",
    "output_reasoning_mtok": "reasoning",
    "output_citation_mtok": "citation",
}
TOOL_OF = {"web_searches_kcount": "web_search", "storage_searches_kcount": "file_search"}
# Tiers by the variant's condition. OpenAI's `fast` variant repeats its priority rates and is an alias in the program.
TIER_OF = {
    ("processing", "batch"): "batch",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("speed", "fast"): "fast",
}
# Models counted by pages, videos, text messages or steps have no column; a model with nothing else is left out.


def main() -> int:
    if version("genai-prices") != RELEASE:
        raise SystemExit(f"This needs genai-prices {RELEASE}; for another release, look at what it changes first.")
    sheets = {"prices.csv": price_sheet(), "fees.csv": fee_sheet()}
    if "--check" not in sys.argv[1:]:
        for name, text in sheets.items():
            (RESOURCES / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"resources/{name}: {text.count(chr(10)) - 1} rows")
        return 0
    stale = [name for name, text in sheets.items() if committed(name) != text]
    for name in stale:
        print(f"resources/{name} is not what this script makes: run it and look at the difference.")
    return 1 if stale else 0


def committed(name: str) -> str:
    path = RESOURCES / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def price_sheet() -> str:
    rows = {key_of(row): row for row in genai_rows()}
    for row in read_prices((HERE / "prices_overlay.csv").read_text(encoding="utf-8")):
        if row.published():
            rows[key_of(row)] = laid_over(rows.get(key_of(row)), row)
        else:
            rows.pop(key_of(row))  # a KeyError tells of an overlay row that removes nothing any more
    return written(PRICE_COLUMNS, map(price_cells, sorted(rows.values(), key=key_of)))


def laid_over(under: PriceRow | None, over: PriceRow) -> PriceRow:
    if under is None:
        return over
    rates = tuple(b if a is None else a for a, b in zip(over.rates, under.rates, strict=True))
    return replace(under, rates=rates, checked=over.checked, source=f"{under.source}; {over.source}")


def fee_sheet() -> str:
    fees = {fee_key_of(fee): fee for fee in genai_fees()}
    for fee in read_fees((HERE / "fees_overlay.csv").read_text(encoding="utf-8")):
        fees[fee_key_of(fee)] = fee
    return written(FEE_COLUMNS, map(fee_cells, sorted(fees.values(), key=fee_key_of)))


def genai_rows() -> Iterator[PriceRow]:
    for service, model, pattern in models():
        for tier, since, prices in offers(model):
            yield from rows_of(PriceRow(service, pattern, tier, 0, since, (), checked=CHECKED, source=SOURCE), prices)


def models() -> Iterator[tuple[str, genai.ModelInfo, str]]:
    for provider in providers:
        if service := SERVICES.get(provider.id):
            for model in provider.models:
                yield service, model, "|".join(dict.fromkeys(names_of(model.match)))


def names_of(clause: genai.MatchLogic) -> Iterator[str]:
    """The pattern's names for a match clause (domain/model_names.py)."""
    match clause:
        case genai.ClauseEquals(equals):
            yield equals
        case genai.ClauseStartsWith(start):
            yield f"{start}*"
        case genai.ClauseEndsWith(end):
            yield f"*{end}"
        case genai.ClauseContains(part):
            yield f"*{part}*"
        case genai.ClauseOr(clauses):
            for one in clauses:
                yield from names_of(one)
        case genai.ClauseAnd([genai.ClauseStartsWith() as start, genai.ClauseRegex()]):
            yield from names_of(start)  # "and no -tts": a wildcard never covers that word
        case genai.ClauseRegex(regex):
            yield from names_of_expression(regex)
        case _:
            raise SystemExit(f"a match clause that this script doesn't know: {clause}")


def names_of_expression(regex: str) -> Iterator[str]:
    name = regex.removeprefix("^").removesuffix("$").replace(r"\.", ".")
    name = name.replace(r"\d{4}", "####").replace(r"\d{8}", "########").replace(r"\d{2}", "##").replace(r"\d", "#")
    tail = "" if regex.endswith("$") else "*"
    for filled in [name.replace("[-@]", sign) for sign in "-@"] if "[-@]" in name else [name]:
        if set(filled) & set("()[]{}^$\\+?*"):
            raise SystemExit(f"an expression that this script doesn't know: {regex}")
        yield filled + tail


def offers(model: genai.ModelInfo) -> Iterator[tuple[str, date, genai.ModelPrice]]:
    """The prices of a model by tier and first day."""
    standard: list[tuple[date, genai.ModelPrice]] = []
    peak: dict[str, genai.ModelPrice] = {}
    for since, daily, prices in conditional(model.prices):
        if daily:
            peak[repr(prices)] = prices
        else:
            standard.append((since, prices))
    for since, prices in standard:
        yield "standard", since, prices
    for prices in peak.values():  # two windows of a day have one price; overlays give its first day
        yield "peak", ALWAYS, prices
    for variant in model.price_variants or ():
        if tier := TIER_OF.get(next(iter(variant.when.items()))):
            yield tier, start_of(variant, [since for since, _ in standard]), variant.prices


def conditional(
    prices: genai.ModelPrice | list[genai.ConditionalPrice],
) -> Iterator[tuple[date, bool, genai.ModelPrice]]:
    if isinstance(prices, genai.ModelPrice):
        yield ALWAYS, False, prices
        return
    for entry in prices:
        match entry.constraint:
            case None:
                yield ALWAYS, False, entry.prices
            case genai.StartDateConstraint(start_date):
                yield start_date, False, entry.prices
            case genai.TimeOfDateConstraint():
                yield ALWAYS, True, entry.prices
            case other:
                raise SystemExit(f"a condition that this script doesn't know: {other}")


def start_of(variant: genai.PriceVariant, standard: list[date]) -> date:
    """A tier's date is the day it was verified: it has held since the standard price beside it began."""
    begins = variant.constraint
    verified = begins.start_date if isinstance(begins, genai.StartDateConstraint) else date.max
    return max(since for since in standard if since <= verified)


def rows_of(row: PriceRow, prices: genai.ModelPrice) -> Iterator[PriceRow]:
    known = {kind: price for name, kind in KIND_OF.items() if (price := getattr(prices, name)) is not None}
    by_hour = plain(prices.audio_hours if prices.audio_hours is not None else prices.input_audio_hours)
    by_character = plain(prices.input_mchars)
    if not known and by_hour is None and by_character is None:
        return
    limits = {step.start for price in known.values() if isinstance(price, genai.TieredPrices) for step in price.tiers}
    for over in (0, *sorted(limits)):
        rates = tuple(price_over(known[kind], over) if kind in known else None for kind in KINDS)
        yield replace(row, over=over, rates=rates, audio_hour=by_hour, characters=by_character)


def plain(price: Decimal | genai.TieredPrices | None) -> Decimal | None:
    if isinstance(price, genai.TieredPrices):
        raise SystemExit(f"a measure whose price depends on the context length: {price}")
    return price


def price_over(price: Decimal | genai.TieredPrices, over: int) -> Decimal:
    if isinstance(price, Decimal):
        return price
    return next((step.price for step in reversed(price.tiers) if step.start <= over), price.base)


def genai_fees() -> Iterator[FeeRow]:
    for service, model, pattern in models():
        for since, daily, prices in conditional(model.prices):
            for name, tool in TOOL_OF.items():
                if not daily and (price := getattr(prices, name)) is not None:
                    tool = "search_query" if (service, model.id) == ("perplexity", "sonar-deep-research") else tool
                    yield FeeRow(service, pattern, tool, price / 1000, since, CHECKED, SOURCE)


def key_of(row: PriceRow) -> tuple[int, str, int, str, date, int]:
    tiers = ("standard", "batch", "flex", "priority", "fast")
    order = tiers.index(row.tier) if row.tier in tiers else len(tiers)
    return list(SERVICES.values()).index(row.service), row.model, order, row.tier, row.since, row.over


def fee_key_of(fee: FeeRow) -> tuple[int, str, str, date]:
    return list(SERVICES.values()).index(fee.service), fee.model, fee.tool, fee.since


def price_cells(row: PriceRow) -> list[str]:
    figures = [figure(rate) for rate in (*row.rates, *row.measures)]
    head = [row.service, row.model, row.tier, str(row.over or ""), day(row.since)]
    return [*head, *figures, day(row.checked), row.source]


def fee_cells(fee: FeeRow) -> list[str]:
    return [
        fee.service,
        fee.model,
        fee.tool,
        figure(fee.usd_per_call),
        day(fee.since),
        day(fee.checked),
        fee.source,
    ]


def figure(rate: Decimal | None) -> str:
    return "" if rate is None else format(rate.normalize(), "f")


def day(when: date) -> str:
    return "" if when == ALWAYS else when.isoformat()


def written(columns: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
