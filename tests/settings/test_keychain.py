"""What holds for every keychain, seen on the one in memory; and which of keyring's backends are trusted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings import macos_keychain
from usage_tracker_gui.settings.errors import KeychainError, KeychainLocked, KeychainUnavailable, SettingsError
from usage_tracker_gui.settings.keychain import Keychain, MemoryKeychain, SystemKeychain

KEY = "sk-admin-0123456789abcdef"
WORK = Account(1, "work", "openai", "https://api.openai.com/v1")


class Shelf(KeyringBackend):
    """A backend of keyring that keeps texts in this process."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.texts.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.texts[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.texts[service, username]


class PlaintextShelf(Shelf):
    pass


class Broken(Shelf):
    """Fails with whatever a system's own library raises."""

    error: ClassVar[type[Exception]] = OSError

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error(f"do not repeat me: {KEY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error(f"do not repeat me: {password}")


class Locked(Broken):
    class LockedException(Exception):
        pass

    error = LockedException


@pytest.fixture
def backend() -> Iterator[Any]:
    """Puts a backend in the place of the one that keyring would find here, until the test ends."""

    def put(chosen: KeyringBackend) -> KeyringBackend:
        keyring.core.set_keyring(chosen)
        return chosen

    yield put
    keyring.core.set_keyring(fail.Keyring())


@pytest.fixture(params=[MemoryKeychain, SystemKeychain])
def keychain(request: pytest.FixtureRequest, backend: Any) -> Keychain:
    backend(Shelf())
    chosen: Keychain = request.param()
    return chosen


def test_what_is_stored_is_given_out(keychain: Keychain) -> None:
    assert keychain.get(WORK) is None
    keychain.set(WORK, Secret(KEY))
    assert keychain.get(WORK) == Secret(KEY)


def test_a_keychain_says_which_one_it_is(keychain: Keychain) -> None:
    assert keychain.check()


def test_an_account_with_a_blank_in_its_name_is_told_a_command_that_works(keychain: Keychain) -> None:
    ours = replace(WORK, name="our work")
    keychain.set(ours, Secret(KEY))
    with pytest.raises(KeychainError, match="usage-tracker accounts rotate 'our work'"):
        keychain.get(replace(ours, base_url="https://elsewhere.example/v1"))


def test_a_rotated_secret_takes_the_place_of_the_old_one(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    keychain.set(WORK, Secret("sk-admin-rotated"))
    assert keychain.get(WORK) == Secret("sk-admin-rotated")


def test_a_deleted_secret_is_gone_and_deleting_twice_is_fine(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    keychain.delete(WORK)
    keychain.delete(WORK)
    assert keychain.get(WORK) is None


def test_a_renamed_account_keeps_its_secret(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    keychain.rename(WORK, "office")
    assert keychain.get(replace(WORK, name="office")) == Secret(KEY)
    assert keychain.get(WORK) is None


def test_renaming_to_the_same_name_loses_nothing(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    keychain.rename(WORK, "work")
    assert keychain.get(WORK) == Secret(KEY)


def test_a_secret_goes_to_no_other_address_than_its_own(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    with pytest.raises(KeychainError, match=r"belongs to https://api\.openai\.com/v1 and is not sent to") as caught:
        keychain.get(replace(WORK, base_url="https://elsewhere.example/v1"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "other",
    [
        "http://api.openai.com/v1",
        "https://api.openai.com:8443/v1",
        "https://api.openai.com/v2",
        "https://api.openai.com.elsewhere.example/v1",
        "https://api.openai.com@elsewhere.example/v1",
        "https://[broken",
    ],
)
def test_an_address_that_only_looks_the_same_is_another(keychain: Keychain, other: str) -> None:
    keychain.set(WORK, Secret(KEY))
    with pytest.raises(KeychainError, match="is not sent to"):
        keychain.get(replace(WORK, base_url=other))


def test_a_slash_at_the_end_and_capitals_in_a_host_make_no_other_address(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    assert keychain.get(replace(WORK, base_url="https://API.openai.com/v1/")) == Secret(KEY)


@pytest.mark.parametrize("bad", ["", " ", "sk-admin two", "sk-\x00admin", "sk-ädmin", "sk-\u202eadmin"])
def test_a_text_that_can_not_be_a_credential_is_not_stored(keychain: Keychain, bad: str) -> None:
    with pytest.raises(SettingsError, match="account “work”"):
        keychain.set(WORK, Secret(bad))
    assert keychain.get(WORK) is None


def test_a_line_end_is_not_stored(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(f"{KEY}\n"))
    assert keychain.get(WORK) == Secret(KEY)


def test_named_secrets_live_beside_those_of_accounts(keychain: Keychain) -> None:
    keychain.set(WORK, Secret(KEY))
    keychain.set_named("work", Secret("slack://token/token"))
    assert keychain.get_named("work") == Secret("slack://token/token")
    keychain.delete_named("work")
    assert keychain.get_named("work") is None
    assert keychain.get(WORK) == Secret(KEY)


# --- The system's keychain through keyring


@pytest.mark.parametrize("text", [KEY, "[]", '{"secret": "x"}', "null", '"text"'])
def test_an_item_that_somebody_else_wrote_is_not_used(backend: Any, text: str) -> None:
    backend(Shelf()).set_password("UsageTracker", "work", text)
    with pytest.raises(KeychainError, match="was not written by UsageTracker: enter it again") as caught:
        SystemKeychain().get(WORK)
    assert KEY not in str(caught.value)


def test_an_item_carries_the_address_that_it_belongs_to(backend: Any) -> None:
    shelf = backend(Shelf())
    SystemKeychain().set(WORK, Secret(KEY))
    assert json.loads(shelf.texts["UsageTracker", "work"]) == {"base_url": WORK.base_url, "secret": KEY}


@pytest.mark.parametrize("unsafe", [fail.Keyring, null.Keyring, PlaintextShelf])
def test_a_backend_that_fails_forgets_or_writes_plain_files_is_refused(backend: Any, unsafe: type) -> None:
    backend(unsafe())
    with pytest.raises(KeychainUnavailable, match=r"start one .* environment variable or a \.env file"):
        SystemKeychain().set(WORK, Secret(KEY))


def test_among_several_backends_a_safe_one_is_taken(backend: Any) -> None:
    plain, safe = PlaintextShelf(), Shelf()

    class Several(chainer.ChainerBackend):
        backends = (plain, safe)
        priority = 10

    backend(Several())
    SystemKeychain().set(WORK, Secret(KEY))
    assert safe.texts
    assert not plain.texts


@pytest.mark.parametrize(("broken", "error"), [(Broken, KeychainUnavailable), (Locked, KeychainLocked)])
def test_whatever_a_keychain_raises_becomes_one_sentence_of_ours(backend: Any, broken: type, error: type) -> None:
    backend(broken())
    keychain = SystemKeychain()
    for use in (
        lambda: keychain.get(WORK),
        lambda: keychain.set(WORK, Secret(KEY)),
        lambda: keychain.delete(WORK),
        lambda: keychain.get_named("slack"),
    ):
        with pytest.raises(error, match=r"\.env\.example") as caught:
            use()
        assert KEY not in str(caught.value)
        assert caught.value.__suppress_context__


# --- macOS, whose Security framework is played here


class Status:
    item_not_found = -25300


class Apple:
    """keyring's module over the Security framework, with one keychain in memory that counts what is done to it."""

    OS_status = int
    error = Status

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.calls: list[str] = []
        self._sec = self
        self.status = 0

        class Error(Exception):
            @classmethod
            def raise_for_status(cls, status: int) -> None:
                if status:
                    raise cls(status)

        self.Error = Error

        def update(query: dict[str, str], change: dict[str, str]) -> int:
            self.calls.append("update")
            if self.status:
                return self.status
            if query["kSecAttrAccount"] not in self.items:
                return Status.item_not_found
            self.items[query["kSecAttrAccount"]] = change["kSecValueData"]
            return 0

        self.SecItemUpdate = update

    def k_(self, name: str) -> str:
        return name

    def create_query(self, **query: str) -> dict[str, str]:
        return query

    def set_generic_password(self, _: None, service: str, name: str, text: str) -> None:
        self.calls.append("add")
        self.items[name] = text


def test_macos_adds_an_item_once_and_updates_it_in_place_after() -> None:
    apple = Apple()
    macos_keychain.write_with(apple, "UsageTracker", "work", "first")
    macos_keychain.write_with(apple, "UsageTracker", "work", "second")
    assert apple.calls == ["update", "add", "update"]
    assert apple.items == {"work": "second"}


def test_macos_says_when_it_refuses() -> None:
    apple = Apple()
    apple.status = -128
    with pytest.raises(apple.Error):
        macos_keychain.write_with(apple, "UsageTracker", "work", "first")
    assert apple.calls == ["update"]
