"""Coverage: how far a stream has been read, for each watched key. A key watched later gets its history too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from usage_tracker_gui.domain.usage import Period
from usage_tracker_gui.store.database import insert
from usage_tracker_gui.store.tables import coverage


def spans(db: Connection, account_id: int, stream: str, keys: Sequence[str]) -> dict[str, Period]:
    """The contiguous span that was read, per watched key ('' stands for every key); missing: nothing yet."""
    query = select(coverage.c.key, coverage.c.read_from, coverage.c.read_to).where(
        coverage.c.account_id == account_id, coverage.c.stream == stream, coverage.c.key.in_(list(keys))
    )
    return {key: Period.of_unix(start, end) for key, start, end in db.execute(query)}


def put(db: Connection, account_id: int, stream: str, covers: Mapping[str, Period]) -> None:
    """Sets what the caller says; joining it to what was covered before is the caller's knowledge."""
    if not covers:
        return
    one = insert(db, coverage)
    changed = {"read_from": one.excluded.read_from, "read_to": one.excluded.read_to}
    values = [
        {"account_id": account_id, "stream": stream, "key": key, "read_from": span.start_unix, "read_to": span.end_unix}
        for key, span in covers.items()
    ]
    db.execute(one.on_conflict_do_update(index_elements=["account_id", "stream", "key"], set_=changed), values)
