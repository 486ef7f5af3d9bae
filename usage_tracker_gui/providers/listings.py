"""Reading lists that are paged by the ID of their last item, as services list projects, workspaces and keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

import msgspec

from usage_tracker_gui.providers.answers import Dialect
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.provider import BadAnswer, Connection

PAGE = 100  # items that every service gives at once


class Identified(Protocol):
    id: str


Item = TypeVar("Item", bound=Identified)


class Listing(msgspec.Struct, Generic[Item]):
    data: list[Item]
    has_more: bool = False


def listed(
    connection: Connection,
    dialect: Dialect,
    path: str,
    params: Params,
    decoder: msgspec.json.Decoder[Listing[Item]],
    cursor: str,
) -> Iterator[Item]:
    """All items; `cursor` is the name of the parameter that takes the last ID. Raises BadAnswer rather than circle."""
    seen: set[str] = set()
    after: Params = []
    while True:
        listing = get_json(connection, dialect, path, [("limit", PAGE), *params, *after], decoder).content
        yield from listing.data
        if not listing.has_more:
            return
        last = listing.data[-1].id if listing.data else ""
        if not last or last in seen:
            raise BadAnswer(f"{dialect.service}'s answer to {path} says has_more and goes no further.")
        seen.add(last)
        after = [(cursor, last)]
