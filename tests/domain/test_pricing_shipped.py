"""The sheets that come with the program: hand-picked figures, and every row of the reference sheets where present."""

from __future__ import annotations

import csv
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from usage_tracker_gui.domain.price_sheet import KINDS
from usage_tracker_gui.domain.pricing import PricedRequest, PriceSheet, Quote
from usage_tracker_gui.domain.usage import Tokens

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "prices"
DAY = date(2026, 11, 25)
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="needs the reference sheets in ../shared/prices")


@pytest.fixture(scope="module")
def sheet() -> PriceSheet:
    texts = [(ROOT / "resources" / name).read_text(encoding="utf-8") for name in ("prices.csv", "fees.csv")]
    return PriceSheet.parse(*texts)


def quote(
    sheet: PriceSheet, service: str, model: str, tokens: Tokens, tier: str = "standard", at: date = DAY, **tools: int
) -> Quote:
    return sheet.quote(PricedRequest(service, model, tier, tokens, tools), at)


MIXED = Tokens(input=800_000, cached_input=200_000, output=100_000)
SHORT = Tokens(input=100_000, cached_input=100_000, output=10_000)


@pytest.mark.parametrize(
    ("service", "model", "tier", "tokens", "usd"),
    [
        ("openai", "gpt-4o", "standard", MIXED, "3.25"),
        ("openai", "gpt-4o", "batch", MIXED, "1.75"),  # no cached rate in batch
        ("openai", "gpt-4o", "fast", MIXED, "5.525"),
        ("openai", "gpt-4o-2024-05-13", "standard", MIXED, "6.5"),
        ("openai", "gpt-5.4", "standard", SHORT, "0.425"),
        ("openai", "gpt-5.4", "flex", MIXED, "3.175"),  # above 272,000
        ("openai", "o4-mini", "flex", SHORT, "0.0908"),
        ("openai", "gpt-6.1-sol", "standard", Tokens(cache_write=100_000, cached_input=100_000), "0.26"),
        ("openai", "ft:gpt-4.1-mini-2025-04-14:org::abc", "batch", SHORT, "0.066"),
        ("openai", "gpt-4o-transcribe", "standard", Tokens(audio_input=1_000_000), "2.5"),
        ("openai", "gpt-4o-mini-tts-2025-12-15", "standard", Tokens(input=1000, audio_output=1000), "0.0126"),
        ("openai", "gpt-image-1.5", "standard", Tokens(image_input=1000, cached_image_input=1000), "0.01"),
        ("anthropic", "claude-sonnet-4-5-20250929", "standard", Tokens(cache_write_1h=100_000), "0.6"),
        ("anthropic", "claude-sonnet-4-5", "batch", Tokens(cached_input=200_001), "0.0600003"),
        ("anthropic", "claude-opus-5-5", "fast", SHORT, "1.24"),
        ("anthropic", "claude-haiku-5-5", "standard", Tokens(input=100_001), "0.0500005"),
        ("groq", "openai/gpt-oss-120b", "flex", SHORT, "0.0285"),
        ("perplexity", "sonar-deep-research", "standard", Tokens(reasoning=1000, citation=1000), "0.005"),
        ("google", "models/gemini-1.5-pro-002", "standard", Tokens(input=128_001), "0.3200025"),
        ("google", "gemini-2.5-pro", "batch", Tokens(input=200_000), "0.125"),
        ("mistral", "mistral-large-4", "batch", SHORT, "0.049"),
        ("xai", "grok-4.7", "standard", Tokens(input=200_000), "0.8"),
        ("deepseek", "deepseek-chat", "peak", SHORT, "0.045"),
    ],
)
def test_figures_worked_out_by_hand(
    sheet: PriceSheet, service: str, model: str, tier: str, tokens: Tokens, usd: str
) -> None:
    assert quote(sheet, service, model, tokens, tier).usd == Decimal(usd)


@pytest.mark.parametrize(
    ("service", "model", "tool", "usd"),
    [
        ("openai", "gpt-5", "web_search", "0.01"),
        ("openai", "o1", "file_search", "0.0025"),
        ("openai", "gpt-4o", "code_interpreter", "0.03"),
        ("anthropic", "claude-opus-5", "web_search", "0.01"),
        ("groq", "openai/gpt-oss-20b", "web_search", "0.005"),
        ("google", "gemini-2.5-pro", "web_search", "0.035"),
        ("perplexity", "sonar", "request:low", "0.005"),
        ("perplexity", "sonar", "request:medium", "0.008"),
        ("perplexity", "sonar", "request:high", "0.012"),
        ("perplexity", "sonar-pro", "request:high", "0.014"),
        ("perplexity", "sonar-deep-research", "search_query", "0.005"),
    ],
)
def test_fees_of_one_call(sheet: PriceSheet, service: str, model: str, tool: str, usd: str) -> None:
    assert quote(sheet, service, model, Tokens(), **{tool: 1}).usd == Decimal(usd)


