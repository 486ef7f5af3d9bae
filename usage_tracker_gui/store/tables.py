"""Every table, as SQLAlchemy sees it. The migrations make them; a test holds both to be the same.

Rows of usage carry their whole key as text, with '' for none and never NULL: SQLite takes two NULLs for different, so
a NULL in a key would double. Times of buckets are Unix seconds, other times microseconds; money is billionths of a
dollar; days are numbers of days since 1970-01-01.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from usage_tracker_gui.domain.figures import nanos_of, usd_of
from usage_tracker_gui.domain.usage import Bucket, Tokens

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcTime(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


class Dollars(TypeDecorator[Decimal]):
    """Money as billionths of a dollar."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else nanos_of(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else usd_of(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number as its text: neither database rounds it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A short list of texts, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


metadata = MetaData()

COUNTS = ("requests", *Tokens._fields)
assert Bucket._fields == ("start", "key", "project", "user", "model", "tier", *COUNTS)


def _whole(name: str, **more: Any) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False, **more)


def _word(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _counts() -> list[Column[int]]:
    return [Column(name, BigInteger, nullable=False) for name in COUNTS]


def _keyed(name: str, *columns: Column[Any]) -> Table:
    """A table that is its own primary key's tree: in SQLite without a second, hidden one."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("service", Text, nullable=False),
    Column("base_url", Text, nullable=False),
    Column("key_ids", Texts, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("configured", Boolean, nullable=False),
    sqlite_autoincrement=True,  # a removed account's number never comes back with another one's data
)

account_changes = Table(
    "account_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("account", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

usage = _keyed(
    "usage",
    _whole("account_id"),
    _word("stream"),
    _whole("grain"),
    _whole("start"),
    *(_word(name) for name in ("key", "project", "user", "model", "tier")),
    *_counts(),
)

usage_minutes = _keyed(  # the live view's; never a part of history
    "usage_minutes",
    _whole("account_id"),
    _word("stream"),
    _whole("grain"),
    _whole("start"),
    *(_word(name) for name in ("key", "project", "user", "model", "tier")),
    *_counts(),
)

series = _keyed(  # which (account, stream, grain) `usage` holds: the way into its key for questions about any of them
    "series",
    _whole("account_id"),
    _word("stream"),
    _whole("grain"),
)

usage_days = _keyed(  # day: in the zone of the roll-ups; utc_day: the day by which prices change
    "usage_days",
    _whole("account_id"),
    _word("stream"),
    _whole("day"),
    _whole("utc_day"),
    *(_word(name) for name in ("key", "project", "user", "model", "tier")),
    *_counts(),
)

model_hours = _keyed(  # `usage` over all keys, projects and users: hours of a month in as many rows as there are models
    "model_hours",
    _whole("account_id"),
    _word("stream"),
    _whole("start"),
    _word("model"),
    _word("tier"),
    *_counts(),
)

model_days = _keyed(  # usage_days over all keys, projects and users: a year is a few thousand rows
    "model_days",
    _whole("account_id"),
    _word("stream"),
    _whole("day"),
    _whole("utc_day"),
    _word("model"),
    _word("tier"),
    *_counts(),
)

units = _keyed(  # what is not counted in tokens: tool calls, images, sessions, seconds
    "units",
    _whole("account_id"),
    _word("stream"),
    _whole("grain"),
    _whole("start"),
    *(_word(name) for name in ("key", "project", "user", "model", "unit")),
    Column("quantity", BigInteger, nullable=False),
)

coverage = _keyed(  # key '': every key of the account
    "coverage",
    _whole("account_id"),
    _word("stream"),
    _word("key"),
    Column("read_from", BigInteger, nullable=False),
    Column("read_to", BigInteger, nullable=False),
)

costs = _keyed(
    "costs",
    _whole("account_id"),
    _whole("start"),
    *(_word(name) for name in ("project", "line_item", "key", "unit")),
    Column("usd_nanos", BigInteger, nullable=False),
    Column("quantity", Text, nullable=False),
)

keys = _keyed(
    "keys",
    _whole("account_id"),
    _word("id"),
    Column("name", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("project_name", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("seen", UtcTime, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("key_name", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("value", ExactDecimal, nullable=False),
    Column("threshold", ExactDecimal, nullable=False),
    Column("message", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("rule", Text, nullable=False, server_default=""),
)

snoozes = _keyed(  # what an alert is about, and how long nobody wants to hear of it
    "snoozes",
    *(_word(name) for name in ("kind", "account", "key", "rule")),
    Column("until", UtcTime, nullable=False),
)

alert_channels = _keyed(  # not_before: nobody else sends until then, be it a claim or the pause before a retry
    "alert_channels",
    _word("name"),
    Column("pace", Text, nullable=False),
    Column("sent_to", BigInteger, nullable=False),
    Column("not_before", UtcTime, nullable=False),
    Column("failures", BigInteger, nullable=False),
    Column("problem", Text, nullable=False),
)

records = _keyed(  # usage told by people and programs; NULL is unknown
    "records",
    _whole("account_id"),
    _word("id"),
    Column("at", UtcTime, nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("input_tokens", BigInteger),
    Column("cached_input_tokens", BigInteger),
    Column("output_tokens", BigInteger),
    Column("requests", BigInteger),
    Column("cost_usd", Dollars),
    Column("tokens_remaining", BigInteger),
    Column("sessions_active", BigInteger),
    Column("request_type", Text, nullable=False),
    Column("cache_write_tokens", BigInteger),
    Column("cache_write_1h_tokens", BigInteger),
)

subscriptions = _keyed(  # an account's plan with a fixed price; NULL: without such a limit
    "subscriptions",
    _whole("account_id"),
    Column("plan", Text, nullable=False),
    Column("usd_a_month", Dollars, nullable=False),
    Column("reset_day", BigInteger, nullable=False),
    Column("quota", BigInteger),
    Column("quota_unit", Text, nullable=False),
    Column("session_limit", BigInteger),
)

budgets = _keyed(
    "budgets",
    _word("name"),
    Column("scope", Text, nullable=False),
    Column("scope_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("limit_usd", Dollars, nullable=False),
    Column("thresholds", Texts, nullable=False),
)

spike_limits = _keyed(  # in place of the general ones, for one part of the usage
    "spike_limits",
    _word("scope"),
    _word("scope_id"),
    Column("tokens_per_minute", BigInteger, nullable=False),
    Column("requests_per_minute", BigInteger, nullable=False),
)

own_prices = _keyed(  # dollars a million tokens, for one account alone; since -1: always
    "own_prices",
    _whole("account_id"),
    _word("model"),
    _word("tier"),
    _whole("since"),
    *(Column(kind, ExactDecimal) for kind in ("input", "cached_input", "cache_write", "output")),
)

leases = Table(
    "leases",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("expires", UtcTime, nullable=False),
)

meta = _keyed("meta", _word("name"), Column("value", Text, nullable=False))
