"""The store: one history of usage, costs, keys, alerts and accounts, in SQLite or PostgreSQL.

It takes and returns the domain's nouns, and may import the domain, SQLAlchemy, Alembic and cryptography; never another
room of its layer, so that what is kept does not depend on who fetched it. Only this room speaks SQL. Start reading at
`store.Store`, the one door; each sibling module keeps one kind of thing.
"""
