"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COUNTS = (
    "requests",
    "input",
    "cached_input",
    "cache_write",
    "cache_write_1h",
    "cache_write_12h",
    "output",
    "audio_input",
    "cached_audio_input",
    "audio_output",
    "image_input",
    "cached_image_input",
    "image_output",
    "reasoning",
    "citation",
)


def upgrade() -> None:
    _settings_and_accounts()
    _usage()
    _costs_and_records()
    _alerts_and_budgets()


def _settings_and_accounts() -> None:
    op.create_table("meta", *_key_texts("name"), _text("value"), sqlite_with_rowid=False)
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        *(_text(name) for name in ("service", "base_url", "key_ids")),
        _flag("enabled"),
        _flag("configured"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False, index=True),
        *(_text(name) for name in ("account", "action", "detail")),
    )
    op.create_table(
        "leases",
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("accounts.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        _text("holder"),
        _number("expires"),
    )
    op.create_table(
        "keys",
        _key_number("account_id"),
        *_key_texts("id"),
        *(_text(name) for name in ("name", "project", "project_name", "hint")),
        _flag("active"),
        _number("seen"),
        sqlite_with_rowid=False,
    )


def _usage() -> None:
    dimensions = ("key", "project", "user", "model", "tier")
    for name in ("usage", "usage_minutes"):
        op.create_table(
            name,
            _key_number("account_id"),
            *_key_texts("stream"),
            _key_number("grain"),
            _key_number("start"),
            *_key_texts(*dimensions),
            *_counts(),
            sqlite_with_rowid=False,
        )
    for name, grouped in (("usage_days", dimensions), ("model_days", ("model", "tier"))):
        op.create_table(
            name,
            _key_number("account_id"),
            *_key_texts("stream"),
            _key_number("day"),
            _key_number("utc_day"),
            *_key_texts(*grouped),
            *_counts(),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "model_hours",
        _key_number("account_id"),
        *_key_texts("stream"),
        _key_number("start"),
        *_key_texts("model", "tier"),
        *_counts(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series", _key_number("account_id"), *_key_texts("stream"), _key_number("grain"), sqlite_with_rowid=False
    )
    op.create_table(
        "units",
        _key_number("account_id"),
        *_key_texts("stream"),
        _key_number("grain"),
        _key_number("start"),
        *_key_texts("key", "project", "user", "model", "unit"),
        _number("quantity"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coverage",
        _key_number("account_id"),
        *_key_texts("stream", "key"),
        _number("read_from"),
        _number("read_to"),
        sqlite_with_rowid=False,
    )


def _costs_and_records() -> None:
    op.create_table(
        "costs",
        _key_number("account_id"),
        _key_number("start"),
        *_key_texts("project", "line_item", "key", "unit"),
        _number("usd_nanos"),
        _text("quantity"),
        sqlite_with_rowid=False,
    )
    unknowable = (
        "input_tokens",
        "cached_input_tokens",
        "output_tokens",
        "requests",
        "cost_usd",
        "tokens_remaining",
        "sessions_active",
    )
    op.create_table(
        "records",
        _key_number("account_id"),
        *_key_texts("id"),
        _number("at"),
        *(_text(name) for name in ("key", "model", "tier")),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in unknowable),
        _text("request_type"),
        sqlite_with_rowid=False,
    )


def _alerts_and_budgets() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False, index=True),
        *(
            _text(name)
            for name in ("kind", "account", "key", "key_name", "model", "value", "threshold", "message", "severity")
        ),
        _flag("acknowledged"),
    )
    op.create_table(
        "budgets",
        *_key_texts("name"),
        *(_text(name) for name in ("scope", "scope_id", "period")),
        _number("limit_usd"),
        _text("thresholds"),
        sqlite_with_rowid=False,
    )


def _key_number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), primary_key=True, autoincrement=False)


def _key_texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), primary_key=True) for name in names]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _counts() -> list[sa.Column[Any]]:
    return [_number(name) for name in _COUNTS]
