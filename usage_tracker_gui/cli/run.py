"""One run of the program: its workspace, its store and its clock, opened when a command needs them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from usage_tracker_gui.cli.exits import Stop, say
from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.settings.keychain import Keychain
from usage_tracker_gui.settings.logs import logging_to
from usage_tracker_gui.settings.proxy import SettingsProxy
from usage_tracker_gui.tracking.workspace import Workspace

if TYPE_CHECKING:
    from usage_tracker_gui.domain.pricing import PriceSheet
    from usage_tracker_gui.store.store import Store
    from usage_tracker_gui.tracking.connections import Connections


class Run:
    """`process` is the environment of the process, `keychain` None for the system's own."""

    def __init__(
        self,
        process: Mapping[str, str] | None = None,
        keychain: Keychain | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._process = dict(os.environ if process is None else process)
        self._keychain = keychain
        self.now = now
        self._closing = ExitStack()
        self._workspace: Workspace | None = None
        self._store: Store | None = None
        self._stopped = False

    def override(self, **variables: str) -> None:
        """What the command line says wins over the environment."""
        self._process.update(variables)

    @property
    def workspace(self) -> Workspace:
        if self._workspace is None:
            executable = Path(sys.executable) if getattr(sys, "frozen", False) else None
            workspace = Workspace.open(self._process, Path.cwd(), executable, self._keychain)
            log = logging_to(
                workspace.paths.log_of("usage-tracker"), workspace.preferences.log_level, workspace.scrubber
            )
            self._closing.enter_context(log)
            SettingsProxy(os.environ).use(workspace.preferences.proxy)
            self._workspace = workspace
        return self._workspace

    @property
    def store(self) -> Store:
        if self._store is None:
            self._store = self._closing.enter_context(self.workspace.open_store())
            for warning in self.workspace.warnings(self._store):
                say(warning)
        return self._store

    @property
    def prices(self) -> PriceSheet:
        return self.workspace.prices()

    def connections(self) -> Connections:
        from usage_tracker_gui.tracking.connections import Connections

        connections = Connections(self.workspace, self.store)
        self._closing.callback(connections.close)
        return connections

    def accounts(self, name: str | None = None) -> tuple[Account, ...]:
        """This run's accounts that can be asked, or the one that is named. None at all, or an unknown name, ends the
        command."""
        accounts = self.workspace.asked_accounts(self.store)
        if name is not None:
            accounts = self.workspace.accounts(self.store)
            chosen = tuple(account for account in accounts if account.name == name)
            if not chosen:
                known = ", ".join(account.name for account in accounts) or "none yet"
                raise Stop(f"There is no account “{name}” (there are: {known}); see `usage-tracker accounts list`.")
            return chosen
        if not accounts:
            raise Stop(
                "No account yet: set OPENAI_ADMIN_KEY, or add one with "
                "`usage-tracker accounts add NAME --service openai`."
            )
        return accounts

    def service_of(self, account: str) -> str:
        """The id of the service of an account that there is already, '' of any other name."""
        known = {account.name: account.service for account in self.store.accounts()}
        return known.get(account, "")

    @contextmanager
    def stopping_on_interrupt(self) -> Iterator[Callable[[], bool]]:
        """Ctrl+C ends the work after the page that is under way; a second one ends it at once."""

        def ask_to_stop(_number: int, _frame: object) -> None:
            if self._stopped:
                raise KeyboardInterrupt
            self._stopped = True

        before = signal.signal(signal.SIGINT, ask_to_stop)
        terminated = signal.signal(signal.SIGTERM, ask_to_stop)
        try:
            yield lambda: self._stopped
        finally:
            signal.signal(signal.SIGINT, before)
            signal.signal(signal.SIGTERM, terminated)

    def close(self) -> None:
        self._closing.close()
