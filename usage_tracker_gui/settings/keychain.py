"""Secrets in the keychain of the operating system.

An item carries the base URL that its secret belongs to, and is given out for that one only: whoever can change an
account's address, or the database, still can't send the secret elsewhere. An item is updated in place, never deleted
and made again, for that would reset the permission that macOS asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, Protocol
from urllib.parse import urlsplit

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings.credentials import credential
from usage_tracker_gui.settings.errors import KeychainError, KeychainLocked, KeychainUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "UsageTracker"
NAMED_SERVICE = "UsageTracker addresses"
INSTEAD = "or give the secret for this run by its environment variable or a .env file (see .env.example)"


class Keychain(Protocol):
    """Every method may raise KeychainError: KeychainUnavailable, KeychainLocked, or an item that may not be used."""

    def check(self) -> str:
        """The name of the keychain that is used. Raises KeychainUnavailable where there is none."""
        ...

    def get(self, account: Account) -> Secret | None:
        """The account's secret, if one is stored. Raises KeychainError if it belongs to another base URL."""
        ...

    def set(self, account: Account, secret: Secret) -> None:
        """Stores or replaces it, in place. Raises SettingsError for a text that can't be a credential."""
        ...

    def delete(self, account: Account) -> None:
        """Nothing happens where nothing is stored."""
        ...

    def rename(self, account: Account, name: str) -> None:
        """Moves the account's secret to its new name."""
        ...

    def get_named(self, name: str) -> Secret | None:
        """A secret that belongs to no account, such as an address that alerts go to."""
        ...

    def set_named(self, name: str, secret: Secret) -> None: ...

    def delete_named(self, name: str) -> None: ...


class _Items(ABC):
    """What a keychain does with the texts in it; where they are kept is up to the class that inherits."""

    def get(self, account: Account) -> Secret | None:
        text = self._read(SERVICE, account.name)
        return None if text is None else _opened(text, account)

    def set(self, account: Account, secret: Secret) -> None:
        text = credential(secret.reveal(), f"the account “{account.name}”").reveal()
        import json

        self._write(SERVICE, account.name, json.dumps({"base_url": account.base_url, "secret": text}))

    def delete(self, account: Account) -> None:
        self._remove(SERVICE, account.name)

    def rename(self, account: Account, name: str) -> None:
        secret = self.get(account)
        if secret is None or name == account.name:
            return
        self.set(replace(account, name=name), secret)
        self.delete(account)

    def get_named(self, name: str) -> Secret | None:
        text = self._read(NAMED_SERVICE, name)
        return None if text is None else Secret(text)

    def set_named(self, name: str, secret: Secret) -> None:
        self._write(NAMED_SERVICE, name, credential(secret.reveal(), f"“{name}”").reveal())

    def delete_named(self, name: str) -> None:
        self._remove(NAMED_SERVICE, name)

    @abstractmethod
    def _read(self, service: str, name: str) -> str | None: ...

    @abstractmethod
    def _write(self, service: str, name: str, text: str) -> None: ...

    @abstractmethod
    def _remove(self, service: str, name: str) -> None: ...


class MemoryKeychain(_Items):
    """Forgets with the program: for the demo and for tests."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], str] = {}

    def check(self) -> str:
        return "memory of this program"

    def _read(self, service: str, name: str) -> str | None:
        return self._texts.get((service, name))

    def _write(self, service: str, name: str, text: str) -> None:
        self._texts[service, name] = text

    def _remove(self, service: str, name: str) -> None:
        self._texts.pop((service, name), None)


class SystemKeychain(_Items):
    """The keychain of the system through keyring: Secret Service or KWallet, macOS Keychain, Windows Credential Locker.

    Safe to use from any thread. A locked keychain may ask its person, and the call waits for the answer.
    """

    def check(self) -> str:
        return str(_backend().name)

    def _read(self, service: str, name: str) -> str | None:
        backend = _backend()
        try:
            return backend.get_password(service, name)
        except Exception as error:  # keyring lets the errors of D-Bus and of the systems through as they are
            _fail(error)

    def _write(self, service: str, name: str, text: str) -> None:
        backend = _backend()
        try:
            if backend.__module__.startswith("keyring.backends.macOS"):
                from usage_tracker_gui.settings import macos_keychain

                macos_keychain.write(service, name, text)
            else:
                backend.set_password(service, name, text)  # the other systems replace an item in place
        except Exception as error:
            _fail(error)

    def _remove(self, service: str, name: str) -> None:
        if self._read(service, name) is None:
            return
        try:
            _backend().delete_password(service, name)
        except Exception as error:
            _fail(error)


def _opened(text: str, account: Account) -> Secret:
    import json
    import shlex

    enter_again = f"enter it again with: usage-tracker accounts rotate {shlex.quote(account.name)}"
    try:
        item = json.loads(text)
        base_url, secret = str(item["base_url"]), str(item["secret"])
    except (ValueError, TypeError, KeyError):
        raise KeychainError(
            f"The keychain's item for “{account.name}” was not written by UsageTracker: {enter_again}"
        ) from None
    if _canonical(base_url) != _canonical(account.base_url):
        raise KeychainError(
            f"The stored secret of “{account.name}” belongs to {base_url} and is not sent to {account.base_url}: "
            f"set the address back, or {enter_again}"
        )
    return Secret(secret)


def _canonical(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return base_url
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip("/")).geturl()


def _backend() -> KeyringBackend:
    """The first keychain of the system that keeps a secret safe. Raises KeychainUnavailable."""
    import keyring.core  # 70 ms, paid when a secret is asked for

    try:
        backend = keyring.core.get_keyring()
        if not _is_safe(backend):  # perhaps the session has a keychain by now: look again
            keyring.core.init_backend()
            backend = keyring.core.get_keyring()
        candidates = getattr(backend, "backends", None) or (backend,)  # the chainer holds several
        safe = next((candidate for candidate in candidates if _is_safe(candidate)), None)
    except Exception as error:  # a backend named in a configuration that isn't there, no bus, ...
        _fail(error)
    if safe is None:
        raise KeychainUnavailable(
            "There is no keychain that keeps a secret safe here: start one (on Linux gnome-keyring or KWallet), "
            f"{INSTEAD}."
        )
    return safe


def _is_safe(backend: KeyringBackend) -> bool:
    """Not the ones that fail, forget, or write plain files: keyring itself gives those a priority below 1."""
    named = f"{type(backend).__module__}.{type(backend).__name__}".lower()
    return backend.priority >= 1 and not any(word in named for word in ("plaintext", "null", "fail", "keyrings.alt"))


def _fail(error: Exception) -> NoReturn:
    """Our own error in place of keyring's; without its cause, whose text nobody has vouched for."""
    if type(error).__name__ in ("KeyringLocked", "LockedException", "KeychainDenied", "PromptDismissedException"):
        raise KeychainLocked(f"The keychain is locked: unlock it and try again, {INSTEAD}.") from None
    raise KeychainUnavailable(
        f"The keychain can't be used ({type(error).__name__}): check that it runs and is unlocked, {INSTEAD}."
    ) from None