def test_speech_is_billed_by_the_hour_or_the_character(sheet: PriceSheet) -> None:
    assert sheet.speech("openai", "whisper-1", None, seconds=1800, characters=0, on=DAY).usd == Decimal("0.18")
    assert sheet.speech("openai", "tts-1-hd", "default", seconds=0, characters=1000, on=DAY).usd == Decimal("0.03")
    assert sheet.speech("groq", "whisper-large-v3", "batch", seconds=3600, characters=0, on=DAY).usd == Decimal(
        "0.0555"
    )
    assert sheet.speech("openai", "gpt-4o", None, seconds=1, characters=0, on=DAY).reasons == {"kind_not_priced"}
    assert sheet.speech("openai", "whisper-9", None, seconds=1, characters=0, on=DAY).reasons == {"unknown_model"}


@pytest.mark.parametrize(
    ("service", "model"),
    [
        ("openai", "gpt-oss-120b"),
        ("openai", "ft:gpt-4o:org::id"),
        ("openai", "gpt-5-nano-mini"),
        ("anthropic", "claude-opus-4-10"),
        ("google", "gemini-3.6-flash-lite"),
        ("google", "gemini-3.8-flash-image"),
        ("deepseek", "deepseek-r1-distill-llama-70b"),
        ("mistral", "mistral-large-2601"),
    ],
)
def test_lookalikes_have_no_price(sheet: PriceSheet, service: str, model: str) -> None:
    assert quote(sheet, service, model, Tokens(input=1)).status == "unknown_model"


def test_no_two_rows_say_different_things_of_the_same(sheet: PriceSheet) -> None:
    keys = [(row.service, row.model, row.tier, row.over, row.since) for row in sheet.rows()]
    assert len(keys) == len(set(keys))
    assert all(row.published() for row in sheet.rows())


def test_every_row_and_fee_says_where_it_comes_from(sheet: PriceSheet) -> None:
    assert all(row.source and row.checked > date(2026, 1, 1) for row in sheet.rows())
    assert all(fee.source and fee.checked > date(2026, 1, 1) for fee in sheet.fee_rows())


def test_every_model_has_a_standard_price(sheet: PriceSheet) -> None:
    rows = sheet.rows()
    assert {(row.service, row.model) for row in rows} == {
        (row.service, row.model) for row in rows if row.tier == "standard"
    }


@pytest.mark.skipif(importlib.util.find_spec("genai_prices") is None, reason="needs the package genai-prices")
def test_the_sheets_are_what_the_script_makes() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "prices.py"), "--check"]
    assert subprocess.run(script, capture_output=True, text=True, check=False).stdout == ""


class Rate(NamedTuple):
    """One figure of the reference sheets: dollars per million tokens of a kind."""

    service: str
    pattern: str
    tier: str
    over: int
    kind: str
    usd: Decimal
    input: Decimal | None
    since: str


RENAMED = {
    "cache_write_5m": "cache_write",
    "reasoning_output": "reasoning",
    "citation_tokens": "citation",
    "audio": "audio_hour",
}


def reference_rates() -> list[Rate]:
    rates: list[Rate] = []
    inputs: dict[tuple[str, ...], Decimal | None] = {}
    for row in rows_of("reference_prices.csv"):
        key = (row["provider"], row["model_pattern"], row["tier"], row["context_over_tokens"])
        text_input = Decimal(row["input"]) if row["input"] else None
        inputs[key] = text_input  # the newest: rows of one key stand in the order of their dates
        for column in list(row)[4:11]:
            if row[column]:
                kind, usd = RENAMED.get(column, column), Decimal(row[column])
                rates.append(Rate(*key[:3], int(key[3] or 0), kind, usd, text_input, row["effective_from"]))
    for row in rows_of("extra_prices.csv"):
        key = (row["provider"], row["model_pattern"], row["tier"], row["context_over_tokens"])
        kind, usd = RENAMED.get(row["kind"], row["kind"]), Decimal(row["price"])
        rates.append(Rate(*key[:3], int(key[3] or 0), kind, usd, inputs.get(key), row["effective_from"]))
    return rates


