"""The proof: the real thing, spoiled, killed and left without room, must end with the service's own sums.

A world of few series keeps it quick; connections lose no time between two tries.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from usage_tracker_gui.domain.account import Account, Secret
from usage_tracker_gui.providers.http import open_client
from usage_tracker_gui.providers.openai import OpenAI
from usage_tracker_gui.providers.patience import PATIENCE
from usage_tracker_gui.providers.provider import Connection
from usage_tracker_gui.simulator.openai import ADMIN_SECRET
from usage_tracker_gui.simulator.traffic import Series
from usage_tracker_gui.simulator.workload import workload
from usage_tracker_gui.simulator.world import World

# A key with three models and tiers, batches at night, usage that names no key, and one of each other kind.
FEW = ("Atlas web app/gpt-5", "Orchid indexer/gpt-5.1", "console", "0/embeddings", "2/moderations", "4/images")


def few_series(opened: date) -> list[Series]:
    days = (opened - date(1970, 1, 1)).days
    return [series for series in workload(days) if series.name.startswith(FEW)]


@pytest.fixture
def opened() -> date:
    return date(2026, 11, 1)


@pytest.fixture
def world(opened: date) -> World:
    return World(opened=opened, series=few_series(opened))


class QuickAsking:
    """The real provider over real HTTP, which waits a thousandth of the time before it tries again."""

    def __init__(self, client: httpx.Client, provider: OpenAI) -> None:
        self._client = client
        self._provider = provider

    def provider(self, _account: Account) -> OpenAI:
        return self._provider

    def connect(self, account: Account, should_stop: Callable[[], bool]) -> Connection:
        return Connection(
            self._client, account, Secret(ADMIN_SECRET), should_stop, replace(PATIENCE, first_wait=0.0005)
        )


@pytest.fixture
def asking(base_url: str) -> Iterator[QuickAsking]:
    with closing(open_client(base_url)) as client:
        yield QuickAsking(client, OpenAI())


# Real processes

CLI = "from usage_tracker_gui.cli import main; main()"
GUI = "from usage_tracker_gui.__main__ import main; main()"


class Processes:
    """Starts the programs as a person does, with an environment of their own, and leaves none behind."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self._started: list[subprocess.Popen[str]] = []

    def start(self, program: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            env={**self._environment, **variables},
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._started.append(process)
        return process

    def start_cli(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        return self.start(CLI, *arguments, **variables)

    def start_desktop(self, **variables: str) -> subprocess.Popen[str]:
        return self.start(GUI, **variables)

    def cli(self, *arguments: str, **variables: str) -> tuple[int, str, str]:
        process = self.start_cli(*arguments, **variables)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def end(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def processes(environment: dict[str, str], tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(environment, tmp_path)
    yield processes
    processes.end()


# What the test command prints at its end

FIGURES = "figure of the fault matrix"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each fault: they were measured by this run."""
    lines = [
        json.loads(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == FIGURES
    ]
    if not lines:
        return
    terminalreporter.write_sep("=", "fault matrix")
    columns = list(lines[0])
    table = [columns, *([str(line[column]) for column in columns] for line in lines)]
    widths = [max(len(row[at]) for row in table) for at in range(len(columns))]
    for row in table:
        terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    places = sum(line["places"] for line in lines)
    terminalreporter.write_line(
        f"{len(lines)} faults at {places} places: nothing of a bad page was kept, nothing was lost, nothing doubled."
    )


@pytest.fixture
def tell_figures(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Keeps a line for the table at the end of the run."""

    def tell(**figures: Any) -> None:
        record_property(FIGURES, json.dumps(figures))

    return tell
