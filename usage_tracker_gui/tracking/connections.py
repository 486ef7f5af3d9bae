"""The lines to the services: one HTTP client for each account, opened once and kept on the thread that opened it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from usage_tracker_gui.domain.account import Account
from usage_tracker_gui.providers import PROVIDERS
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.provider import (
    Connection,
    CredentialRefused,
    Misconfigured,
    Provider,
    RefusedRequest,
)
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.store.store import Store
from usage_tracker_gui.tracking.workspace import MissingSecret, Workspace

if TYPE_CHECKING:
    import httpx


class Connections:
    """The secret is looked up for every pass, so that a rotated key takes effect at the next one."""

    def __init__(self, workspace: Workspace, store: Store, providers: Sequence[Provider] = PROVIDERS) -> None:
        self._workspace = workspace
        self._store = store
        self._providers = {provider.service.id: provider for provider in providers}
        self._clients: dict[tuple[int, str], httpx.Client] = {}

    def provider(self, account: Account) -> Provider:
        provider = self._providers.get(account.service)
        if provider is None:
            raise RefusedRequest(f"{account.service} has no usage API: its usage is followed by hand or by import.")
        return provider

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        """Raises CredentialRefused without a secret, Misconfigured where the keychain or an address is of no use."""
        try:
            secret = self._workspace.secret(account, self._store.accounts())
        except MissingSecret as error:
            raise CredentialRefused(str(error)) from error
        except SettingsError as error:
            raise Misconfigured(str(error)) from error
        where = (account.id, account.base_url)
        if where not in self._clients:
            self._clients[where] = open_client(account.base_url)
        return Connection(self._clients[where], account, secret, should_stop)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()
