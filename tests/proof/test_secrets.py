"""No secret in use gets into any output, log, crash text, database, snapshot, setting, backup or export."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from usage_tracker_gui.cli import main
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator import faults
from usage_tracker_gui.simulator.answer import Answer, Request, openai_error
from usage_tracker_gui.simulator.clock import RealClock
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp

Program = Callable[..., Any]

IN_KEYCHAIN = "sk-admin-in-the-keychain-7Hq2"
REFUSED = "sk-admin-refused-5Xc8vB"
OF_ANTHROPIC = "sk-ant-admin01-Kk3-from-a-dotenv"
IN_ARGUMENT = "plainword4argument9911"  # looks like no secret: only who knows it can take it out
DATABASE_PASSWORD = "pa55w0rd/with=signs"
WEBHOOK = "hook-token-Zt61mQ"
PASSPHRASE = "correct horse battery 9"
SECRETS = (
    ADMIN_SECRET, IN_KEYCHAIN, REFUSED, OF_ANTHROPIC, IN_ARGUMENT, DATABASE_PASSWORD, WEBHOOK, PASSPHRASE,
)  # fmt: skip


@pytest.fixture
def clock() -> RealClock:
    return RealClock()


@pytest.fixture
def opened() -> Any:
    return datetime.now(UTC).date().replace(day=1)


@pytest.fixture
def openai(world: Any, clock: RealClock) -> OpenAIApp:
    return OpenAIApp(world, clock, [ADMIN_SECRET, IN_KEYCHAIN, IN_ARGUMENT])


def forms(secret: str) -> Iterator[bytes]:
    """As it is, as a URL carries it, and as a Python or JSON text shows it."""
    for text in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
        yield text.encode()
        yield text.encode("utf-16-le")


def assert_clean(content: bytes, place: object) -> None:
    found = [secret[:6] for secret in SECRETS for form in forms(secret) if form in content]
    assert not found, f"{place} holds the secret that begins with {found[0]}"


def assert_folder_is_clean(folder: Path, *own: Path) -> int:
    """Every file below, except those in which a person wrote a secret; how many were looked at."""
    files = [file for file in folder.rglob("*") if file.is_file() and file not in own]
    for file in files:
        assert_clean(file.read_bytes(), file)
    return len(files)


def echoing(status: int) -> faults.Fault:
    """A service that repeats the secret in its error, as a debugging proxy does."""

    def echo(request: Request, respond: Callable[[Request], Answer]) -> Answer:
        said = request.headers.get("authorization", "")
        return openai_error(status, f"No: {said!r}", "invalid")

    return echo


@pytest.fixture
def data(environment: dict[str, str]) -> Path:
    """A data folder where everything is logged."""
    folder = Path(environment["USAGE_TRACKER_DATA_DIR"])
    folder.mkdir()
    (folder / "settings.toml").write_text('[advanced]\nlog_level = "debug"\n[watching]\ninterval_seconds = 1\n')
    return folder


def test_whatever_is_run_and_however_it_fails(
    usage_tracker: Program,
    environment: dict[str, str],
    data: Path,
    service: Faulty,
    base_url: str,
    tmp_path: Path,
    keychain: MemoryKeychain,
    clock: RealClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    codes: dict[int, int] = {}

    def run(*arguments: str, stdin: str = "", **variables: str) -> Any:
        before = dict(environment)
        environment.update(variables)
        ended = usage_tracker(*arguments, stdin=stdin)
        environment.clear()
        environment.update(before)
        assert_clean(f"{ended.out}{ended.err}".encode(), arguments[:2])
        codes[ended.code] = codes.get(ended.code, 0) + 1
        return ended

    # It works
    assert run("sync", "--lookback", "2d").code == 0
    add = ("accounts", "add", "work", "--service", "openai", "--base-url", base_url)
    without = {"OPENAI_ADMIN_KEY": "", "OPENAI_BASE_URL": ""}
    assert run(*add, stdin=f"{IN_KEYCHAIN}\n", **without).code == 0
    assert run("sync", "--lookback", "2d", **without).code == 0
    assert run("accounts", "rotate", "work", stdin=f"{IN_KEYCHAIN}\n", **without).code == 0
    for command in ("accounts list", "accounts test work", "keys list", "report", "reconcile", "doctor --online"):
        run(*command.split(), **without)
        run(*command.split(), "--format", "json", **without)
    assert run("watch", "--refreshes", "1", "--admin-key", IN_ARGUMENT).code == 0
    assert run("watch", "--refreshes", "1", "--admin-key", "-", stdin=ADMIN_SECRET).code == 0
    run("alerts", "channels", "add", "hook", stdin=f"json://127.0.0.1:9/{WEBHOOK}\n")
    run("alerts", "channels", "test", "hook")
    run("alerts", "channels", "list", "--format", "json")
    run("record", "--service", "openai", "--input-tokens", "12")
    assert run("backup", "create", str(tmp_path / "backup"), stdin=f"{PASSPHRASE}\n").code == 0
    run("backup", "restore", str(tmp_path / "backup"), stdin=f"{PASSPHRASE} not\n")
    assert run("export", "--account", "work", "--to", str(tmp_path / "export")).code == 0

    # It fails
    assert run("sync", OPENAI_ADMIN_KEY=REFUSED).code == 3
    assert run("watch", "--interval", "1", "--admin-key", REFUSED).code == 3
    run(*add[:2], "another", *add[3:], stdin=f"{REFUSED}\n", **without)
    run("accounts", "test", "another", **without)
    assert run("accounts", "remove", "another", "--yes").code == 0
    for status in (400, 401, 403, 404):
        service.always(echoing(status))
        run("sync", "--lookback", "1d")
        run("accounts", "test", "work", **without)
        service.clear()
    for fault in (faults.html(), faults.not_a_number(), faults.redirect(f"https://x:{quote(WEBHOOK)}@y.invalid/")):
        service.always(fault)
        assert run("sync", "--lookback", "1d").code == 4
        service.clear()
    database = f"postgresql+psycopg://app:{quote(DATABASE_PASSWORD, safe='')}@127.0.0.1:1/usage"
    for command in ("sync", "report", "doctor"):
        assert run(command, USAGE_TRACKER_DATABASE_URL=database).code in (2, 4)
    assert run("report", USAGE_TRACKER_DATABASE_URL=f"postgresql://app:{DATABASE_PASSWORD}@[::1/usage").code == 2
    assert run("sync", OPENAI_BASE_URL=f"https://app:{DATABASE_PASSWORD}@example.invalid/v1").code == 2
    assert run("sync", OPENAI_ADMIN_KEY=f"{REFUSED}\x07").code == 2
    assert run("sync", OPENAI_API_KEY_ID=f"key_1, {REFUSED}").code == 2
    assert run(*add, "--secret", IN_ARGUMENT + "x").code == 2
    dotenv = Path.cwd() / ".env"
    dotenv.write_text(f"ANTHROPIC_ADMIN_KEY={OF_ANTHROPIC}\nANTHROPIC_BASE_URL={base_url}\n")
    run("sync", "--lookback", "1d")
    dotenv.write_text(f"ANTHROPIC_ADMIN_KEY='{OF_ANTHROPIC}\n")
    assert run("sync").code == 2

    # It crashes: a fault of ours, with the secret in its words
    def crash() -> datetime:
        raise RuntimeError(f"while asking with Bearer {IN_ARGUMENT}")

    dotenv.unlink()
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["watch", "--admin-key", IN_ARGUMENT], Run(environment, keychain, crash))
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert_clean(f"{said.out}{said.err}".encode(), "a crash")

    # What is left behind
    assert codes.keys() == {0, 2, 3, 4}, codes
    assert "Traceback" in (data / "logs" / "usage-tracker.log").read_text()
    assert assert_folder_is_clean(data) >= 3
    assert_folder_is_clean(tmp_path / "export")
    assert_clean((tmp_path / "backup").read_bytes(), "the backup")


def test_a_desktop_that_is_refused_and_one_that_works_leave_nothing_behind(
    processes: Any, environment: dict[str, str], data: Path, service: Faulty
) -> None:
    for secret, fault in ((REFUSED, None), (ADMIN_SECRET, echoing(500))):
        service.clear()
        if fault is not None:
            service.once(fault)
        service.requests.clear()
        desktop = processes.start_desktop(QT_QPA_PLATFORM="offscreen", OPENAI_ADMIN_KEY=secret)
        ends = time.monotonic() + 60
        while len(service.requests) < (1 if secret == REFUSED else 12):
            assert desktop.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.05)
        time.sleep(0.8)
        desktop.terminate()
        out, err = desktop.communicate(timeout=60)
        assert_clean((out + err).encode(), "what the desktop said")
        assert assert_folder_is_clean(data) >= 3
    assert {"history.db", "last-report.bin", "logs", "settings.toml"} <= {file.name for file in data.iterdir()}
