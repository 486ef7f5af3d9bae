"""Subscriptions; cache writes of recorded usage, and a way to records by their time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("cache_write_tokens", "cache_write_1h_tokens"):
        op.add_column("records", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index("ix_records_at", "records", ["at"])
    op.create_table(
        "subscriptions",
        sa.Column("account_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("usd_a_month", sa.BigInteger(), nullable=False),
        sa.Column("reset_day", sa.BigInteger(), nullable=False),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("quota_unit", sa.Text(), nullable=False),
        sa.Column("session_limit", sa.BigInteger(), nullable=True),
        sqlite_with_rowid=False,
    )
