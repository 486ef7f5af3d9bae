"""What a provider is, what it yields, and how it fails.

ProviderError
├── CredentialRefused      401, 403, or a secret that can't be one: a person must act
├── QuotaExhausted         429 that needs a person to act (billing, quota): never retried
├── RateLimited            429 that outlasted the retries
├── Unreachable            no connection, 408, 409, 5xx, cut-off or incomplete answers, after the retries
├── BadAnswer              a complete answer of the wrong shape; names the field
│   └── AnswerTooLarge
├── RefusedRequest         400, 404 and their kin
├── Misconfigured          a base URL or a proxy that can't be used: nothing was sent
└── Interrupted            a stop was asked for while a request was tried; iterators end quietly instead
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Protocol

import httpx

from usage_tracker_gui.domain.account import Account, RateLimit, Secret, Service
from usage_tracker_gui.domain.collection import Failure, FailureKind
from usage_tracker_gui.domain.usage import BilledCost, Bucket, NamedKey, Period, UnitBucket
from usage_tracker_gui.providers.patience import PATIENCE, Patience


class ProviderError(Exception):
    """One sentence for people: the service, what happened, what to do. Never holds a secret.

    `status`, `code` and `param` are what the service answered, for code that can go another way. `retry_after` is in
    seconds, where the service named a time that is too far away to wait for.
    """

    kind: ClassVar[FailureKind] = FailureKind.UNREACHABLE

    def __init__(
        self, message: str, *, status: int = 0, code: str = "", param: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.retry_after = retry_after

    @property
    def failure(self) -> Failure:
        return Failure(self.kind, str(self))


class CredentialRefused(ProviderError):
    kind = FailureKind.CREDENTIAL


class QuotaExhausted(ProviderError):
    kind = FailureKind.QUOTA


class RateLimited(ProviderError):
    kind = FailureKind.RATE_LIMITED


class Unreachable(ProviderError):
    kind = FailureKind.UNREACHABLE


class BadAnswer(ProviderError):
    kind = FailureKind.BAD_ANSWER


class AnswerTooLarge(BadAnswer):
    """More bytes than any page should have; fewer buckets may still fit."""


class RefusedRequest(ProviderError):
    kind = FailureKind.REFUSED_REQUEST


class Misconfigured(ProviderError):
    kind = FailureKind.CONFIGURATION


class Interrupted(ProviderError):
    kind = FailureKind.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Stream:
    """One series of buckets that a service offers, at one grain in seconds.

    `lag` is how far back a thorough read goes behind the cursor, `touch` how far an ordinary pass does. `every` is how
    often an ordinary pass reads it. `chunk` is the span asked for in one query when a long history is read.
    """

    name: str
    grain: int
    lag: timedelta
    touch: timedelta
    every: timedelta
    chunk: timedelta


@dataclass(frozen=True, slots=True)
class UsagePage:
    """Whole buckets of `period`, complete for it: what the store had there is replaced, also by nothing."""

    period: Period
    buckets: Sequence[Bucket]
    requests: int = 1  # HTTP requests that it took, retries included
    bucket_count: int = 0  # buckets of time that the service sent, empty ones included


@dataclass(frozen=True, slots=True)
class UnitPage:
    """As a UsagePage, of things that are not tokens."""

    period: Period
    units: Sequence[UnitBucket]
    requests: int = 1
    bucket_count: int = 0


@dataclass(frozen=True, slots=True)
class CostPage:
    period: Period
    costs: Sequence[BilledCost]
    requests: int = 1
    bucket_count: int = 0


@dataclass(slots=True)
class Heard:
    """What the last answers told beside their content."""

    rate_limit: RateLimit | None = None  # None: not told


@dataclass(frozen=True, slots=True)
class Connection:
    """One account's way to its service. The client belongs to the thread that made it."""

    client: httpx.Client
    account: Account
    secret: Secret
    should_stop: Callable[[], bool] = lambda: False
    patience: Patience = PATIENCE
    heard: Heard = field(default_factory=Heard)


class Provider(Protocol):
    """One service. Every method may raise a ProviderError; iterators stop between pages when asked to."""

    service: Service
    usage_streams: tuple[Stream, ...]  # canonical history streams, the main one first
    unit_streams: tuple[Stream, ...]  # calls, images, seconds, bytes: what is not counted in tokens
    live_stream: Stream | None  # minute buckets, kept apart from history
    cost_stream: Stream | None

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        """Pages in ascending time that together cover `period` without gap or overlap. No keys: every key."""
        ...

    def units(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UnitPage]:
        """As `usage`. A family that the account can't read is absent: no page comes, and no error."""
        ...

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """What was billed per UTC day, project and line item, for the whole account."""
        ...

    def costs_by_key(self, connection: Connection, period: Period) -> Iterator[CostPage]:
        """As `costs`, with the key where the service tells it for that time; '' where it does not."""
        ...

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        """Every key that the account can name, those of archived projects included."""
        ...

    def check(self, connection: Connection) -> RateLimit | None:
        """The smallest request that proves that the credential works; and what is left of its rate limit, if told."""
        ...
