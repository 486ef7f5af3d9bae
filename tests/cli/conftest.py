"""The command line against a simulated OpenAI over real HTTP, with a clock that stands still until it is moved."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.cli import main
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.world import World


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Program = Callable[..., Ended]


@pytest.fixture
def world() -> World:
    return World(opened=date(2026, 3, 1))


@pytest.fixture
def environment(tmp_path: Path, base_url: str) -> dict[str, str]:
    """The credential in the environment, and a data folder that several runs share."""
    return {
        "USAGE_TRACKER_DATA_DIR": str(tmp_path / "data"),
        "OPENAI_ADMIN_KEY": ADMIN_SECRET,
        "OPENAI_BASE_URL": base_url,
    }


@pytest.fixture
def usage_tracker(
    environment: dict[str, str],
    clock: SimulatedClock,
    keychain: MemoryKeychain,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Program:
    """usage_tracker("report", "--format", "json", stdin="...") runs the program once, as a process would."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments), Run(environment, keychain, clock.now))
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, said.out, said.err)

    return run
