"""The command line in this process, and what it must tell of a simulated OpenAI: the service's own sums."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from usage_tracker_gui.cli import main
from usage_tracker_gui.cli.run import Run
from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.settings.keychain import MemoryKeychain
from usage_tracker_gui.simulator.clock import SimulatedClock
from usage_tracker_gui.simulator.expected import expected_usage
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


# What the service itself holds

TOKEN_FAMILIES = ("completions", "embeddings", "moderations")
Sums = dict[tuple[str, str, str], tuple[int, int, int, int, int]]


def own_sums(world: World, period: Period, now: datetime) -> Sums:
    """What the service itself holds: input, cached, cache writes, output and requests, by key, model and tier."""
    whole = period.widened_to(60)
    found: Sums = {}
    for family in TOKEN_FAMILIES:
        by = ("key", "model", "tier") if family == "completions" else ("key", "model")  # others have no tiers
        for group, usage in expected_usage(world, whole, now, by, family).items():
            key, model, tier = (*group, "standard")[:3]
            tokens = usage.tokens
            counts = (tokens.all_input, tokens.all_cached_input, tokens.all_cache_write, tokens.all_output)
            found[key, model, tier] = (*counts, usage.requests)
    return found


def reported(document: Any) -> Sums:
    return {
        (row["key"], row["model"], row["tier"]): (
            row["input_tokens"],
            row["cached_input_tokens"],
            row["cache_write_tokens"],
            row["output_tokens"],
            row["requests"],
        )
        for row in document["rows"]
        if row["input_tokens"] or row["output_tokens"] or row["requests"]  # the rest are fees: money without tokens
    }


def assert_report_is_exact(usage_tracker: Program, world: World, now: datetime, start: datetime, *more: str) -> None:
    ended = usage_tracker("report", "--format", "json", "--from", start.isoformat(), *more)
    assert ended.code == 0, ended.err
    assert reported(ended.json) == own_sums(world, Period(start, now), now)
