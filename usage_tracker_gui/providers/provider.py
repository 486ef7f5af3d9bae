"""What a provider is, what it yields, and how it fails.

ProviderError
├── CredentialRefused      401, 403, or a secret that can't be one: a person must act
├── QuotaExhausted         429 that needs a person to act (billing, quota): never retried
├── RateLimited            429 that outlasted the retries
├── Unreachable            no connection, 408, 409, 5xx, cut-off or incomplete answers, after the retries
├── BadAnswer              a complete answer of the wrong shape; names the field
└── RefusedRequest         400, 404 and their kin
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Protocol

import httpx

from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.domain.collection import Failure, FailureKind
from usage_tracker_gui.domain.usage import BilledCost, Bucket, NamedKey, Period


class ProviderError(Exception):
    """One sentence for people: the service, what happened, what to do. Never holds a secret."""

    kind: ClassVar[FailureKind] = FailureKind.UNREACHABLE

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


class RefusedRequest(ProviderError):
    kind = FailureKind.REFUSED_REQUEST


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
class CostPage:
    period: Period
    costs: Sequence[BilledCost]
    requests: int = 1
    bucket_count: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """One account's way to its service. The client belongs to the thread that made it."""

    client: httpx.Client
    account: Account
    secret: Secret
    should_stop: Callable[[], bool] = lambda: False


class Provider(Protocol):
    """One service. Every method may raise a ProviderError; iterators stop between pages when asked to."""

    service: Service
    usage_streams: tuple[Stream, ...]  # canonical history streams, the main one first
    live_stream: Stream | None  # minute buckets, kept apart from history
    cost_stream: Stream | None

    def usage(self, connection: Connection, stream: Stream, period: Period, keys: Sequence[str]) -> Iterator[UsagePage]:
        """Pages in ascending time that together cover `period` without gap or overlap. No keys: every key."""
        ...

    def costs(self, connection: Connection, period: Period) -> Iterator[CostPage]: ...

    def keys(self, connection: Connection) -> Sequence[NamedKey]:
        """Every key that the account can name, those of archived projects included."""
        ...

    def check(self, connection: Connection) -> None:
        """The smallest request that proves that the credential works."""
        ...
