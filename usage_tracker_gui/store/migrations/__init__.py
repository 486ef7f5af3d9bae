"""Alembic's folder: one file in `versions` for each step from one version of the database to the next.

A step is never changed after a release; a change of `tables.py` comes with a new one, `VERSION` in `migrate.py`, and
a test that starts from a database of the version before.
"""
