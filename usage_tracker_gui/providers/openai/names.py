"""Names of projects and keys. Usage rows carry IDs alone, also those of keys that were deleted or archived since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

import msgspec

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.openai.service import DIALECT
from usage_tracker_gui.providers.provider import BadAnswer, Connection, CredentialRefused, RefusedRequest

PAGE = 100  # the most that the service gives at once


class Identified(Protocol):
    id: str


Item = TypeVar("Item", bound=Identified)


class Project(msgspec.Struct):
    id: str
    name: str | None = None
    status: str | None = None


class ProjectKey(msgspec.Struct):
    id: str
    name: str | None = None
    redacted_value: str | None = None


class Listing(msgspec.Struct, Generic[Item]):
    data: list[Item]
    has_more: bool = False


_PROJECTS = msgspec.json.Decoder(Listing[Project])
_KEYS = msgspec.json.Decoder(Listing[ProjectKey])


def named_keys(connection: Connection) -> list[NamedKey]:
    """Every key of every project, archived projects included."""
    projects = _listed(connection, "organization/projects", [("include_archived", "true")], _PROJECTS)
    return [key for project in projects for key in _keys_of(connection, project)]


def _keys_of(connection: Connection, project: Project) -> list[NamedKey]:
    path = f"organization/projects/{project.id}/api_keys"
    try:
        keys = list(_listed(connection, path, [("owner_project_access", "any")], _KEYS))
    except (CredentialRefused, RefusedRequest) as error:
        if error.status in (403, 404):  # a project that is new or archived may have no list yet, or no more
            return []
        raise
    return [
        NamedKey(
            id=key.id,
            name=key.name or "",
            project=project.id,
            project_name=project.name or "",
            hint=key.redacted_value or "",
            active=project.status != "archived",
        )
        for key in keys
    ]


def _listed(
    connection: Connection, path: str, params: Params, decoder: msgspec.json.Decoder[Listing[Item]]
) -> Iterator[Item]:
    """The items of a list that is paged by `after`, the ID of the last item."""
    seen: set[str] = set()
    cursor: Params = []
    while True:
        listing = get_json(connection, DIALECT, path, [("limit", PAGE), *params, *cursor], decoder).content
        yield from listing.data
        if not listing.has_more:
            return
        last = listing.data[-1].id if listing.data else ""
        if not last or last in seen:
            raise BadAnswer(f"{DIALECT.service}'s answer to {path} says has_more and goes no further.")
        seen.add(last)
        cursor = [("after", last)]
