"""Anthropic on the command line: windows, tiers and requests as the service tells them, and what it keeps secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET, AnthropicApp
from usage_tracker_gui.simulator.anthropic.workload import lighthouse_world
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.server import Simulator

Program = Callable[..., Any]
WORLD = lighthouse_world(date(2026, 11, 1))


@pytest.fixture
def anthropic(clock: SimulatedClock) -> Faulty:
    return Faulty(AnthropicApp(WORLD, clock))


@pytest.fixture
def environment(environment: dict[str, str], anthropic: Faulty) -> Iterator[dict[str, str]]:
    with Simulator.serving(anthropic) as url:
        del environment["OPENAI_ADMIN_KEY"]
        environment |= {"ANTHROPIC_ADMIN_KEY": ADMIN_SECRET, "ANTHROPIC_BASE_URL": url}
        yield environment


def rows_of(usage_tracker: Program, by: str) -> dict[tuple[str, ...], dict[str, Any]]:
    names = by.split(",")
    document = usage_tracker("report", "--from", "2026-11-20", "--group-by", by, "--format", "json").json
    return {tuple(row[name] for name in names): row for row in document["rows"]}


@pytest.mark.parametrize("has_analytics", [True, False])
def test_a_report_is_exact_whichever_endpoints_the_account_has(
    usage_tracker: Program, anthropic: Faulty, clock: SimulatedClock, has_analytics: bool
) -> None:
    if not has_analytics:
        anthropic.always(faults.server_error(404), "*/analytics/*")
    assert usage_tracker("sync", "--from", "2026-11-20").code == 0
    now = clock.now()
    period = Period(now.replace(month=11, day=20, hour=0, minute=0, second=0, microsecond=0), now)
    told = expected_usage(WORLD, period.widened_to(60), now, ("model", "tier"), "messages")
    found = rows_of(usage_tracker, "model,tier")
    assert {group: row["input_tokens"] + row["output_tokens"] for group, row in found.items()} == {
        group: usage.tokens.total for group, usage in told.items()
    }
    asked = {group: row["requests"] for group, row in found.items()}
    assert asked == {group: usage.requests if has_analytics else None for group, usage in told.items()}


def test_long_requests_are_told_apart_and_priced_for_certain(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20").code == 0
    windows = rows_of(usage_tracker, "model,context_window")
    short, long = (windows["claude-sonnet-4-5", window] for window in ("0-200k", "200k-1M"))
    assert (short["cost_status"], long["cost_status"]) == ("priced", "priced")


def test_the_priority_tier_is_not_reported(usage_tracker: Program) -> None:
    assert usage_tracker("sync", "--from", "2026-11-20").code == 0
    row = rows_of(usage_tracker, "tier")[("priority",)]
    assert (row["cost_usd"], row["cost_status"]) == (None, "unpriced")
    shown = usage_tracker("report", "--from", "2026-11-20", "--group-by", "tier")
    (line,) = (line for line in shown.out.splitlines() if line.startswith("priority"))
    assert line.rstrip().endswith("not reported")
    assert "claude-harbor-preview and of a tier whose cost the service does not report" in shown.err
    assert "in the priority tier, whose cost the service does not report" in usage_tracker("reconcile").err
