"""`usage-tracker subscriptions`: plans with a fixed price, tracked beside metered use."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from usage_tracker_gui.cli.exits import DONE, Stop, say
from usage_tracker_gui.cli.moments import iso, known_zone
from usage_tracker_gui.cli.printing import print_json, print_table, table
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.domain.figures import cost_text, money, plain_decimal
from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription, SubscriptionUse
from usage_tracker_gui.tracking.subscriptions import subscription_uses

MOST_USD = Decimal(1_000_000)


@click.group(short_help="Plans with a fixed price, and what is left of them.")
def subscriptions() -> None:
    """Plans with a fixed price: what is left of a quota, and what the same use would have cost."""


@subscriptions.command("set")
@click.argument("account_name", metavar="ACCOUNT")
@click.option("--service", metavar="S", help="Makes the account where there is none of that name.")
@click.option("--plan", required=True, metavar="NAME", help="What the plan is called, like Plus.")
@click.option("--price", required=True, metavar="USD", help="A month.")
@click.option("--reset-day", type=click.IntRange(1, 31), default=1, show_default=True, help="Day of the month.")
@click.option("--quota", type=click.IntRange(min=0), metavar="N", help="What is included from reset to reset.")
@click.option("--unit", type=click.Choice([unit.value for unit in QuotaUnit]), default="requests", show_default=True)
@click.option("--sessions", type=click.IntRange(min=1), metavar="N", help="How many at once.")
@click.pass_obj
def set_subscription(
    run: Run,
    account_name: str,
    service: str | None,
    plan: str,
    price: str,
    reset_day: int,
    quota: int | None,
    unit: str,
    sessions: int | None,
) -> int:
    """Note an account's plan, in place of the one before."""
    usd = _dollars(price)
    account = run.store.account(account_name) or _made(run, account_name, service)
    run.store.subscriptions.put(Subscription(account.id, plan, usd, reset_day, quota, QuotaUnit(unit), sessions))
    click.echo(f"{account_name} has the plan {plan} at {money(usd)} a month.")
    return DONE


@subscriptions.command("list")
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="At whose midnight a quota resets.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_obj
def list_subscriptions(run: Run, timezone: str, form: str) -> int:
    """Every plan since its last reset."""
    uses = subscription_uses(run.store, run.prices, run.now(), known_zone(timezone))
    if form == "json":
        print_json({"subscriptions": [_as_json(use) for use in uses]})
        return DONE
    if not uses:
        say("No plan yet: see `usage-tracker subscriptions set --help`.")
        return DONE
    numbers = ("Price", "Used", "Left", "Sessions", "Metered")
    shown = table("Account", "Plan", "Until", *numbers, numbers=numbers)
    for use in uses:
        plan = use.subscription
        used = f"{_number(use.quota_used)} {plan.quota_unit.value}"
        sessions = f"{_number(use.sessions)} of {_number(plan.session_limit)}"
        cells = (money(plan.usd_a_month), used, _number(use.quota_left), sessions, cost_text(use.metered))
        shown.add_row(use.account, plan.plan, f"{use.period.end:%Y-%m-%d}", *cells)
        if use.is_over_sessions:
            say(f"{use.account} had {use.sessions} sessions at once, and its plan allows {plan.session_limit}.")
    print_table(shown)
    return DONE


@subscriptions.command("remove")
@click.argument("account_name", metavar="ACCOUNT")
@click.pass_obj
def remove_subscription(run: Run, account_name: str) -> int:
    """Forget an account's plan; its usage stays."""
    account = run.store.account(account_name)
    if account is None or not run.store.subscriptions.remove(account.id):
        raise Stop(f"“{account_name}” has no plan; see `usage-tracker subscriptions list`.")
    click.echo(f"{account_name} has no plan any more.")
    return DONE


def _made(run: Run, name: str, service_id: str | None) -> Account:
    if service_id is None:
        raise Stop(f"There is no account “{name}”: name its --service, and it is made.")
    service = run.workspace.service(service_id)
    if service is None:
        raise Stop(f"“{service_id}” is no service; there are: {', '.join(s.id for s in run.workspace.services)}.")
    return run.store.add_account(name, service.id, service.base_url, configured=not service.tells)


def _dollars(text: str) -> Decimal:
    try:
        usd = Decimal(text.removeprefix("$"))
    except InvalidOperation:
        usd = Decimal("NaN")
    if not usd.is_finite() or not 0 <= usd <= MOST_USD:
        raise click.UsageError(f"--price takes an amount in dollars like 20 or 19.99, not “{text}”.")
    return usd


def _number(count: int | None) -> str:
    return "—" if count is None else f"{count:,}"


def _as_json(use: SubscriptionUse) -> dict[str, Any]:
    """None is unknown, or no limit."""
    plan = use.subscription
    return {
        "account": use.account,
        "service": use.service,
        "plan": plan.plan,
        "price_usd": plain_decimal(plan.usd_a_month),
        "from": iso(use.period.start),
        "to": iso(use.period.end),
        "quota": plan.quota,
        "quota_unit": plan.quota_unit.value,
        "quota_used": use.quota_used,
        "quota_left": use.quota_left,
        "sessions_most": use.sessions,
        "session_limit": plan.session_limit,
        "metered_usd": None if use.metered.usd is None else plain_decimal(use.metered.usd),
        "metered_status": use.metered.status.value,
    }
