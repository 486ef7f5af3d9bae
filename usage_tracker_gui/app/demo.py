"""The demo: the whole app on a made-up organization, in a folder of its own, without keychain or network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.domain.budgets import Budget
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.workspace import Workspace

DEMO_ACCOUNT = "Demo organization"
DEMO_BUDGET = Decimal(600)  # dollars a month: most of it is what the made-up organization spends


@contextmanager
def demo_workspace() -> Iterator[Workspace]:
    """Everything goes when the demo ends."""
    from usage_tracker_gui.simulator.clock import RealClock
    from usage_tracker_gui.simulator.demo import start_demo

    base_url, secret, simulator = start_demo(RealClock())
    try:
        with tempfile.TemporaryDirectory(prefix="usage-tracker-demo-", ignore_cleanup_errors=True) as folder:
            data = Path(folder)
            keychain = MemoryKeychain()
            process = {"USAGE_TRACKER_DATA_DIR": folder, "USAGE_TRACKER_OFFLINE": "1"}
            workspace = Workspace.open(process, data, None, keychain)
            with workspace.open_store() as store:
                account = store.add_account(DEMO_ACCOUNT, "openai", base_url)
                store.put_budget(Budget("Monthly", DEMO_BUDGET))
            keychain.set(Account(account.id, DEMO_ACCOUNT, "openai", base_url), Secret(secret))
            yield workspace
    finally:
        simulator.stop()
