"""Budgets: a limit in dollars on a day, a week or a month of some part of the usage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class BudgetPeriod(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"


class Scope(StrEnum):
    """What a budget looks at; `scope_id` says which one."""

    EVERYTHING = "everything"
    SERVICE = "service"
    ACCOUNT = "account"
    PROJECT = "project"
    KEY = "key"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Budget:
    """`thresholds` are shares of the limit, 0.8 for 80 %, at which it warns."""

    name: str
    limit_usd: Decimal
    period: BudgetPeriod = BudgetPeriod.MONTH
    scope: Scope = Scope.EVERYTHING
    scope_id: str = ""
    thresholds: tuple[Decimal, ...] = (Decimal("0.8"), Decimal(1))
