"""The real Secret Service: gnome-keyring on a session bus of its own, with a keyring in a temporary folder.

Each scenario runs in child processes, as the program does: one bus and one daemon per session, gone at its end.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MISSING = [program for program in ("gnome-keyring-daemon", "dbus-run-session") if shutil.which(program) is None]

pytestmark = [
    pytest.mark.keychain,
    pytest.mark.skipif(bool(MISSING), reason=f"{' and '.join(MISSING)} not installed (Debian: gnome-keyring, dbus)"),
]

PREPARED = """
from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.settings.errors import *
from usage_tracker_gui.settings.keychain import SystemKeychain
work = Account(1, "work", "openai", "https://api.openai.com/v1")
keychain = SystemKeychain()

def items():
    import contextlib, secretstorage
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        found = secretstorage.get_default_collection(bus).search_items({"service": "UsageTracker"})
        return [(item.item_path, item.get_created()) for item in found]

"""

Session = Callable[..., str]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Runs Python text in a session of its own and gives what it printed. `start` is the shell line before it."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(runtime),
        "LC_ALL": "C.UTF-8",
    }

    def run(text: str, start: str = "true", before: tuple[str, ...] = ("dbus-run-session", "--")) -> str:
        shell = ["sh", "-c", f'{start} >/dev/null 2>&1; exec "$@"', "sh", sys.executable, "-c", PREPARED + text]
        result = subprocess.run(
            [*before, *shell], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    return run


def unlocked(password: str = "pw") -> str:
    return f"printf %s {password} | gnome-keyring-daemon --unlock --components=secrets"


SET = 'keychain.set(work, Secret("sk-admin-first"))\n'
SHOW_FAILURE = """
try:
    keychain.get(work)
except KeychainError as error:
    print(type(error).__name__, error)
"""


def test_a_secret_is_stored_given_out_replaced_and_deleted(session: Session) -> None:
    said = session(
        SET
        + """
assert keychain.get(work).reveal() == "sk-admin-first"
keychain.set(work, Secret("sk-admin-second"))
assert keychain.get(work).reveal() == "sk-admin-second"
keychain.set_named("slack", Secret("slack://a/b"))
assert keychain.get_named("slack").reveal() == "slack://a/b"
keychain.delete(work)
keychain.delete(work)
print(keychain.get(work), items(), keychain.check())
""",
        unlocked(),
    )
    assert said == "None [] SecretService Keyring"


def test_an_item_is_updated_in_place(session: Session) -> None:
    said = session(
        SET
        + """
before = items()
keychain.set(work, Secret("sk-admin-second"))
assert keychain.get(work).reveal() == "sk-admin-second"
print(len(before), items() == before)
""",
        unlocked(),
    )
    assert said == "1 True"


def test_it_is_still_there_in_the_next_session(session: Session) -> None:
    session(SET, unlocked())
    assert session("print(keychain.get(work).reveal())", unlocked()) == "sk-admin-first"


def test_what_lies_on_the_disk_does_not_show_it(session: Session, tmp_path: Path) -> None:
    session(SET, unlocked())
    files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if b"sk-admin-first" in file.read_bytes()]


def test_a_wrong_password_leaves_the_keychain_locked_and_says_so(session: Session) -> None:
    session(SET, unlocked())
    said = session(SHOW_FAILURE, unlocked("wrong"))
    assert said.startswith("KeychainLocked The keychain is locked: unlock it and try again, or give the secret")
    assert session("print(keychain.get(work).reveal())", unlocked()) == "sk-admin-first"


def test_a_keychain_that_nobody_unlocked_and_that_can_not_ask_says_so(session: Session) -> None:
    session(SET, unlocked())
    said = session(SHOW_FAILURE)  # the bus starts the daemon by itself; there is no screen to ask on
    assert said.startswith("KeychainLocked ")


def test_a_daemon_that_can_not_make_its_first_keyring_is_no_keychain(session: Session) -> None:
    said = session(SHOW_FAILURE)
    assert said.startswith("KeychainUnavailable The keychain can't be used (InitError): ")


def test_without_a_bus_there_is_no_keychain_and_no_plain_file(session: Session, tmp_path: Path) -> None:
    said = session(
        """
try:
    keychain.set(work, Secret("sk-admin-first"))
except KeychainError as error:
    print(type(error).__name__, error)
""",
        before=("env", "DBUS_SESSION_BUS_ADDRESS=disabled:"),
    )
    assert said.startswith("KeychainUnavailable There is no keychain that keeps a secret safe here: start one")
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"sk-admin" in file.read_bytes()]


def test_a_keychain_that_comes_up_later_is_found(session: Session) -> None:
    said = session(
        """
import keyring.core
from keyring.backends import fail
keyring.core.set_keyring(fail.Keyring())  # what keyring settled on before the daemon was there
keychain.set(work, Secret("sk-admin-first"))
print(keychain.get(work).reveal())
""",
        unlocked(),
    )
    assert said == "sk-admin-first"
