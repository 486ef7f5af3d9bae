"""What holds for every test: no real home, no real keychain, no network but loopback, nothing skipped in CI."""

import ipaddress
import os
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

# tests/parts, by pyproject.toml's pythonpath
pytest_plugins = ["command_line", "price_shelf", "real_desktop", "real_postgresql", "simulated_openai"]

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bundle", action="store_true", help="test the programs and packages in dist/, too")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The bundle's tests need what scripts/bundle.py builds in some minutes, so they run when asked for."""
    return True if collection_path == ROOT / "tests" / "bundle" and not config.getoption("--bundle") else None


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
        monkeypatch.setenv("PYTHONPATH", str(ROOT))  # programs that a test starts find the package from anywhere
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
