"""The rule that an alert comes from, what is snoozed, and where alerts are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("rule", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "snoozes",
        *(sa.Column(name, sa.Text(), primary_key=True) for name in ("kind", "account", "key", "rule")),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alert_channels",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("sent_to", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
