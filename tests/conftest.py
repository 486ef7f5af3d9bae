"""What holds for every test: no real home, no real keychain, no network but loopback, nothing skipped in CI."""

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(ROOT / ".hypothesis")

from hypothesis import HealthCheck, settings  # noqa: E402  its storage folder is read on import

settings.register_profile("developer", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if IN_CI else "developer")


# --- A home of its own -----------------------------------------------------------------------------------------------

OURS = ("USAGE_TRACKER_", "OPENAI_", "ANTHROPIC_", "CLAUDE_CONFIG_DIR", "CODEX_HOME")
SERVICES = ("_ADMIN_KEY", "_API_KEY", "_API_KEY_ID", "_BASE_URL")


@pytest.fixture(autouse=True)
def _a_home_of_its_own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Home, data folder and working folder are empty, and no variable of the developer's speaks to the product."""
    for name in list(os.environ):
        if name.startswith(OURS) or name.endswith(SERVICES):
            monkeypatch.delenv(name)
    with tempfile.TemporaryDirectory(prefix="usage-tracker-test-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for name, place in {
            "HOME": "",
            "USERPROFILE": "",
            "APPDATA": "AppData/Roaming",
            "LOCALAPPDATA": "AppData/Local",
            "XDG_CONFIG_HOME": ".config",
            "XDG_DATA_HOME": ".local/share",
            "XDG_STATE_HOME": ".local/state",
            "XDG_CACHE_HOME": ".cache",
            "XDG_RUNTIME_DIR": "run",
            "USAGE_TRACKER_DATA_DIR": "usage-tracker",
        }.items():
            monkeypatch.setenv(name, str(home / place))
        (home / "run").mkdir(mode=0o700)
        (home / "work").mkdir()
        monkeypatch.chdir(home / "work")
        if not request.node.get_closest_marker("keychain"):
            monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        yield
        os.chdir(ROOT)  # Windows removes no folder that a program stands in


# --- No network but loopback -----------------------------------------------------------------------------------------

_strangers: list[str] = []


def _refuse_strangers(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: Python asks it before each name look-up and each connection (Qt and C libraries do not)."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a string is a Unix socket
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name and not _is_this_machine(name):
        _strangers.append(name)
        raise PermissionError(f"a test tried to reach {name}; tests reach nothing but loopback")


def _is_this_machine(host: str) -> bool:
    if host in ("localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_refuse_strangers)


@pytest.fixture(autouse=True)
def _no_network_but_loopback() -> Iterator[None]:
    """Fails a test that tried, even where the code under test took the refusal for a network error."""
    _strangers.clear()
    yield
    assert not _strangers, f"this test tried to reach {', '.join(_strangers)}"


# --- Nothing skips in CI ---------------------------------------------------------------------------------------------


def _is_honest(reason: str) -> bool:
    """Shared documents lie beside some checkouts only."""
    return "../shared" in reason and not (ROOT.parent / "shared").exists()


def _fail_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where every part is there by design, a skip is a part that broke unseen."""
    if not (IN_CI and sys.platform == "linux" and report.skipped) or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not _is_honest(reason):
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may skip. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_a_skip(report)
    return report


# --- A PostgreSQL server ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server of this run's own on loopback; yields its URL without a database: `postgresql+psycopg://...:PORT`.

    PostgreSQL refuses to run as root, so root starts it as the user `postgres`.
    """
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    with tempfile.TemporaryDirectory(prefix="usage-tracker-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_owner: list[str] = []
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            as_owner = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        cluster = folder / "cluster"
        control = [*as_owner, str(programs / "pg_ctl"), "-D", str(cluster)]
        options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
        setup = ["-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
        _quietly([*as_owner, str(programs / "initdb"), "-D", str(cluster), *setup], folder)
        _quietly([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgresql+psycopg://app@127.0.0.1:{port}"
        finally:
            _quietly([*control, "-m", "immediate", "stop"], folder)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of this test's own on the run's PostgreSQL server: `postgresql+psycopg://...`."""
    import psycopg

    name = f"test_{abs(hash(request.node.nodeid)):x}"
    administration = postgres_server.replace("+psycopg", "") + "/postgres"
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield f"{postgres_server}/{name}"
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _postgres_programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps each version's in a folder that is not on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _quietly(command: list[str], folder: Path) -> None:
    """Runs a program; its output goes to a file, since a server keeps the pipe of its parent open."""
    log = folder / "command.log"
    with log.open("w") as output:
        code = subprocess.call(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=folder)
    assert code == 0, log.read_text()
