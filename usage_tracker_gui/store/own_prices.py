"""Prices that hold for one account alone."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select

from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.store import accounts
from usage_tracker_gui.store.database import Database, insert
from usage_tracker_gui.store.tables import own_prices

FIRST_DAY = date(1970, 1, 1)
FOREVER = date.min
KEY = ("account_id", "model", "tier", "since")
RATES = ("input", "cached_input", "cache_write", "output")


class OwnPrices:
    """A part of the store, with the same rules: each method is one transaction and may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, price: OwnPrice) -> None:
        """A new one, or the one of that account, model, tier and day changed."""
        rates = {name: getattr(price, name) for name in RATES}
        with self._database.writing() as db:
            accounts.lock(db, price.account_id)
            one = insert(db, own_prices).values(**_key(price), **rates)
            db.execute(one.on_conflict_do_update(index_elements=list(KEY), set_=rates))

    def everyone(self) -> tuple[OwnPrice, ...]:
        """By account and model."""
        with self._database.reading() as db:
            rows = db.execute(select(own_prices).order_by(*(own_prices.c[name] for name in KEY)))
            return tuple(
                OwnPrice(
                    row.account_id,
                    row.model,
                    row.tier,
                    row.input,
                    row.cached_input,
                    row.cache_write,
                    row.output,
                    FOREVER if row.since < 0 else FIRST_DAY + timedelta(days=row.since),
                )
                for row in rows
            )

    def remove(self, price: OwnPrice) -> bool:
        """False when there was none of that account, model, tier and day."""
        about = (own_prices.c[name] == value for name, value in _key(price).items())
        with self._database.writing() as db:
            return db.execute(delete(own_prices).where(*about)).rowcount == 1


def _key(price: OwnPrice) -> dict[str, int | str]:
    since = -1 if price.since == FOREVER else (price.since - FIRST_DAY).days
    return {"account_id": price.account_id, "model": price.model, "tier": price.tier, "since": since}
