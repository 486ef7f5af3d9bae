"""Alembic runs this. The connection comes from `migrate.py`, which holds its transaction and its lock."""

from __future__ import annotations

from alembic import context

from usage_tracker_gui.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
