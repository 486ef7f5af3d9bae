"""Where the built programs are, and how the tests start them: from another folder, as a stranger's machine would."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from usage_tracker_gui.simulator.clock import RealClock
from usage_tracker_gui.simulator.demo import demo_organizations

ROOT = Path(__file__).resolve().parents[2]
ENDING = ".exe" if sys.platform == "win32" else ""

Ended = subprocess.CompletedProcess[str]
Program = Callable[..., Ended]


@pytest.fixture(scope="session")
def dist() -> Path:
    """What `scripts/bundle.py` left."""
    return ROOT / "dist"


@pytest.fixture(scope="session")
def bundle(dist: Path) -> Path:
    """The folder with both programs."""
    app = dist / "UsageTracker.app" / "Contents" / "MacOS"
    folder = app if sys.platform == "darwin" else dist / "UsageTracker"
    assert folder.is_dir(), "there is no bundle yet: run python3 scripts/bundle.py"
    return folder


@pytest.fixture
def bare_environment() -> dict[str, str]:
    """The test's own home, and nothing that points into the checkout or its Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "VIRTUAL_ENV"))}


@pytest.fixture
def command_line(bundle: Path, bare_environment: dict[str, str]) -> Program:
    """Runs the bundled `usage-tracker` to its end."""

    def run(*arguments: str, said: str = "", **variables: str) -> Ended:
        command = [str(bundle / f"usage-tracker{ENDING}"), *arguments]
        environment = {**bare_environment, **variables}
        return subprocess.run(
            command, env=environment, input=said, capture_output=True, encoding="utf-8", timeout=120, check=False
        )

    return run


@pytest.fixture
def service() -> Iterator[tuple[str, str]]:
    """The demo's usage API on loopback, from the checkout: its base URL and its admin key."""
    with demo_organizations(RealClock()) as (openai, _anthropic):
        yield openai.base_url, openai.secret
