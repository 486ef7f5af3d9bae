"""The demo: the whole app on made-up organizations, in a folder of its own, without keychain or network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.budgets import Budget, Scope
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.subscriptions import Subscription
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.workspace import Workspace

NAMES = {"openai": "Harbor apps", "anthropic": "Lighthouse support", "groq": "Transcripts", "chatgpt": "Office plan"}
BUDGETS = (  # about what the made-up organizations spend in a month
    Budget("Monthly", Decimal(900)),
    Budget("Lighthouse", Decimal(280), scope=Scope.ACCOUNT, scope_id=NAMES["anthropic"]),
)
DAYS_BY_HAND = 45


@contextmanager
def demo_workspace() -> Iterator[Workspace]:
    """Everything goes when the demo ends."""
    from usage_tracker_gui.simulator.clock import RealClock
    from usage_tracker_gui.simulator.demo import demo_organizations

    with (
        demo_organizations(RealClock()) as organizations,
        tempfile.TemporaryDirectory(prefix="usage-tracker-demo-", ignore_cleanup_errors=True) as folder,
    ):
        keychain = MemoryKeychain()
        process = {"USAGE_TRACKER_DATA_DIR": folder, "USAGE_TRACKER_OFFLINE": "1"}
        workspace = Workspace.open(process, Path(folder), None, keychain)
        with workspace.open_store() as store:
            for service, base_url, secret in organizations:
                account = store.add_account(NAMES[service], service, base_url)
                keychain.set(Account(account.id, account.name, service, base_url), Secret(secret))
            _tell_by_hand(store, datetime.now(UTC))
            for budget in BUDGETS:
                store.put_budget(budget)
        yield workspace


def _tell_by_hand(store: Store, now: datetime) -> None:
    """What no service tells: a program's own calls, and how often a plan was used."""
    groq = store.add_account(NAMES["groq"], "groq", "")
    plan = store.add_account(NAMES["chatgpt"], "chatgpt", "")
    store.subscriptions.put(Subscription(plan.id, "Team", Decimal(60), quota=1_500))
    days = [now - timedelta(days=day) for day in range(DAYS_BY_HAND, 0, -1)]
    store.save_records(groq.id, [_transcribed(at, turn) for turn, at in enumerate(days)])
    store.save_records(plan.id, [_asked(at, turn) for turn, at in enumerate(days)])


def _transcribed(at: datetime, turn: int) -> UsageRecord:
    tokens = 1_900_000 + 350_000 * (turn % 4)
    return UsageRecord(
        f"demo-{turn}",
        at,
        key="transcripts",
        model="llama-3.3-70b-versatile",
        input_tokens=tokens,
        cached_input_tokens=0,
        output_tokens=tokens // 5,
        requests=300 + turn % 7,
    )


def _asked(at: datetime, turn: int) -> UsageRecord:
    return UsageRecord(f"demo-{turn}", at, key="everyone", requests=28 + 3 * (turn % 5))
