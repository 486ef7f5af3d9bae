"""A service with faults put in its way by plan: once, always, at the nth request, or as the weather has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2b
from threading import Lock

from usage_tracker_gui.simulator.answer import Answer, Environ, Request, Service, StartResponse
from usage_tracker_gui.simulator.faults import Fault


@dataclass(slots=True)
class _Rule:
    """`path` is a shell pattern; `strikes` is asked with the number of the matching request, the first being 1."""

    path: str
    strikes: Callable[[int], Fault | None]
    matched: int = field(default=0)


class Faulty:
    """Wraps a service. The first rule that strikes wins; each rule counts the requests that match its path.

    `requests` holds path and query of everything that was asked, in order, for tests to look at.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.base_path = service.base_path
        self.requests: list[str] = []
        self._rules: list[_Rule] = []
        self._lock = Lock()

    def always(self, fault: Fault, path: str = "*") -> None:
        self._add(path, lambda number: fault)

    def once(self, fault: Fault, path: str = "*") -> None:
        self.nth(1, fault, path)

    def nth(self, number: int, fault: Fault, path: str = "*") -> None:
        """Strikes the nth matching request from now on, the first being 1."""
        self._add(path, lambda at: fault if at == number else None)

    def first(self, count: int, fault: Fault, path: str = "*") -> None:
        self._add(path, lambda at: fault if at <= count else None)

    def in_turn(self, faults: Iterable[Fault | None], path: str = "*") -> None:
        """One for each matching request; None lets it through, and so does everything after the last."""
        plan = list(faults)
        self._add(path, lambda at: plan[at - 1] if at <= len(plan) else None)

    def weather(self, faults: Sequence[Fault], percent: int, seed: int = 7, path: str = "*") -> None:
        """Strikes about `percent` of the requests, never two in a row, the same ones for the same seed."""

        def strikes(at: int) -> Fault | None:
            if not _drawn(seed, at, percent) or _drawn(seed, at - 1, percent):
                return None
            return faults[_hash(seed, at) // 100 % len(faults)]

        self._add(path, strikes)

    def clear(self) -> None:
        """Fair weather from now on."""
        with self._lock:
            self._rules.clear()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.answer(Request.of(environ)).send(start_response)

    def answer(self, request: Request) -> Answer:
        fault = self._struck(request)
        return self.service.answer(request) if fault is None else fault(request, self.service.answer)

    def _add(self, path: str, strikes: Callable[[int], Fault | None]) -> None:
        with self._lock:
            self._rules.append(_Rule(path, strikes))

    def _struck(self, request: Request) -> Fault | None:
        with self._lock:
            self.requests.append(request.target)
            found: Fault | None = None
            for rule in self._rules:
                if fnmatchcase(request.path, rule.path):
                    rule.matched += 1
                    found = found or rule.strikes(rule.matched)
            return found


def _drawn(seed: int, at: int, percent: int) -> bool:
    return _hash(seed, at) % 100 < percent


def _hash(seed: int, at: int) -> int:
    return int.from_bytes(blake2b(f"{seed}/{at}".encode(), digest_size=6).digest())
