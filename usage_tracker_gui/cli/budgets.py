"""`usage-tracker budgets`: limits on a day, a week or a month, for everything or for one part of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from usage_tracker_gui.cli.exits import DONE, OVER_LIMIT, Stop, say
from usage_tracker_gui.cli.moments import iso, known_zone
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, BudgetState, Level, Scope
from usage_tracker_gui.domain.figures import CENT, cost_text, money, plain_decimal
from usage_tracker_gui.domain.forecast import Forecast, Outlook
from usage_tracker_gui.tracking.budgets import budget_states
from usage_tracker_gui.tracking.forecasting import Forecasting

MOST_USD = Decimal(1_000_000_000)
DEFAULT_THRESHOLDS = Budget("", Decimal(1)).thresholds


@click.group(short_help="Limits on a day, a week or a month.")
def budgets() -> None:
    """Limits on a day, a week or a month; the app and `watch` warn before they are used up."""


@budgets.command("set")
@click.argument("name")
@click.option("--limit", required=True, metavar="USD")
@click.option(
    "--period", type=click.Choice([period.value for period in BudgetPeriod]), default="month", show_default=True
)
@click.option("--service", metavar="S", help="Count this service only.")
@click.option("--account", metavar="NAME", help="Count this account only.")
@click.option("--project", metavar="ID", help="Count this project only, by ID or name.")
@click.option("--key", metavar="ID", help="Count this key only, by ID or name.")
@click.option("--model", metavar="M", help="Count this model only.")
@click.option("--threshold", "percents", multiple=True, metavar="PERCENT", help="Warn there; repeat. Default 80.")
@click.pass_obj
def set_budget(
    run: Run,
    name: str,
    limit: str,
    period: str,
    service: str | None,
    account: str | None,
    project: str | None,
    key: str | None,
    model: str | None,
    percents: tuple[str, ...],
) -> int:
    """Make a budget, or change the one of that name. Without a scope it counts everything."""
    if not name.strip() or not name.isprintable():
        raise click.UsageError("A budget needs a name that can be read, like “monthly”.")
    asked = {
        Scope.SERVICE: service,
        Scope.ACCOUNT: account,
        Scope.PROJECT: project,
        Scope.KEY: key,
        Scope.MODEL: model,
    }
    scope, scope_id = _scope(run, {kind: value for kind, value in asked.items() if value is not None})
    budget = Budget(name, _dollars(limit), BudgetPeriod(period), scope, scope_id, _thresholds(percents))
    run.store.put_budget(budget)
    click.echo(f"{name}: {money(budget.limit_usd)} a {period} for {_scope_text(budget, scope_id)}.")
    return DONE


@budgets.command("list")
@click.option("--timezone", metavar="ZONE", help="Where days begin; default: the settings' zone.")
@click.option("--fail-over", is_flag=True, help="Exit with 5 when a budget is used up.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_budgets(run: Run, timezone: str | None, fail_over: bool, form: str) -> int:
    """Each budget, how far it is spent, what it will be at its end, and what is safe to spend today."""
    zone = known_zone(timezone) if timezone else run.workspace.preferences.timezone
    now = run.now()
    states = budget_states(run.store, run.prices, now, zone)
    forecasting = Forecasting(run.store, run.prices)
    seen = [(state, forecasting.outlook(state, now, zone)) for state in states]
    if form == "json":
        print_json({"timezone": zone, "budgets": [_json(state, outlook) for state, outlook in seen]})
    elif not seen:
        say("No budget yet: make one with `usage-tracker budgets set monthly --limit 100`.")
    else:
        _print_table(seen)
    used_up = [state.budget.name for state in states if state.level is Level.CRITICAL]
    if fail_over and used_up:
        say(f"Used up: {', '.join(used_up)}.")
        return OVER_LIMIT
    return DONE


@budgets.command()
@click.argument("name")
@click.pass_obj
def remove(run: Run, name: str) -> int:
    """Remove a budget. Its alerts stay in the list."""
    if not run.store.remove_budget(name):
        raise Stop(f"There is no budget “{name}”; see `usage-tracker budgets list`.")
    click.echo(f"Removed {name}.")
    return DONE


def _scope(run: Run, given: dict[Scope, str]) -> tuple[Scope, str]:
    if len(given) > 1:
        raise click.UsageError("A budget counts one service, account, project, key or model; make one for each.")
    if not given:
        return Scope.EVERYTHING, ""
    ((scope, value),) = given.items()
    return scope, _known_id(run, scope, value)


def _known_id(run: Run, scope: Scope, value: str) -> str:
    """The ID behind a name. A service or an account that does not exist is refused; a key may be one of tomorrow."""
    stored = run.store.keys()
    match scope:
        case Scope.SERVICE:
            _refuse_unknown("service", value, [service.id for service in run.workspace.services])
        case Scope.ACCOUNT:
            _refuse_unknown("account", value, [account.name for account in run.store.all_accounts()])
        case Scope.KEY:
            return next((known.id for _, known in stored if value == known.name), value)
        case Scope.PROJECT:
            return next((known.project for _, known in stored if value == known.project_name), value)
        case _:
            pass
    return value


def _refuse_unknown(what: str, value: str, known: list[str]) -> None:
    if value not in known:
        raise click.UsageError(f"There is no {what} “{value}” (there are: {', '.join(known) or 'none yet'}).")


def _dollars(text: str) -> Decimal:
    usd = _number(text.removeprefix("$"))
    if usd is None or not 0 < usd <= MOST_USD:
        raise click.UsageError(f"--limit takes an amount in dollars above 0 like 250 or 0.50, not “{text}”.")
    return usd


def _thresholds(percents: tuple[str, ...]) -> tuple[Decimal, ...]:
    """Shares of the limit, ascending; the limit itself is always one."""
    if not percents:
        return DEFAULT_THRESHOLDS
    shares = {Decimal(1)}
    for text in percents:
        percent = _number(text.removesuffix("%").strip())
        if percent is None or not 0 < percent <= 1000:
            raise click.UsageError(f"--threshold takes per cent of the limit, above 0, like 80; not “{text}”.")
        shares.add(percent / 100)
    return tuple(sorted(shares))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _json(state: BudgetState, outlook: Outlook) -> dict[str, Any]:
    budget, forecast = state.budget, outlook.forecast
    return {
        "name": budget.name,
        "period": budget.period.value,
        "scope": budget.scope.value,
        "scope_id": budget.scope_id,
        "scope_name": state.scope_name,
        "thresholds_percent": [float(share * 100) for share in budget.thresholds],
        "from": iso(state.period.start),
        "to": iso(state.period.end),
        "limit_usd": plain_decimal(budget.limit_usd),
        "spent_usd": None if state.spent.usd is None else plain_decimal(state.spent.usd),
        "cost_status": state.spent.status.value,
        "share": None if state.share is None else round(float(state.share), 4),
        "level": state.level.value,
        "forecast": None if forecast is None else _forecast_json(forecast),
        "safe_today_usd": None if outlook.safe_today is None else _cents(outlook.safe_today),
    }


def _forecast_json(forecast: Forecast) -> dict[str, Any]:
    return {
        "expected_usd": _cents(forecast.expected),
        "low_usd": _cents(forecast.low),
        "high_usd": _cents(forecast.high),
        "confidence": forecast.confidence.value,
        "days_seen": forecast.days_seen,
    }


def _cents(usd: Decimal) -> str:
    """A guess is not told to the billionth."""
    return plain_decimal(usd.quantize(CENT) if usd >= CENT else usd.quantize(CENT**3))


def _print_table(seen: list[tuple[BudgetState, Outlook]]) -> None:
    numbers = ("Limit", "Spent", "Used", "At its end", "Safe today")
    shown = table("Budget", "For", "Period", *numbers, "State", numbers=numbers)
    for state, outlook in seen:
        budget, forecast = state.budget, outlook.forecast
        shown.add_row(
            budget.name,
            _scope_text(budget, state.scope_name),
            f"a {budget.period.value}",
            money(budget.limit_usd),
            cost_text(state.spent),
            "—" if state.share is None else f"{state.share:.0%}".replace("%", " %"),
            "—" if forecast is None else f"~{money(forecast.expected)}",
            "—" if outlook.safe_today is None else money(outlook.safe_today),
            {Level.OK: "ok", Level.WARNING: "close to its limit", Level.CRITICAL: "used up"}[state.level],
        )
    print_table(shown)


def _scope_text(budget: Budget, name: str) -> str:
    return "everything" if budget.scope is Scope.EVERYTHING else f"{budget.scope.value} {name}"