def rows_of(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def sample_names(pattern: str) -> list[str]:
    """Names that a regular expression of the reference sheets means, one for each alternative."""
    body = pattern.removeprefix("^").removesuffix("$")
    body = re.sub(r"\(\?=([^()]*)\.\*\$\)\(\?=\(\?!.*?\)\.\*\$\)\.\*", r"\1", body)
    if outer := re.fullmatch(r"\(\?:(.*)\)", body):
        alternatives = outer[1].split("|")
    else:
        options = re.split(r"\(\?:(.*?)\)\?", body)
        head, optional, tail = options if len(options) == 3 else (body, "", "")
        alternatives = [head + tail, *(head + choice + tail for choice in optional.split("|") if choice)]
    return [plain(alternative) for alternative in alternatives]


def plain(alternative: str) -> str:
    for expression, text in {
        r"\d{4}-\d{2}-\d{2}": "2026-09-30",
        r"\d{8}": "20260930",
        r"\d": "0",
        "[-@]": "@",
        "2025.*": "20250514",
        ".*": "",
        "\\.": ".",
    }.items():
        alternative = alternative.replace(expression, text)
    return alternative


def day_of(rate: Rate, rates: list[Rate]) -> date:
    """A day on which the figure holds: its first, or for one without a date the day before the next one's first."""
    if rate.since:
        return date.fromisoformat(rate.since)
    tier = {other.since for other in rates if other[:3] == rate[:3] and (other.kind == rate.kind or other.over)}
    later = sorted(since for since in tier if since)
    return date.fromisoformat(later[0]) - timedelta(days=1) if later and rate.kind != "cache_write_12h" else DAY


@needs_reference
def test_every_rate_of_the_reference_sheets_is_charged(sheet: PriceSheet) -> None:
    rates = reference_rates()
    checked, wrong = 0, []
    for rate in rates:
        if rate.kind not in KINDS:
            continue
        for model in sample_names(rate.pattern):
            tokens, usd = Tokens(**{rate.kind: 1000}), 1000 * rate.usd
            if rate.over:
                assert rate.input is not None
                tokens, usd = tokens.plus(Tokens(input=rate.over)), usd + rate.over * rate.input
                if rate.kind not in KINDS[:5]:
                    tokens, usd = tokens.plus(Tokens(input=1)), usd + rate.input
            answer = quote(sheet, rate.service, model, tokens, rate.tier, day_of(rate, rates))
            checked += 1
            if answer.usd != usd / 1_000_000:
                wrong.append((model, rate, answer.usd))
    assert wrong == []
    assert checked > 3000


@needs_reference
def test_every_hour_and_character_of_the_reference_sheets_has_its_price(sheet: PriceSheet) -> None:
    rates = [rate for rate in reference_rates() if rate.kind in ("audio_hour", "characters")]
    listed = [
        (row.service, name, row.tier, kind, usd)
        for row in sheet.rows()
        for name in row.model.split("|")
        for kind, usd in row.published().items()
    ]
    assert len(rates) == 26
    for rate in rates:
        for name in sample_names(rate.pattern):
            assert (rate.service, name, rate.tier, rate.kind, rate.usd) in listed


TOOLS = {
    "web_search (GA tool, and preview tool on reasoning models)": "web_search",
    "file_search call (Responses)": "file_search",
    "code_interpreter container": "code_interpreter",
    "browser/web search (basic)": "web_search",
    "web_search_preview on non-reasoning models": "web_search_preview",
    "Search API": "search_api",
    "agent fetch_url": "fetch_url",
}
ANY_MODELS = {"openai": "o1", "anthropic": "claude-2", "perplexity": "sonar"}


@needs_reference
def test_every_fee_of_the_reference_sheets_is_charged(sheet: PriceSheet) -> None:
    checked = 0
    for row in rows_of("tool_fees.csv"):
        tool, price = TOOLS.get(row["tool"], row["tool"]), row["price"]
        if tool in ("request", "web_search content block"):
            continue  # split by context size below; a block of input tokens, which usage counts itself
        fees = {tool: price}
        if "low/medium/high" in tool:
            fees = dict(zip(("request:low", "request:medium", "request:high"), price.split("|"), strict=True))
        elif row["model_pattern"] == "^(?:sonar-deep-research)$":
            fees = {"search_query": price}
        since = date.fromisoformat(row["effective_from"] or DAY.isoformat())
        per = 1 if row["unit"].startswith("USD/session") else 1000
        any_model = "gpt-4o" if tool == "web_search_preview" else ANY_MODELS.get(row["provider"], "")
        models = [any_model] if row["model_pattern"] == "*" else sample_names(row["model_pattern"])
        models = ["openai/gpt-oss-20b" if model == "openai/gpt-oss-" else model for model in models]
        for model in models:
            for name, usd in fees.items():
                answer = quote(sheet, row["provider"], model, Tokens(), at=since, **{name: 1})
                assert (model, name, answer.usd) == (model, name, Decimal(usd) / per)
                checked += 1
    assert checked > 250
