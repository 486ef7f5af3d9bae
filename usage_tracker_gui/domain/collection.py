"""What one pass over all accounts brought. Errors travel as values here: one account's failure ends no pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from usage_tracker_gui.domain.account import Account, RateLimit
from usage_tracker_gui.domain.alerts import Alert
from usage_tracker_gui.domain.usage import Period


class FailureKind(StrEnum):
    CREDENTIAL = "credential"  # refused, missing, or lacking the scope: a person must act
    QUOTA = "quota"  # 429 that needs a person to act
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    BAD_ANSWER = "bad_answer"  # complete, but not what the service promises
    REFUSED_REQUEST = "refused_request"  # 400, 404 and their kin
    CONFIGURATION = "configuration"
    STORE = "store"  # the database is full, read-only or locked
    STORE_UNREACHABLE = "store_unreachable"  # its server does not answer: it is tried again


@dataclass(frozen=True, slots=True)
class Failure:
    kind: FailureKind
    message: str  # one sentence: what happened and what to do; holds no secret


@dataclass(frozen=True, slots=True)
class Tally:
    """What was asked and kept: HTTP requests, buckets of time that were read, rows written."""

    requests: int = 0
    buckets: int = 0
    rows_written: int = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(
            self.requests + other.requests, self.buckets + other.buckets, self.rows_written + other.rows_written
        )


@dataclass(frozen=True, slots=True)
class Fetched:
    account: Account
    tally: Tally
    rate_limit: RateLimit | None = None  # what is left of it; None where the service did not tell

    @property
    def status(self) -> str:
        return "ok"


@dataclass(frozen=True, slots=True)
class Failed:
    """The account's pass ended early; what had arrived before is kept and counted in `tally`."""

    account: Account
    failure: Failure
    tally: Tally = Tally()

    @property
    def status(self) -> str:
        return "partial" if self.tally.buckets else "failed"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Another program holds the account's lease, or it is paused: nothing was asked, which is no error."""

    account: Account
    reason: str
    tally: Tally = Tally()

    @property
    def status(self) -> str:
        return "ok"


Outcome = Fetched | Failed | Skipped


@dataclass(frozen=True, slots=True)
class KeyRate:
    """What one key uses per minute now; `model` is the one that grew most."""

    account: str
    key: str
    model: str
    tokens_per_minute: Decimal
    requests_per_minute: Decimal


@dataclass(frozen=True, slots=True)
class Collection:
    at: datetime
    period: Period
    outcomes: tuple[Outcome, ...]
    alerts: tuple[Alert, ...] = ()
    rates: tuple[KeyRate, ...] = ()
    interrupted: bool = False
    heard: bool = True  # False: accounts are asked, and none of them answers
    first: bool = False  # nothing was read before to measure a rate against

    @property
    def measured(self) -> bool:
        """Else rates are unknown, which is not zero."""
        return bool(self.rates) or (self.heard and not self.first)

    @property
    def tokens_per_minute(self) -> Decimal:
        return sum((rate.tokens_per_minute for rate in self.rates), Decimal(0))

    @property
    def requests_per_minute(self) -> Decimal:
        return sum((rate.requests_per_minute for rate in self.rates), Decimal(0))
