"""A data folder of its own for the product, and the variables of the processes that are measured."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.tracking.workspace import Workspace

ACCOUNT = "Bench"
BENCH_SECRET = "sk-admin-bench"
SCRIPTS = Path(__file__).resolve().parent.parent


@contextmanager
def data_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="usage-tracker-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def workspace_in(folder: Path, base_url: str) -> Workspace:
    """With one account, whose secret is in memory alone."""
    keychain = MemoryKeychain()
    workspace = Workspace.open({"USAGE_TRACKER_DATA_DIR": str(folder)}, folder, None, keychain)
    with workspace.open_store() as store:
        account = store.account(ACCOUNT) or store.add_account(ACCOUNT, "openai", base_url)
    keychain.set(Account(account.id, ACCOUNT, "openai", base_url), Secret(BENCH_SECRET))
    return workspace


def variables(folder: Path | None = None) -> dict[str, str]:
    """For a process on a data folder: offscreen, and free to keep the .pyc files that people have, too."""
    ours = ("USAGE_TRACKER_", "OPENAI_", "ANTHROPIC_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    paths = f"{SCRIPTS.parent}{os.pathsep}{SCRIPTS}"
    of_folder = {"USAGE_TRACKER_DATA_DIR": str(folder)} if folder else {}
    return {**kept, **of_folder, "PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"}
