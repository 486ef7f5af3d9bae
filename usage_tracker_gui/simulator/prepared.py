"""Prepared answers: hours of many keys, models and tiers as ready bytes, so that the server costs next to nothing.

For measuring readers. Every hour of the day has its own rows, rendered once; days repeat, only the times move. Asked
for hours, it honours start_time, end_time, limit and page; groups and filters are checked and taken as "everything by
project, key, model, batch and tier". Other widths, other families and costs are empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from itertools import product

from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.simulator import listings
from usage_tracker_gui.simulator.answer import Answer, Environ, Refused, Request, StartResponse, openai_error
from usage_tracker_gui.simulator.expected import ExpectedUsage, tokens_of
from usage_tracker_gui.simulator.families import FAMILIES
from usage_tracker_gui.simulator.openai import COSTS_SHAPE, USAGE_SHAPES
from usage_tracker_gui.simulator.organization import ApiKey, Organization, Person, Project
from usage_tracker_gui.simulator.query import TimeQuery, read_query
from usage_tracker_gui.simulator.traffic import HOUR, Counts, plus, times

MODELS = ("gpt-5.1", "gpt-5-mini", "gpt-6-sol", "gpt-6-luna", "gpt-4o", "o3", "gpt-4o-mini", "gpt-5.6-terra")
TIERS = (("default", False), ("flex", False), ("priority", False), ("default", True))
_OWNER = Person("user-Bench01", "Bench", "bench@harbor.example")
_PROJECT = Project("proj_Bench", "Bench")


class PreparedAnswers:
    """`keys` x `models` x `tiers` rows in each of `hours` hours from `start` (Unix seconds of a whole hour) on."""

    base_path = "/v1"

    def __init__(self, start: int, hours: int, keys: int = 20, models: int = 8, tiers: int = 4) -> None:
        if start % HOUR:
            raise ValueError("prepared answers start on a whole hour")
        if models > len(MODELS) or tiers > len(TIERS):
            raise ValueError(f"at most {len(MODELS)} models and {len(TIERS)} tiers")
        self.start = start
        self.end = start + hours * HOUR
        names = tuple(ApiKey(f"key_Bench{at:03}", f"Bench key {at}", _PROJECT.id, _OWNER.id) for at in range(keys))
        self.organization = Organization((_OWNER,), (_PROJECT,), names, ())
        self._kinds = tuple(product(names, MODELS[:models], TIERS[:tiers]))

    @property
    def row_count(self) -> int:
        return len(self._kinds) * ((self.end - self.start) // HOUR)

    def expected(self) -> ExpectedUsage:
        """What all rows add up to."""
        hours = (self.end - self.start) // HOUR
        total: Counts = (0,) * 12
        for hour in range(24):
            often = sum(1 for at in range(hours) if (self.start // HOUR + at) % 24 == hour)
            for row in range(len(self._kinds)):
                total = plus(total, times(_counts(hour, row), often))
        return ExpectedUsage(total[0], tokens_of(total) if total[0] else Tokens())

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.answer(Request.of(environ)).send(start_response)

    def answer(self, request: Request) -> Answer:
        try:
            return self._answer(request, request.path.removeprefix(self.base_path))
        except Refused as refused:
            return refused.answer

    def _answer(self, request: Request, path: str) -> Answer:
        if path == "/organization/projects":
            return listings.projects(self.organization, request.query)
        if path == f"/organization/projects/{_PROJECT.id}/api_keys":
            return listings.project_keys(self.organization, _PROJECT.id, request.query)
        if path == "/organization/admin_api_keys":
            return listings.admin_keys(self.organization, request.query)
        if path == "/organization/costs":
            return Answer(200, self._page(read_query(request.query, COSTS_SHAPE), filled=()))
        name = path.removeprefix("/organization/usage/")
        if name not in USAGE_SHAPES:
            raise Refused(openai_error(404, f"Invalid URL (GET {request.path})", None))
        query = read_query(request.query, USAGE_SHAPES[name])
        filled = self._hours if name == "completions" and query.width == HOUR else ()
        return Answer(200, self._page(query, filled))

    def _page(self, query: TimeQuery, filled: tuple[bytes, ...]) -> bytes:
        parts: list[bytes] = [b'{"object":"page","data":[']
        for at, start in enumerate(query.buckets(self.end - 1)):
            comma = "," if at else ""
            times = f'{comma}{{"object":"bucket","start_time":{start},"end_time":{start + query.width},"results":['
            rows = filled[start // HOUR % 24] if filled and self.start <= start < self.end else b""
            parts += (times.encode(), rows, b"]}")
        cursor = query.next_page(self.end - 1)
        tail = f'],"has_more":{"true" if cursor else "false"},"next_page":{json.dumps(cursor)}}}'
        return b"".join((*parts, tail.encode()))

    @cached_property
    def _hours(self) -> tuple[bytes, ...]:
        """The rows of each hour of the day."""
        return tuple(self._rows(hour) for hour in range(24))

    def _rows(self, hour: int) -> bytes:
        family = FAMILIES["completions"]
        rows = []
        for at, (key, model, (tier, batch)) in enumerate(self._kinds):
            labels = {
                "project_id": key.project,
                "user_id": None,
                "api_key_id": key.id,
                "model": model,
                "batch": batch,
                "service_tier": tier,
                "api_source": None,
            }
            figures = dict(zip(family.counts, family.figures(_counts(hour, at)), strict=True))
            rows.append(json.dumps({"object": family.object, **figures, **labels}, separators=(",", ":")))
        return ",".join(rows).encode()


def _counts(hour: int, row: int) -> Counts:
    requests = 1 + (hour * 7 + row) % 23
    return (requests, requests * 412 + row, requests * 187 + hour, requests * 301, requests * 40, *(0,) * 7)
