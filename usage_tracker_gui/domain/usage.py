"""Usage: token counts by disjoint kind, in buckets of time, per key, model and tier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

STANDARD = "standard"
BATCH = "batch"
FLEX = "flex"
PRIORITY = "priority"
FAST = "fast"  # Anthropic's own tier; at OpenAI `fast` is another word for priority
TIERS = (STANDARD, BATCH, FLEX, PRIORITY)

MINUTE = 60
QUARTER = 900
HOUR = 3600
DAY = 86400


class Tokens(NamedTuple):
    """Token counts of disjoint kinds: no token is counted in two fields.

    A tuple and not a dataclass because a sync builds a million of them. `cache_write` is the service's short-lived
    write (5 minutes at Anthropic, 30 minutes at OpenAI). `reasoning` and `citation` are used only where a service
    bills them on top of the output (Perplexity); elsewhere reasoning is a part of `output` and stays there.
    """

    input: int = 0
    cached_input: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    cache_write_12h: int = 0
    output: int = 0
    audio_input: int = 0
    cached_audio_input: int = 0
    audio_output: int = 0
    image_input: int = 0
    cached_image_input: int = 0
    image_output: int = 0
    reasoning: int = 0
    citation: int = 0

    @property
    def all_input(self) -> int:
        """Every token that went in, cached ones and cache writes included."""
        return self.uncached_input + self.all_cached_input + self.all_cache_write

    @property
    def uncached_input(self) -> int:
        return self.input + self.audio_input + self.image_input

    @property
    def all_cached_input(self) -> int:
        return self.cached_input + self.cached_audio_input + self.cached_image_input

    @property
    def all_cache_write(self) -> int:
        return self.cache_write + self.cache_write_1h + self.cache_write_12h

    @property
    def all_output(self) -> int:
        return self.output + self.audio_output + self.image_output + self.reasoning

    @property
    def total(self) -> int:
        return sum(self)

    def plus(self, other: Tokens) -> Tokens:
        return Tokens(*(a + b for a, b in zip(self, other, strict=True)))


class Bucket(NamedTuple):
    """What one key, project, user, model and tier used in one period.

    The counts stand flat, in the order of `Tokens`, so that a bucket is a database row as it is: a sync moves a
    million of them. `start` is Unix seconds, UTC. '' means that the service named no key, project or user. Behind the
    tier stands the context window where the service tells it: see `domain.context_window`.
    """

    start: int
    key: str
    project: str
    user: str
    model: str
    tier: str
    requests: int
    input: int = 0
    cached_input: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    cache_write_12h: int = 0
    output: int = 0
    audio_input: int = 0
    cached_audio_input: int = 0
    audio_output: int = 0
    image_input: int = 0
    cached_image_input: int = 0
    image_output: int = 0
    reasoning: int = 0
    citation: int = 0

    @property
    def tokens(self) -> Tokens:
        return Tokens(*self[7:])


class UnitBucket(NamedTuple):
    """What one key, project, user and model used in one period of a thing that is not a token.

    `unit` is a fee's name where there is one (web_search, file_search, code_interpreter), else images, characters,
    seconds or bytes. `start` is Unix seconds, UTC. '' means that the service named no key, project, user or model.
    """

    start: int
    key: str
    project: str
    user: str
    model: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open [start, end) in aware UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware times")
        if self.end < self.start:
            raise ValueError("a period ends after it starts")

    @classmethod
    def of_unix(cls, start: int, end: int) -> Period:
        return cls(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))

    @property
    def start_unix(self) -> int:
        return int(self.start.timestamp())

    @property
    def end_unix(self) -> int:
        return int(self.end.timestamp())

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def widened_to(self, grain: int) -> Period:
        """The smallest period of whole buckets of `grain` seconds that holds this one."""
        return Period.of_unix(self.start_unix // grain * grain, -(-self.end_unix // grain) * grain)


@dataclass(frozen=True, slots=True)
class BilledCost:
    """One line of what a service says it billed for a UTC day. `usd_nanos` is billionths of a dollar."""

    start: int
    project: str
    line_item: str
    usd_nanos: int
    quantity: str = ""
    unit: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """An API key that can be watched: its identifier (never a secret), its name, and where it belongs."""

    id: str
    name: str
    project: str = ""
    project_name: str = ""
    hint: str = ""  # the redacted value that the service shows, e.g. sk-...3f9a
    active: bool = True
