"""The estimate beside the bill of a simulated Anthropic, told by keys (analytics) and by descriptions alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.collection import Fetched
from usage_tracker_gui.domain.figures import nanos_of
from usage_tracker_gui.domain.reconciliation import NotReported, Reason, Reconciliation
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.providers.anthropic.organization import Anthropic
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET, AnthropicApp
from usage_tracker_gui.simulator.anthropic.bill import SESSION_NANOS
from usage_tracker_gui.simulator.anthropic.expected import expected_costs
from usage_tracker_gui.simulator.anthropic.workload import lighthouse_world
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.orders import Reread
from usage_tracker_gui.tracking.reconcile import reconcile

NOW = datetime(2026, 11, 25, 13, 17, 33, tzinfo=UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0)
DAYS = Period(TODAY - timedelta(days=8), TODAY)
WORLD = lighthouse_world(date(2026, 8, 1))


class WithoutAnalytics(Anthropic):
    """An account that may not read the analytics: its bill has descriptions and no keys."""

    costs_by_key = Anthropic.costs


class Asking:
    def __init__(self, provider: Anthropic, client: httpx.Client) -> None:
        self._provider = provider
        self._client = client

    def provider(self, account: Account) -> Anthropic:
        return self._provider

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        return Connection(self._client, account, Secret(ADMIN_SECRET), should_stop)


def reconciled(provider: Anthropic, folder: Path) -> Reconciliation:
    with (
        Simulator.serving(AnthropicApp(WORLD, SimulatedClock(NOW))) as url,
        open_client(url) as client,
        Store.open(folder / "history.db") as store,
    ):
        account = store.add_account("work", "anthropic", url)
        (outcome,) = collect((account,), Asking(provider, client), store, Reread(NOW, DAYS)).outcomes
        assert isinstance(outcome, Fetched)
        return reconcile(store, load_price_sheet(None), DAYS, NOW)


@pytest.mark.parametrize("provider", [Anthropic(), WithoutAnalytics()], ids=["by key", "by description"])
def test_all_that_was_billed_has_a_reason(provider: Anthropic, tmp_path: Path) -> None:
    found = reconciled(provider, tmp_path)
    billed = {(day,): nanos for (day,), nanos in expected_costs(WORLD, DAYS, NOW, by=("day",)).items()}
    days = found.by(lambda one: (one.day.isoformat(),))
    assert {day: nanos_of(part.billed) for day, part in days.items()} == billed
    for part in days.values():
        assert sum(part.reasons.values()) == part.difference
        assert nanos_of(part.reasons[Reason.UNKNOWN_LINE_ITEM]) == SESSION_NANOS
    assert set(found.whole.reasons) <= {
        Reason.TOOL_FEE,
        Reason.UNPRICED_MODEL,
        Reason.UNKNOWN_LINE_ITEM,
        Reason.LATE_DATA,
        Reason.ROUNDING,
    }
    assert found.whole.coverage == 100


def test_the_default_workspace_is_one_project_on_both_sides(tmp_path: Path) -> None:
    found = reconciled(Anthropic(), tmp_path)
    nameless = found.by(lambda one: one.project)[""]
    assert nameless.estimated
    assert not {one.project for one in found.comparisons if "Default" in one.project}


def test_the_priority_tier_is_on_neither_side_and_named(tmp_path: Path) -> None:
    found = reconciled(Anthropic(), tmp_path)
    (left_out,) = found.not_reported
    used = expected_usage(WORLD, DAYS, NOW, by=("tier",), family="messages")
    assert left_out == NotReported("work", "priority", used[("priority",)].tokens.total)
    assert not [one for one in found.comparisons if "priority" in one.item]
