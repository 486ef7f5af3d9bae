"""One run's surroundings: where things live, what the person prefers, which accounts there are and how to reach them.

Cheap to open: neither database nor keychain is touched before it is asked for, and each thread opens its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.settings import settings_file
from usage_tracker_gui.settings.environment import Environment, survey
from usage_tracker_gui.settings.errors import SettingsError
from usage_tracker_gui.settings.keychain import Keychain, SystemKeychain
from usage_tracker_gui.settings.paths import Paths
from usage_tracker_gui.settings.preferences import Preferences
from usage_tracker_gui.settings.scrubber import Scrubber

if TYPE_CHECKING:
    from usage_tracker_gui.domain.pricing import PriceSheet
    from usage_tracker_gui.store.store import Store


class MissingSecret(SettingsError):
    """An account that has no credential on this machine."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things live, what is preferred, and how to reach everything else."""

    paths: Paths
    environment: Environment
    preferences: Preferences
    keychain: Keychain
    scrubber: Scrubber = field(default_factory=Scrubber)  # knows every secret that was handed out

    @classmethod
    def open(
        cls,
        process: Mapping[str, str],
        working_folder: Path,
        executable: Path | None,
        keychain: Keychain | None = None,
    ) -> Workspace:
        """Raises SettingsError for a `.env`, a settings file or a data folder that can't be used."""
        paths, environment = survey(process, working_folder, executable)
        paths.make()
        preferences = settings_file.load(paths.settings)
        return cls(paths, environment, preferences, keychain or SystemKeychain())

    @property
    def services(self) -> tuple[Service, ...]:
        """As they describe themselves: those that can be asked, then those that are followed by hand."""
        from usage_tracker_gui.providers import SERVICES  # HTTP is not wanted before the first frame

        return SERVICES

    def open_store(self) -> Store:
        """A store for the calling thread. Raises StoreError."""
        from usage_tracker_gui.store.store import Store  # SQLAlchemy is not wanted before the first frame

        return Store.open(self.database, zone=self.preferences.timezone)

    @property
    def database(self) -> str | Path:
        """A URL, or the path of the file in the data folder. Raises SettingsError for a text that is neither."""
        named = self.environment.database_url
        if named is not None and "://" not in named.text:
            raise SettingsError(f"{named.where} is no database URL: write postgresql+psycopg://user@host/name.")
        return (named.text if named else self.preferences.database_url) or self.paths.database

    def prices(self) -> PriceSheet:
        from usage_tracker_gui.settings.prices import load_price_sheet

        return load_price_sheet(self.paths.data)

    def service(self, service_id: str) -> Service | None:
        return next((service for service in self.services if service.id == service_id), None)

    def accounts(self, store: Store) -> tuple[Account, ...]:
        """This run's accounts: the configured ones, and those that the environment makes or alters for this run."""
        configured = store.accounts()
        accounts: list[Account] = list(configured)
        for service in self.services:
            if not self.has_environment_secret(service):
                continue
            own = [account for account in configured if account.service == service.id]
            if len(own) == 1:
                accounts[accounts.index(own[0])] = self._as_environment_says(own[0], service)
            elif not own:
                accounts.append(self._as_environment_says(self._account_for_this_run(store, service), service))
        return tuple(account for account in accounts if account.enabled)

    def asked_accounts(self, store: Store) -> tuple[Account, ...]:
        """Those of this run's accounts whose service can be asked."""
        asked = {service.id for service in self.services if service.tells}
        return tuple(account for account in self.accounts(store) if account.service in asked)

    def warnings(self, store: Store) -> tuple[str, ...]:
        """A sentence for each variable that has no effect."""
        found: list[str] = []
        configured = store.accounts()
        for service in self.services:
            if not service.tells:
                continue
            found += self.environment.service_warnings(service.variable)
            own = [account for account in configured if account.service == service.id]
            if len(own) > 1 and self.has_environment_secret(service):
                found.append(
                    f"{service.variable}_ADMIN_KEY is ignored, for {len(own)} {service.name} accounts are configured: "
                    "give each its own with `usage-tracker accounts rotate NAME`."
                )
        return tuple(found)

    def secret(self, account: Account, configured: Sequence[Account]) -> Secret:
        """The credential of `account`: the environment's where it is its service's only account, else the keychain's.

        Raises MissingSecret, KeychainError, SettingsError.
        """
        secret = self._find_secret(account, configured)
        self.scrubber.know(secret)
        return secret

    def _find_secret(self, account: Account, configured: Sequence[Account]) -> Secret:
        service = self.service(account.service)
        alone = sum(other.service == account.service for other in configured) <= 1
        if service is not None and alone:
            secret = self.environment.service_secret(service.variable)
            if secret is not None:
                return secret
        secret = self.keychain.get(account)
        if secret is None:
            variable = f"{service.variable}_ADMIN_KEY" if service else "its variable"
            raise MissingSecret(
                f"The account “{account.name}” has no key on this computer: enter it with "
                f"`usage-tracker accounts rotate {account.name}` or in the settings, or set {variable}."
            )
        return secret

    def has_environment_secret(self, service: Service) -> bool:
        """A service that can't be asked needs no secret."""
        return bool(service.tells) and self.environment.service_secret(service.variable) is not None

    def _account_for_this_run(self, store: Store, service: Service) -> Account:
        known = store.account(service.id)
        if known is not None:
            return known
        return store.add_account(service.id, service.id, service.base_url, configured=False)

    def _as_environment_says(self, account: Account, service: Service) -> Account:
        url = self.environment.service_base_url(service.variable)
        keys = self.environment.service_key_ids(service.variable)
        return replace(account, base_url=url.text if url else account.base_url, key_ids=keys or account.key_ids)
