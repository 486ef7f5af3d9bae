"""Limits of single parts of the usage: what holds for a key, a project, an account or a service in place of the rest.

Every limit is of ONE key's rate. Of several that fit a key the narrowest holds, alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.spikes import SpikeRule

NARROWEST_FIRST = (Scope.KEY, Scope.PROJECT, Scope.ACCOUNT, Scope.SERVICE)


@dataclass(frozen=True, slots=True)
class SpikeLimit:
    """`scope_id` is a key's, project's or service's ID, or an account's name."""

    scope: Scope
    scope_id: str
    rule: SpikeRule

    @property
    def part(self) -> tuple[Scope, str]:
        """What has one limit of its own at most."""
        return self.scope, self.scope_id


def rule_for(place: Mapping[Scope, str], limits: Iterable[SpikeLimit], general: SpikeRule) -> SpikeRule:
    """What holds for a key. `place` says which key, project, account and service it is."""
    known = {(limit.scope, limit.scope_id): limit.rule for limit in limits}
    own = (known.get((scope, place[scope])) for scope in NARROWEST_FIRST if place.get(scope))
    return next((rule for rule in own if rule is not None), general)
