"""What raises alerts and what is silenced, as a page shows it: budgets, limits, snoozes, and what they can be about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from usage_tracker_gui.domain.alerts import QUIET_AFTER, Alert, AlertKind, Subject
from usage_tracker_gui.domain.budgets import BudgetState, Scope
from usage_tracker_gui.domain.forecast import Outlook
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule


@dataclass(frozen=True, slots=True)
class Snooze:
    """Nothing is raised about the subject until then."""

    subject: Subject
    until: datetime
    key_name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the usage, as people call it: a service, an account, a project, a key or a model."""

    scope: Scope
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class GeneralRules:
    """What holds for all of the usage, as the settings have it. `kinds` are those that are not switched off."""

    spikes: SpikeRule = field(default_factory=SpikeRule)
    dollars_a_day: Decimal | None = None
    kinds: frozenset[AlertKind] = frozenset(AlertKind)
    quiet_after: timedelta = QUIET_AFTER


@dataclass(frozen=True, slots=True)
class AlertRules:
    general: GeneralRules = field(default_factory=GeneralRules)
    budgets: tuple[tuple[BudgetState, Outlook], ...] = ()
    limits: tuple[SpikeLimit, ...] = ()
    snoozes: tuple[Snooze, ...] = ()  # that still hold, the first to end first
    parts: tuple[Part, ...] = ()
    alerts: tuple[Alert, ...] = ()  # of the last 30 days, newest first: more of them than a report carries

    def name_of(self, scope: Scope, id: str) -> str:
        """What people call it; the ID where nobody gave it a name."""
        return next((part.name for part in self.parts if (part.scope, part.id) == (scope, id)), id)
