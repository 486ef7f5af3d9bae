"""`usage-tracker prices`: which prices are used, what one request costs by them, and newer ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from usage_tracker_gui.cli.exits import Stop, say
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.price_sheet import ALWAYS, FeeRow, PriceRow
from usage_tracker_gui.domain.pricing import PricedRequest, PriceSheet, Quote, QuoteStatus, explain
from usage_tracker_gui.domain.usage import Tokens

if TYPE_CHECKING:
    from usage_tracker_gui.settings.price_updates import PriceUpdate

_REASONING_ON_TOP = "perplexity"
_COUNT = click.IntRange(min=0)
_COLUMNS = ("input", "cached_input", "cache_write", "cache_write_1h", "output")
_FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group(short_help="Price sheet: list, quote, import, update, undo.")
def prices() -> None:
    """The price sheet: look at it, quote a request, take newer prices."""


@prices.command("list")
@click.option("--service", default="", help="Only this service.")
@click.option("--model", default="", help="Only models with this in their names.")
@_FORMAT
@click.pass_obj
def list_prices(run: Run, service: str, model: str, form: str) -> None:
    """Every price of the sheet, in US dollars per million tokens."""
    sheet = run.prices
    if service:
        _check_service(sheet, service)
    rows = sheet.rows(service, model)
    fees = [fee for fee in sheet.fee_rows(service) if model in fee.model]
    if form == "json":
        listed = {"rows": [_row_json(row) for row in rows], "fees": [_fee_json(fee) for fee in fees]}
        print_json({"prices_as_of": sheet.as_of.isoformat(), **listed})
        return
    _print_rows(rows)
    click.echo(f"{len(rows)} prices as of {sheet.as_of}.")


@prices.command()
@click.option("--service", required=True, help="openai, anthropic, groq, perplexity, google, mistral, xai, deepseek.")
@click.option("--model", required=True, help="The model's name as the service writes it.")
@click.option(
    "--tier", default="standard", show_default=True, help="standard, batch, flex, priority; fast at Anthropic."
)
@click.option(
    "--input-tokens", type=_COUNT, default=0, help="All input: cached reads, cache writes and audio included."
)
@click.option("--cached-input-tokens", type=_COUNT, default=0, help="The part of the input that was read from a cache.")
@click.option("--cache-write-tokens", type=_COUNT, default=0, help="The part that was written to a cache (5 minutes).")
@click.option("--cache-write-1h-tokens", type=_COUNT, default=0, help="The part that was written for an hour.")
@click.option("--output-tokens", type=_COUNT, default=0, help="All output: audio and reasoning included.")
@click.option("--reasoning-tokens", type=_COUNT, default=0, help="A part of the output; at Perplexity on top of it.")
@click.option("--citation-tokens", type=_COUNT, default=0, help="Counted at Perplexity, on top of input and output.")
@click.option("--audio-input-tokens", type=_COUNT, default=0, help="The part of the input that was audio.")
@click.option("--audio-output-tokens", type=_COUNT, default=0, help="The part of the output that was audio.")
@click.option("--tool", "tools", metavar="NAME=N", multiple=True, help="Calls of a tool: web_search=2. Repeatable.")
@click.option("--at", metavar="DATE", help="The UTC day whose prices hold; today if left out.")
@_FORMAT
@click.pass_obj
def quote(
    run: Run,
    /,
    service: str,
    model: str,
    tier: str,
    tools: Sequence[str],
    at: str | None,
    form: str,
    **counts: int,
) -> None:
    """The price of ONE request."""
    sheet = run.prices
    _check_service(sheet, service)
    tokens = _disjoint(service == _REASONING_ON_TOP, **counts)
    request = PricedRequest(service, model, tier, tokens, _calls_by_tool(sheet, tools))
    answer = sheet.quote(request, run.now().astimezone(UTC).date() if at is None else _day(at))
    if form == "json":
        print_json(_quote_json(answer, sheet))
    else:
        click.echo("\n".join(_quote_lines(answer, sheet)))


@prices.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_prices(run: Run, file: Path) -> None:
    """Take prices from FILE: a sheet like resources/prices.csv, or a copy of the genai-prices list (JSON)."""
    from usage_tracker_gui.settings.price_updates import import_file

    _tell(import_file(file, run.workspace.paths.data, run.now()))


@prices.command()
@click.option("--address", metavar="URL", help="Another address of the same list, e.g. a mirror.")
@click.pass_obj
def update(run: Run, address: str | None) -> None:
    """Fetch today's prices from the public list of genai-prices. Nothing of yours is sent."""
    from usage_tracker_gui.tracking.price_feed import ADDRESS, update_prices

    if run.workspace.environment.offline:
        raise Stop("USAGE_TRACKER_OFFLINE is set, so no price list is fetched: unset it, or use `prices import FILE`.")
    updated = update_prices(run.workspace.paths.data, run.now(), address or ADDRESS)
    if updated is None:
        click.echo("The price list has not changed since the last update.")
    else:
        _tell(updated)


@prices.command()
@click.pass_obj
def undo(run: Run) -> None:
    """Take back the newest update or import; the last three are kept."""
    from usage_tracker_gui.settings.price_updates import undo as undo_update

    click.echo(undo_update(run.workspace.paths.data))


def _tell(updated: PriceUpdate) -> None:
    click.echo(f"{updated.rows} prices are in use now; `usage-tracker prices undo` takes them back.")
    if updated.skipped:
        say(f"{len(updated.skipped)} models were left out, the first because of {updated.skipped[0]}.")


