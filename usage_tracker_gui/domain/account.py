"""Who is asked: services, accounts, and the secrets that open them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Secret:
    """A credential that prints as `Secret(…3f9a)`. Only `reveal()` gives the text, and few rooms may call it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        shown = self._text[-4:] if len(self._text) >= 12 else ""
        return f"Secret(…{shown})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not pickled")


class Tells(StrEnum):
    """What a service can tell about usage."""

    TOKENS = "tokens"
    REQUESTS = "requests"
    TIER = "tier"
    KEYS = "keys"
    PROJECTS = "projects"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Service:
    """A vendor, as app, command line and settings draw it. `variable` is the stem of its environment names."""

    id: str
    name: str
    icon: str  # a Material Design icon name, without prefix
    base_url: str
    variable: str  # OPENAI -> OPENAI_ADMIN_KEY, OPENAI_BASE_URL, OPENAI_API_KEY_ID
    secret_prefix: str = ""  # how the right credential starts; '' where the service has no fixed look
    wrong_secret_prefixes: tuple[str, ...] = ()  # look-alikes that the service would refuse
    help: str = ""  # how to get the credential, one sentence
    help_url: str = ""
    tells: frozenset[Tells] = frozenset()  # empty: no usage API, followed by hand
    silent_tiers: frozenset[str] = frozenset()  # whose cost it reports nowhere
    lag: timedelta = timedelta(days=3)  # how far back a sync reads again


@dataclass(frozen=True, slots=True)
class Account:
    """One organization at one service, with one admin secret. `key_ids` empty watches every key."""

    id: int
    name: str
    service: str
    base_url: str
    key_ids: tuple[str, ...] = ()
    enabled: bool = True
    configured: bool = True  # False: made by an environment variable, for this run


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests a service still takes, as its last answer told. `limit` is None where it did not say."""

    remaining: int
    limit: int | None = None


class Freshness(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    NEEDS_KEY = "needs a key"
    WAITING = "waiting"
    PAUSED = "paused"
    BY_HAND = "by hand"  # no service tells of it


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """How an account does, as a status bar and a card show it."""

    account: Account
    service_name: str
    freshness: Freshness
    updated: datetime | None = None
    message: str = ""  # what is wrong and what to do, one sentence
    rate_limit: RateLimit | None = None  # as its last answers told; None where they did not


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One line of the audit log. Never holds a secret."""

    at: datetime
    account: str
    action: str  # added, rotated, edited, disabled, enabled, removed
    detail: str = field(default="")
