"""`usage-tracker report`: what the store holds, grouped, priced, and held against a limit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

import click

from usage_tracker_gui.cli.exits import DONE, OVER_LIMIT, Stop, say
from usage_tracker_gui.cli.moments import known_zone, moment
from usage_tracker_gui.cli.printing import print_csv, print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.cost import NOT_REPORTED, CostStatus
from usage_tracker_gui.domain.figures import cost_text, money
from usage_tracker_gui.domain.own_calls import counted_twice, programs_account
from usage_tracker_gui.domain.report import TIMES, GroupBy, Question, Row, Summary
from usage_tracker_gui.domain.trends import trend_step
from usage_tracker_gui.domain.usage import HOUR, TIERS, Period
from usage_tracker_gui.providers import TELLING
from usage_tracker_gui.tracking.cut_hours import kept_whole
from usage_tracker_gui.tracking.report_files import TOKEN_COLUMNS, columns, document, known_count, row_values
from usage_tracker_gui.tracking.summarize import UnknownChannel, summarize
from usage_tracker_gui.tracking.unpriced import named, unpriced_models

GROUPS = tuple(by.value for by in GroupBy if by is not GroupBy.MINUTE)
METRICS = ("cost", "tokens", "input_tokens", "cached_input_tokens", "output_tokens", "requests")


@click.command()
@click.option("--from", "start", metavar="T", help="A date, an ISO time, or a span like 7d; default: all.")
@click.option("--to", "end", metavar="T", help="Up to T, not including it; default now.")
@click.option("--channel", "channels", multiple=True, metavar="NAME", help="An account, a key or a project.")
@click.option("--service", "services", multiple=True, metavar="S")
@click.option("--group-by", default="key,model,tier", show_default=True, metavar=",".join(GROUPS))
@click.option("--metric", type=click.Choice(METRICS), help="What rows are sorted and cut by; default cost.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the N largest rows; totals stay whole.")
@click.option("--tier", type=click.Choice(["auto", *TIERS]), default="auto", help="What if all of it ran there.")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Where days are cut.")
@click.option("--fail-over", metavar="USD", help="Exit with 5 when the total costs more.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "html"]), default="table", show_default=True
)
@click.pass_obj
def report(
    run: Run,
    start: str | None,
    end: str | None,
    channels: tuple[str, ...],
    services: tuple[str, ...],
    group_by: str,
    metric: str | None,
    top: int | None,
    tier: str,
    timezone: str,
    fail_over: str | None,
    form: str,
) -> int:
    """What the store holds, from the store alone."""
    zone = known_zone(timezone)
    limit = _dollars(fail_over) if fail_over is not None else None
    question = Question(
        period=_period(run, start, end, zone),
        group_by=_groups(group_by),
        zone=zone,
        channels=channels,
        services=services,
        tier=None if tier == "auto" else tier,
    )
    try:
        summary = summarize(run.store, run.prices, question)
    except UnknownChannel as error:
        raise Stop(str(error)) from error
    shown = _cut(summary, metric, top)
    if form == "html":
        click.echo(_page(run, question), nl=False)
    else:
        _print(shown, form)
    _say_when_there_is_nothing(summary)
    _say_what_has_no_price(run, summary)
    _say_what_may_count_twice(run, question)
    _say_what_is_not_cut(run, question)
    return _judge(summary, limit)


def _period(run: Run, start: str | None, end: str | None, zone: str) -> Period:
    now = run.now()
    until = moment(end, now, zone) if end else now
    since = moment(start, now, zone) if start is not None else min(run.store.first_usage() or until, until)
    if since > until:
        raise click.UsageError("--from has to be before --to (default: now).")
    return Period(since, until)


def _say_when_there_is_nothing(summary: Summary) -> None:
    """A zero that stands for nothing read is not a zero that was spent."""
    if not summary.rows:
        say("Nothing is stored for this question: `usage-tracker sync` reads what the services have.")


def _say_what_has_no_price(run: Run, summary: Summary) -> None:
    tokens = summary.totals.cost.unpriced_tokens
    if tokens:
        models = named(unpriced_models(run.store, run.prices, summary.question))
        silent = "a tier whose cost the service does not report" if NOT_REPORTED in summary.totals.cost.reasons else ""
        whose = " and of ".join(part for part in (models, silent) if part)
        say(f"{tokens:,} tokens{whose and ' of '}{whose} have no price: the total is a lower bound.")


def _say_what_may_count_twice(run: Run, question: Question) -> None:
    """Asked only where programs have recorded anything: the answer takes a second summary."""
    of_programs = {programs_account(service) for service in TELLING}
    if not any(account.name in of_programs for account in run.store.all_accounts()):
        return
    by_account = summarize(run.store, run.prices, replace(question, group_by=(GroupBy.SERVICE, GroupBy.ACCOUNT)))
    for account in counted_twice(by_account, TELLING):
        say(
            f"{account} holds what programs recorded. Calls of the same organization are told by the service, too, and "
            "the total then holds them twice: `--channel NAME` takes one account alone."
        )


def _say_what_is_not_cut(run: Run, question: Question) -> None:
    """In zones off the full hour midnight cuts hours, and not all of them are known by the quarter."""
    whole = kept_whole(run.store, question.period.widened_to(HOUR), question.zone)
    if whole:
        hours = "an hour that is" if len(whole) == 1 else f"{len(whole)} hours that are"
        say(
            f"Midnight in {question.zone} cuts {hours} stored whole, which counts for the day it begins in. With "
            f'timezone = "{question.zone}" in settings.toml, `usage-tracker sync --from {whole[0].date()}` reads the '
            "minutes, where the service still has them."
        )


def _groups(text: str) -> tuple[GroupBy, ...]:
    names = [name for name in map(str.strip, text.split(",")) if name]
    unknown = [name for name in names if name not in GROUPS]
    if unknown or not names:
        raise click.UsageError(f"--group-by takes a comma list of {', '.join(GROUPS)}, not “{text}”.")
    groups = tuple(dict.fromkeys(GroupBy(name) for name in names))
    if len([by for by in groups if by in TIMES]) > 1:
        raise click.UsageError("--group-by takes one of hour, day and month at a time.")
    return groups


def _dollars(text: str) -> Decimal:
    try:
        usd = Decimal(text.removeprefix("$"))
    except InvalidOperation:
        usd = Decimal("NaN")
    if not usd.is_finite() or usd < 0:
        raise click.UsageError(f"--fail-over takes an amount in dollars like 250 or 0.50, not “{text}”.")
    return usd


def _cut(summary: Summary, metric: str | None, top: int | None) -> Summary:
    if metric is None and top is None:
        return summary
    rows = sorted(summary.rows, key=lambda row: _measure(row, metric or "cost"), reverse=True)
    return replace(summary, rows=tuple(rows[:top]))


def _measure(row: Row, metric: str) -> Decimal:
    figures = row.figures
    match metric:
        case "cost":
            return figures.cost.usd if figures.cost.usd is not None else Decimal(-1)
        case "tokens":
            return Decimal(figures.total_tokens)
        case "requests":
            return Decimal(figures.requests or 0)
        case _:
            return Decimal(getattr(figures, metric))


def _judge(summary: Summary, limit: Decimal | None) -> int:
    if limit is None:
        return DONE
    cost = summary.totals.cost
    if cost.usd is not None and cost.usd > limit:
        say(f"The cost of {money(cost.usd)} is over the limit of {money(limit)}.")
        return OVER_LIMIT
    if cost.status in (CostStatus.PARTIAL, CostStatus.UNPRICED):
        say(
            f"Within the limit as far as known: {cost.unpriced_tokens:,} tokens have no price, "
            "so the true cost is higher; see `prices list`."
        )
    return DONE


def _page(run: Run, question: Question) -> str:
    """One page for a browser: its own tables, and a chart by model."""
    from usage_tracker_gui.tracking.html_report import TABLES, html_report

    def ask(*by: GroupBy) -> Summary:
        return summarize(run.store, run.prices, replace(question, group_by=by))

    usage, series = ask(*(by for _title, by in TABLES)), ask(trend_step(question.period), GroupBy.MODEL)
    return html_report(usage, series, run.now(), unpriced_models(run.store, run.prices, question))


def _print(summary: Summary, form: str) -> None:
    if form == "table":
        _print_table(summary)
        return
    if form == "csv":
        print_csv(columns(summary), [row_values(row, summary) for row in summary.rows])
        return
    print_json(document(summary))


def _print_table(summary: Summary) -> None:
    groups = [by.value.capitalize() for by in summary.question.group_by]
    numbers = ("Input", "Cached", "Cache write", "Output", "Requests", "Cost")
    shown = table(*groups, *numbers, numbers=numbers)
    for row in summary.rows:
        shown.add_row(*_names(row, summary), *_figure_cells(row))
    shown.add_section()
    total = Row(("",) * len(groups), summary.totals)
    shown.add_row(*("Total", *[""] * (len(groups) - 1)), *_figure_cells(total), style="bold")
    print_table(shown)
    click.echo(f"Prices as of {summary.prices_as_of}. Days in {summary.question.zone}.", err=True)


def _names(row: Row, summary: Summary) -> list[str]:
    cells: list[str] = []
    for by, value in zip(summary.question.group_by, row.group, strict=True):
        if by is GroupBy.KEY:
            cells.append(row.key_name or value or "no key")
        elif by is GroupBy.PROJECT:
            cells.append(row.project_name or value or "no project")
        else:
            cells.append(value)
    return cells


def _figure_cells(row: Row) -> list[str]:
    figures = row.figures
    counts = (*(known_count(figures, name) for name in TOKEN_COLUMNS), figures.requests)
    return [*("—" if count is None else f"{count:,}" for count in counts), cost_text(figures.cost)]
