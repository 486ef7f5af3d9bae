"""What raises alerts at the made-up organization, and prices of its own: ordinary, none, and more than anybody has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import made_up

from usage_tracker_gui.domain.alert_rules import AlertRules, GeneralRules, Part, Snooze
from usage_tracker_gui.domain.alerts import AlertKind, Subject
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, BudgetState, Scope, running_period
from usage_tracker_gui.domain.cost import Cost, CostStatus
from usage_tracker_gui.domain.forecast import Confidence, Forecast, Outlook
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule

LONG = "a-key-whose-name-goes-on-" * 12
RIGHT_TO_LEFT = "مفتاح الإنتاج الرئيسي"
PARTS = (
    Part(Scope.SERVICE, "openai", "OpenAI"),
    Part(Scope.ACCOUNT, "OpenAI", "OpenAI"),
    Part(Scope.PROJECT, "proj_shop", "Shop"),
    Part(Scope.KEY, "key_9fQ2", "prod-batch"),
    Part(Scope.KEY, "key_7dK1", "web-chat"),
)


def budget(
    name: str,
    limit: str,
    spent: str | None,
    period: BudgetPeriod = BudgetPeriod.MONTH,
    scope: Scope = Scope.EVERYTHING,
    called: str = "",
    shares: Sequence[str] = ("0.8", "1"),
) -> BudgetState:
    usd = None if spent is None else Decimal(spent)
    status = CostStatus.UNPRICED if usd is None else CostStatus.PRICED
    made = Budget(name, Decimal(limit), period, scope, called, tuple(map(Decimal, shares)))
    return BudgetState(made, running_period(period, made_up.NOW, "UTC"), Cost(usd, status), called)


def outlook(spent: str, expected: str, safe: str, confidence: Confidence = Confidence.HIGH) -> Outlook:
    whole = Decimal(expected)
    low, high = whole * Decimal("0.93"), whole * Decimal("1.08")
    return Outlook(Forecast(Decimal(spent), whole, low, high, 43, confidence), Decimal(safe))


def ordinary() -> AlertRules:
    key = Subject(AlertKind.TOKEN_SPIKE, "OpenAI", "key_9fQ2", "")
    day = Subject(AlertKind.BUDGET, "", "", "Daily")
    return AlertRules(
        GeneralRules(dollars_a_day=Decimal(50)),
        (
            (budget("Daily", "50", "41.27", BudgetPeriod.DAY), outlook("41.27", "55.8", "8.73", Confidence.MEDIUM)),
            (budget("Monthly", "1000", "612.04"), outlook("612.04", "884.3", "13.2")),
            (
                budget("Weekly, prod-batch", "120", "131.5", BudgetPeriod.WEEK, Scope.KEY, "prod-batch", ("0.5", "1")),
                outlook("131.5", "190", "0"),
            ),
        ),
        (
            SpikeLimit(Scope.KEY, "key_9fQ2", SpikeRule(60_000, 0)),
            SpikeLimit(Scope.PROJECT, "proj_shop", SpikeRule(25_000, 300)),
        ),
        (
            Snooze(day, made_up.NOW + timedelta(hours=1)),
            Snooze(key, made_up.NOW + timedelta(days=3), "prod-batch"),
        ),
        PARTS,
    )


def single() -> AlertRules:
    one = budget("Monthly", "0.000001", "0.000002")
    return AlertRules(budgets=((one, Outlook(None, Decimal(0))),), parts=PARTS)


def crowded() -> AlertRules:
    """Fifty of each, with the longest names and the smallest and largest amounts."""
    names = [LONG, RIGHT_TO_LEFT, *(f"key number {at}" for at in range(48))]
    amounts = ("0.000001", "9999999.99", "100", "25.5")
    budgets = []
    for at, name in enumerate(names):
        limit = amounts[at % len(amounts)]
        spent = None if at == 5 else str(Decimal(limit) * at / 40)
        state = budget(name, limit, spent, tuple(BudgetPeriod)[at % 3], Scope.KEY, name, ("0.5", "0.75", "0.9", "1"))
        expected = str(Decimal(limit) * 2)
        budgets.append((state, Outlook(None, None) if spent is None else outlook(spent, expected, limit)))
    ids = [f"key_{at}" for at in range(50)]
    limits = tuple(SpikeLimit(Scope.KEY, id_, SpikeRule(10**9, 10**6)) for id_ in ids)
    parts = tuple(Part(Scope.KEY, id_, name) for id_, name in zip(ids, names, strict=True))
    snoozes = tuple(
        Snooze(Subject(AlertKind.ANOMALY, "OpenAI", id_, ""), made_up.NOW + timedelta(hours=at), name)
        for at, (id_, name) in enumerate(zip(ids, names, strict=True))
    )
    return replace(AlertRules(), budgets=tuple(budgets), limits=limits, snoozes=snoozes, parts=parts)


def rules(figures: str) -> AlertRules:
    return {"ordinary": ordinary, "single": single, "crowded": crowded}.get(figures, AlertRules)()


def own_prices(figures: str, account: int) -> tuple[OwnPrice, ...]:
    one = OwnPrice(account, "gpt-5.1", input=Decimal(1), cached_input=Decimal("0.1"), output=Decimal(8))
    two = OwnPrice(
        account, "house-model-x", input=Decimal("0.000001"), output=Decimal("9999999.99"), since=date(2026, 11, 1)
    )
    long = [
        OwnPrice(account, f"{LONG}{at}", "batch", Decimal(at), Decimal(at), Decimal(at), Decimal(at))
        for at in range(20)
    ]
    return {
        "ordinary": (one, two),
        "crowded": (one, two, OwnPrice(account, RIGHT_TO_LEFT, output=Decimal(1)), *long),
    }.get(figures, ())
