"""Fifty accounts of two services in one pass: one slow, one refusing, one malformed, and the rest unharmed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.report import GroupBy, Question
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.settings.prices import load_price_sheet
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.anthropic.app import ADMIN_SECRET as ANTHROPIC_SECRET
from usage_tracker_gui.simulator.anthropic.app import AnthropicApp
from usage_tracker_gui.simulator.anthropic.workload import lighthouse_world
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET as OPENAI_SECRET
from usage_tracker_gui.simulator.openai import OpenAIApp
from usage_tracker_gui.simulator.server import Simulator
from usage_tracker_gui.simulator.world import World
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.collect import collect
from usage_tracker_gui.tracking.connections import Connections
from usage_tracker_gui.tracking.orders import Reread
from usage_tracker_gui.tracking.summarize import summarize
from usage_tracker_gui.tracking.workspace import Workspace

NOW = datetime(2026, 11, 25, 13, 17, tzinfo=UTC)
SPAN = Period(NOW.replace(minute=0) - timedelta(hours=6), NOW)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOW)


@pytest.fixture
def openai_world() -> World:
    return World(opened=date(2026, 11, 1))


@pytest.fixture
def anthropic_world() -> World:
    return lighthouse_world(date(2026, 11, 1))


@pytest.fixture
def addresses(openai_world: World, anthropic_world: World, clock: SimulatedClock) -> Iterator[dict[str, str]]:
    """Where each kind of account is answered."""
    slow, malformed = Faulty(OpenAIApp(openai_world, clock)), Faulty(OpenAIApp(openai_world, clock))
    slow.always(faults.slow(0.4))
    malformed.always(faults.wrong_shape(), "*/usage/*")
    apps = {
        "openai": OpenAIApp(openai_world, clock),
        "anthropic": AnthropicApp(anthropic_world, clock),
        "slow": slow,
        "malformed": malformed,
    }
    with ExitStack() as running:
        yield {name: running.enter_context(Simulator.serving(app)) for name, app in apps.items()}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open({"USAGE_TRACKER_DATA_DIR": str(tmp_path / "data")}, tmp_path, None, MemoryKeychain())


def add(store: Store, keychain: MemoryKeychain, name: str, service: str, address: str, secret: str) -> Account:
    account = store.add_account(name, service, address)
    keychain.set(account, Secret(secret))
    return account


def fifty(store: Store, keychain: MemoryKeychain, at: dict[str, str]) -> list[Account]:
    accounts = [add(store, keychain, f"open {n}", "openai", at["openai"], OPENAI_SECRET) for n in range(24)]
    accounts += [add(store, keychain, f"ant {n}", "anthropic", at["anthropic"], ANTHROPIC_SECRET) for n in range(23)]
    accounts.append(add(store, keychain, "slow", "openai", at["slow"], OPENAI_SECRET))
    accounts.append(add(store, keychain, "refused", "openai", at["openai"], "sk-admin-nobody-knows-0000"))
    accounts.append(add(store, keychain, "malformed", "openai", at["malformed"], OPENAI_SECRET))
    return accounts


def test_one_pass_over_fifty_accounts_harms_nobody_for_anothers_fault(
    workspace: Workspace, addresses: dict[str, str], openai_world: World, anthropic_world: World
) -> None:
    keychain = workspace.keychain
    assert isinstance(keychain, MemoryKeychain)
    with workspace.open_store() as store:
        accounts = fifty(store, keychain, addresses)
        connections = Connections(workspace, store)
        outcomes = collect(accounts, connections, store, Reread(NOW, SPAN, bills=False)).outcomes
        connections.close()
        status = {outcome.account.name: outcome.status for outcome in outcomes}
        assert len(outcomes) == 50
        assert (status.pop("refused"), status.pop("malformed")) == ("failed", "failed")
        assert set(status.values()) == {"ok"}
        totals = totals_by_account(store)
    assert {totals[f"open {n}"] for n in range(24)} == {
        own_total(openai_world, ("completions", "embeddings", "moderations"))
    }
    assert {totals[f"ant {n}"] for n in range(23)} == {own_total(anthropic_world, ("messages",))}
    assert totals["slow"] == totals["open 0"]
    assert "refused" not in totals
    assert "malformed" not in totals


def totals_by_account(store: Store) -> dict[str, int]:
    question = Question(SPAN.widened_to(3600), (GroupBy.ACCOUNT,))
    rows = summarize(store, load_price_sheet(None), question).rows
    return {row.group[0]: row.figures.total_tokens for row in rows}


def own_total(world: World, families: tuple[str, ...]) -> int:
    return sum(
        usage.tokens.total
        for family in families
        for usage in expected_usage(world, SPAN.widened_to(60), NOW, ("key", "model"), family).values()
    )
