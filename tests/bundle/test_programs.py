"""The built programs do what the product does, with nothing of this checkout: the bundle's smoke test."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distribution
from pathlib import Path
from threading import Thread

import pytest

import usage_tracker_gui
from real_desktop import Desktop, wait_until
from real_postgresql import PostgresServer

Program = Callable[..., subprocess.CompletedProcess[str]]
Service = tuple[str, str]

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this system's own parts are tested by hand")


class Webhook:
    """A server on loopback that takes messages; `address` is one of Apprise's."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        taken = self.messages

        class Taker(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                taken.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Taker)
        self.address = f"json://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    thread = Thread(target=hook.server.serve_forever, args=(0.05,))
    thread.start()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()
    thread.join()


def picture(bundle: Path, variables: dict[str, str], file: Path, *arguments: str) -> bytes:
    """The PNG that the window program leaves with --screenshot."""
    program = bundle / ("UsageTracker.exe" if sys.platform == "win32" else "UsageTracker")
    command = [str(program), "--demo", "--screenshot", str(file), *arguments]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    return file.read_bytes()


def test_the_command_line_says_its_version(command_line: Program) -> None:
    ended = command_line("--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert usage_tracker_gui.__version__ in ended.stdout


def test_the_demo_opens_gets_data_and_draws_its_pages(
    bundle: Path, bare_environment: dict[str, str], tmp_path: Path
) -> None:
    overview = picture(bundle, bare_environment, tmp_path / "overview.png")
    charts = picture(bundle, bare_environment, tmp_path / "charts.png", "--page", "charts", "--theme", "dark")
    assert overview[:8] == charts[:8] == b"\x89PNG\r\n\x1a\n"
    assert min(len(overview), len(charts)) > 30_000, "the pictures show an empty window"
    assert overview != charts


def test_a_new_database_is_made_and_found_sound(command_line: Program, tmp_path: Path) -> None:
    """Alembic's migrations are read from files, SQLite and the price sheets are inside."""
    ended = command_line("doctor", "--format", "json", USAGE_TRACKER_DATA_DIR=str(tmp_path / "däta folder"))
    states = {check["check"]: check["state"] for check in json.loads(ended.stdout)["checks"]}
    assert {states["database"], states["integrity"], states["prices"], states["settings"]} == {"ok"}, ended.stdout
    assert (tmp_path / "däta folder" / "history.db").exists()


def test_usage_is_read_over_http_and_reported(command_line: Program, service: Service, tmp_path: Path) -> None:
    base_url, secret = service
    variables = {"OPENAI_ADMIN_KEY": secret, "OPENAI_BASE_URL": base_url, "USAGE_TRACKER_DATA_DIR": str(tmp_path)}
    assert command_line("sync", "--lookback", "2d", **variables).returncode == 0
    report = json.loads(command_line("report", "--from", "2d", "--format", "json", **variables).stdout)
    assert report["totals"]["requests"] > 0
    assert float(report["totals"]["cost_usd"]) > 0


def test_times_are_known_in_every_zone(command_line: Program, tmp_path: Path) -> None:
    ended = command_line("report", "--timezone", "Asia/Kathmandu", USAGE_TRACKER_DATA_DIR=str(tmp_path))
    assert ended.returncode == 0, ended.stderr


@pytest.mark.postgres
@on_linux
def test_a_shared_history_lives_in_postgresql(
    command_line: Program, service: Service, postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    base_url, secret = service
    variables = {
        "OPENAI_ADMIN_KEY": secret,
        "OPENAI_BASE_URL": base_url,
        "USAGE_TRACKER_DATABASE_URL": postgres_url,
        "USAGE_TRACKER_DATA_DIR": str(tmp_path),
    }
    ended = command_line("sync", "--lookback", "1d", **variables)
    assert ended.returncode == 0, ended.stderr
    version = postgres_server.run_sql(postgres_url.rpartition("/")[2], "SELECT version_num FROM alembic_version")
    assert version.strip()
    assert not (tmp_path / "history.db").exists()


@pytest.mark.keychain
@on_linux
def test_a_secret_goes_to_the_keychain_and_comes_back(
    bundle: Path, bare_environment: dict[str, str], service: Service, webhook: Webhook, tmp_path: Path
) -> None:
    """gnome-keyring on a bus of its own: the account is added in one process and proves its key in another.

    So is an alert channel, and its message arrives: Apprise's plugins are all there.
    """
    missing = [name for name in ("gnome-keyring-daemon", "dbus-run-session") if not shutil.which(name)]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed (apt-get install gnome-keyring dbus)")
    base_url, secret = service
    script = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1\n"
        f"printf %s {secret} | usage-tracker accounts add Acme --service openai --base-url {base_url} &&"
        "usage-tracker accounts test Acme &&"
        f"printf %s {webhook.address} | usage-tracker alerts channels add hook &&"
        "usage-tracker alerts channels test hook"
    )
    variables = bare_environment | {"PATH": f"{bundle}:{bare_environment['PATH']}"}
    for name in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
        variables.pop(name, None)
    command = ["dbus-run-session", "--", "bash", "-c", script]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "Acme works" in ended.stdout
    assert "hook took the message" in ended.stdout
    assert len(webhook.messages) == 1
    stored = [file for file in tmp_path.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert not stored


@pytest.mark.desktop
@on_linux
def test_the_tray_icon_speaks_on_a_real_desktop(
    bundle: Path, bare_environment: dict[str, str], desktop: Desktop
) -> None:
    program = desktop.open([str(bundle / "UsageTracker"), "--demo"])
    wait_until(lambda: desktop.windows("UsageTracker"), "the window", seconds=30)
    wait_until(lambda: is_told_of_a_spike(desktop) or program.poll() is not None, "a notification", seconds=150)
    assert program.poll() is None, desktop.output()


def is_told_of_a_spike(desktop: Desktop) -> bool:
    return any("spike" in notification.title for notification in desktop.notifications())


def test_the_licences_of_what_is_bundled_are_inside(bundle: Path) -> None:
    inside = bundle.parent if sys.platform == "darwin" else bundle
    names = {file.name for file in inside.rglob("*.dist-info")}
    for needed in ("PySide6-Essentials", "SQLAlchemy", "httpx", "psycopg", "keyring"):
        folder = next((name for name in names if name.lower().startswith(needed.lower().replace("-", "_"))), None)
        assert folder, f"{needed} {distribution(needed).version} has no metadata in the bundle"
    texts = [file.read_text(encoding="utf-8") for file in inside.rglob("NOTICE.txt") if file.parent.name == "licences"]
    assert texts
    assert "LGPL-3.0" in texts[0]


def test_nothing_in_the_bundle_names_the_machine_that_built_it(bundle: Path) -> None:
    """Paths of the build would also make each build differ. Compiled modules name files relative to the project."""
    home, checkout = str(Path.home()).encode(), str(Path(__file__).resolve().parents[2]).encode()
    telling = [
        file.name
        for file in bundle.rglob("*")
        if file.is_file() and any(place in file.read_bytes() for place in (checkout + b"/", home + b"/usage"))
    ]
    assert not telling
