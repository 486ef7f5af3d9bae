"""`usage-tracker reconcile`: the estimate beside what the service billed, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from usage_tracker_gui.cli.exits import say
from usage_tracker_gui.cli.moments import iso, moment
from usage_tracker_gui.cli.printing import print_csv, print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.figures import money, plain_decimal
from usage_tracker_gui.domain.reconciliation import NAMES, Balance, Comparison, Reason, Reconciliation
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.tracking.reconcile import reconcile as compare_bills

DEFAULT_SPAN = "30d"
TOO_SMALL_TO_SHOW = Decimal("1e-6")  # in the table; JSON and CSV are exact
Days = Mapping[tuple[date, str], Balance]


@click.command(short_help="The estimate beside the bill, and why they differ.")
@click.option("--from", "start", metavar="T", help="A date, an ISO time, or a span like 7d; default 30d.")
@click.option("--to", "end", metavar="T", help="Up to T, not including it; default now.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.pass_obj
def reconcile(run: Run, start: str | None, end: str | None, form: str) -> None:
    """The estimate beside the bill, per UTC day and project, from the store alone.

    Tokens are estimated at published prices; whatever the bill has beyond that is named.
    """
    now = run.now()
    found = compare_bills(run.store, run.prices, _period(now, start, end), now)
    days = found.by(lambda one: (one.day, one.project))
    if form == "json":
        print_json(_document(found, days))
    elif form == "csv":
        print_csv(_csv_columns(), [_csv_row(day, project, part) for (day, project), part in days.items()])
    else:
        _print_table(found, days)
    for account in found.without_bill:
        say(f"No bill of the account “{account}” was read for these days: run `usage-tracker sync`.")
    for one in found.not_reported:
        say(
            f"Left out on both sides: {one.tokens:,} tokens of “{one.account}” in the {one.tier} tier, "
            "whose cost the service does not report."
        )


def _period(now: datetime, start: str | None, end: str | None) -> Period:
    until = moment(end, now, "UTC") if end else now
    since = moment(start or DEFAULT_SPAN, now, "UTC")
    if since > until:
        raise click.UsageError("--from has to be before --to (default: now).")
    return Period(since, until)


def _document(found: Reconciliation, days: Days) -> dict[str, Any]:
    return {
        "from": iso(found.period.start),
        "to": iso(found.period.end),
        "days": [_day_json(day, project, part) for (day, project), part in days.items()],
        "coverage": float(round(found.whole.coverage, 2)),
    }


def _day_json(day: date, project: str, part: Balance) -> dict[str, Any]:
    reasons = [{"reason": reason.value, "usd": plain_decimal(usd)} for reason, usd in part.reasons.items()]
    return {"day": day.isoformat(), "project": project, **_amounts(part), "reasons": reasons}


def _amounts(part: Balance) -> dict[str, str | None]:
    return {
        "estimated_usd": None if part.estimated is None else plain_decimal(part.estimated),
        "billed_usd": plain_decimal(part.billed),
        "difference_usd": plain_decimal(part.difference),
    }


def _csv_columns() -> list[str]:
    amounts = ["estimated_usd", "billed_usd", "difference_usd"]
    return ["day", "project", *amounts, *(f"{reason.value}_usd" for reason in Reason)]


def _csv_row(day: date, project: str, part: Balance) -> dict[str, Any]:
    reasons = {f"{reason.value}_usd": plain_decimal(part.reasons.get(reason, Decimal(0))) for reason in Reason}
    return {"day": day.isoformat(), "project": project, **_amounts(part), **reasons}


def _print_table(found: Reconciliation, days: Days) -> None:
    numbers = ("Estimated", "Billed", "Difference")
    shown = table("Day", "Project", *numbers, "Because of", numbers=numbers)
    for (day, project), part in days.items():
        name = found.project_names.get(project, "") or project or "no project"
        shown.add_row(day.isoformat(), name, *_cells(part))
    shown.add_section()
    shown.add_row("Total", "", *_cells(found.whole), style="bold")
    print_table(shown)
    _print_reasons(found)


def _print_reasons(found: Reconciliation) -> None:
    whole = found.whole
    own_words = found.by(_own_words)
    shown = table("Reason", "Line of the bill", "USD", numbers=("USD",))
    for (reason, words), part in own_words.items():
        if reason is not None:
            shown.add_row(NAMES[reason], words, _signed(part.billed))
    if shown.row_count:
        print_table(shown)
    share = whole.share_estimated
    of_bill = "" if share is None else f" and makes {round(100 * share, 1)} % of the bill"
    estimated = (
        f"The estimate counts tokens alone{of_bill}: tool calls and speech, which `report` adds, are reasons here. "
    )
    covered = (
        f"{plain_decimal(whole.coverage.quantize(Decimal('0.01'), 'ROUND_FLOOR'))} % of the difference has a reason."
    )
    click.echo(f"{estimated}{covered} Prices as of {found.prices_as_of}. Days in UTC.", err=True)


def _own_words(one: Comparison) -> tuple[Reason | None, str]:
    """Lines that no usage stands behind are listed by what they say of themselves."""
    unknown = one.residuals and one.residuals[0].reason is Reason.UNKNOWN_LINE_ITEM
    return (Reason.UNKNOWN_LINE_ITEM, one.item or "no words") if unknown else (None, "")


def _cells(part: Balance) -> tuple[str, ...]:
    seen = [(NAMES[reason].lower(), usd) for reason, usd in part.reasons.items() if abs(usd) >= TOO_SMALL_TO_SHOW]
    because = ", ".join(f"{name} {_signed(usd)}" for name, usd in seen)
    return money(part.estimated), money(part.billed), _signed(part.difference), because


def _signed(usd: Decimal) -> str:
    return f"+{money(usd)}" if usd > 0 else money(usd)