def _day(text: str) -> date:
    """A date, or the UTC day of a time."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.astimezone(UTC).date() if at.tzinfo else at.date()
    except (ValueError, OverflowError):
        raise click.UsageError(f"“{text}” is no date: write it like 2026-11-25.") from None


def _check_service(sheet: PriceSheet, service: str) -> None:
    if service not in sheet.services:
        raise click.UsageError(
            f"There are no prices of a service “{service}”: choose one of {', '.join(sheet.services)}."
        )


def _calls_by_tool(sheet: PriceSheet, tools: Iterable[str]) -> dict[str, int]:
    known = sorted({fee.tool for fee in sheet.fee_rows()})
    calls: dict[str, int] = {}
    for text in tools:
        name, _, count = text.rpartition("=")
        if not (count.isascii() and count.isdigit() and len(count) < 19):
            raise click.UsageError(f"“{text}” is no tool with a number of calls: write it like web_search=2.")
        if name not in known:
            raise click.UsageError(f"There is no tool “{name}”: choose one of {', '.join(known)}.")
        calls[name] = calls.get(name, 0) + int(count)
    return calls


def _disjoint(
    reasoning_on_top: bool,
    *,
    input_tokens: int,
    cached_input_tokens: int,
    cache_write_tokens: int,
    cache_write_1h_tokens: int,
    audio_input_tokens: int,
    output_tokens: int,
    audio_output_tokens: int,
    reasoning_tokens: int,
    citation_tokens: int,
) -> Tokens:
    """The counts of the command line, where parts are counted in their whole, as kinds that overlap nowhere."""
    text_input = input_tokens - cached_input_tokens - cache_write_tokens - cache_write_1h_tokens - audio_input_tokens
    if text_input < 0:
        raise click.UsageError(
            "Cached reads, cache writes and audio are parts of --input-tokens and can't be more than it."
        )
    text_output = output_tokens - audio_output_tokens
    if text_output < (0 if reasoning_on_top else reasoning_tokens):
        raise click.UsageError(
            "Audio and reasoning are parts of --output-tokens and can't be more than it "
            "(only at Perplexity reasoning comes on top)."
        )
    return Tokens(
        input=text_input,
        cached_input=cached_input_tokens,
        cache_write=cache_write_tokens,
        cache_write_1h=cache_write_1h_tokens,
        output=text_output,
        audio_input=audio_input_tokens,
        audio_output=audio_output_tokens,
        reasoning=reasoning_tokens if reasoning_on_top else 0,
        citation=citation_tokens if reasoning_on_top else 0,
    )


def _quote_json(answer: Quote, sheet: PriceSheet) -> dict[str, object]:
    return {
        "usd": None if answer.usd is None else _exact(answer.usd),
        "status": answer.status.value,
        "price": None if answer.row is None else _row_json(answer.row),
        "fees": [_fee_json(fee) for fee in answer.fees],
        "reasons": list(answer.reasons),
        "prices_as_of": sheet.as_of.isoformat(),
    }


def _quote_lines(answer: Quote, sheet: PriceSheet) -> list[str]:
    amount = "no price" if answer.usd is None else f"${_exact(answer.usd)}"
    approximate = "about " if answer.status is QuoteStatus.ESTIMATED else ""
    lines = [f"{approximate}{amount}", *map(explain, answer.reasons)]
    if answer.row is not None:
        row = answer.row
        limit = f", over {row.over} tokens" if row.over else ""
        lines.append(
            f"{row.service}, {_first_name(row)}, {row.tier}{limit}{_since(row.since, ', since ')}: {row.source}"
        )
    return [*lines, f"Prices as of {sheet.as_of}."]


def _row_json(row: PriceRow) -> dict[str, object]:
    """The row as it stands in the sheet, without the rates that it doesn't have."""
    return {
        "service": row.service,
        "model": row.model,
        "tier": row.tier,
        "context_over_tokens": row.over or None,
        "effective_from": _since(row.since) or None,
        **{kind: _exact(rate) for kind, rate in row.published().items()},
        "source": row.source,
    }


def _fee_json(fee: FeeRow) -> dict[str, object]:
    return {
        "service": fee.service,
        "model": fee.model,
        "tool": fee.tool,
        "usd_per_call": _exact(fee.usd_per_call),
        "effective_from": _since(fee.since) or None,
        "source": fee.source,
    }


def _print_rows(rows: Sequence[PriceRow]) -> None:
    headings = [kind.replace("_", " ") for kind in _COLUMNS]
    shown = table("service", "model", "tier", "over", "since", *headings, "other", numbers=("over", *headings))
    for row in rows:
        rates = row.published()
        figures = [_exact(rates.pop(kind)) if kind in rates else "" for kind in _COLUMNS]
        other = ", ".join(f"{_short(kind)} {_exact(rate)}" for kind, rate in rates.items())
        limit = str(row.over or "")
        shown.add_row(row.service, escape(_first_name(row)), row.tier, limit, _since(row.since), *figures, other)
    print_table(shown)


def _short(kind: str) -> str:
    return kind.replace("_input", " in").replace("_output", " out").replace("_", " ")


def _first_name(row: PriceRow) -> str:
    first, *others = row.model.split("|")
    return f"{first} (+{len(others)})" if others else first


def _since(day: date, before: str = "") -> str:
    return "" if day == ALWAYS else f"{before}{day.isoformat()}"


def _exact(value: Decimal) -> str:
    """Every digit, no exponent, no zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
