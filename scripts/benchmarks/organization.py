"""The made-up organization that answers: prepared pages from a process of its own, so that serving costs us nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from benchmarks.surroundings import variables
from usage_tracker_gui.domain.usage import HOUR
from usage_tracker_gui.simulator.answer import Environ, StartResponse
from usage_tracker_gui.simulator.prepared import PreparedAnswers
from usage_tracker_gui.simulator.server import Simulator

ASKED = "/asked"


@dataclass(frozen=True, slots=True)
class Workload:
    """How much there is to read: a row for each key, model and tier in each hour of the days before this one."""

    days: int = 90
    keys: int = 20
    models: int = 8
    tiers: int = 4

    @property
    def rows(self) -> int:
        return self.days * 24 * self.keys * self.models * self.tiers

    def __str__(self) -> str:
        return f"{self.days} d, {self.rows:,} rows"


@dataclass(frozen=True, slots=True)
class Served:
    base_url: str
    start: int  # Unix seconds
    end: int

    def pages_of_hours(self) -> tuple[str, ...]:
        """The addresses of the pages with rows that were asked for so far, each once, in that order."""
        asked = httpx.get(self.base_url.removesuffix("/v1") + ASKED, trust_env=False).json()
        return tuple(self.base_url + path.removeprefix("/v1") for path in dict.fromkeys(asked))


@contextmanager
def serving(workload: Workload) -> Iterator[Served]:
    end = int(time.time()) // HOUR * HOUR
    start = end - workload.days * 24 * HOUR
    sizes = [str(size) for size in (start, workload.days * 24, workload.keys, workload.models, workload.tiers)]
    command = [sys.executable, "-m", "benchmarks.organization", *sizes]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables(), text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip(), start, end)
        finally:
            process.communicate()  # the end of its input is the end of its work


class Recording:
    """Prepared answers that remember which pages of hours were asked for."""

    base_path = PreparedAnswers.base_path

    def __init__(self, answers: PreparedAnswers) -> None:
        self._answers = answers
        self._asked: list[str] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if path == ASKED:
            asked = json.dumps(self._asked).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(asked)))])
            return [asked]
        if path.endswith("/usage/completions") and "bucket_width=1h" in query:
            self._asked.append(f"{path}?{query}")
        return self._answers(environ, start_response)


def main() -> None:
    start, hours, keys, models, tiers = map(int, sys.argv[1:])
    with Simulator.serving(Recording(PreparedAnswers(start, hours, keys, models, tiers))) as base_url:
        print(base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
