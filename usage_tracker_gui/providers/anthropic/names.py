"""Names of keys and workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

import msgspec

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers.anthropic.service import DIALECT, path_of
from usage_tracker_gui.providers.http import Params, get_json
from usage_tracker_gui.providers.provider import BadAnswer, Connection, CredentialRefused, RefusedRequest

PAGE = 100


class Identified(Protocol):
    id: str


Item = TypeVar("Item", bound=Identified)


class Workspace(msgspec.Struct):
    id: str
    name: str | None = None


class Scope(msgspec.Struct):
    workspace_id: str | None = None


class ApiKey(msgspec.Struct):
    """Older answers have `workspace_id` beside the key, newer ones within its scope."""

    id: str
    name: str | None = None
    partial_key_hint: str | None = None
    status: str | None = None
    workspace_id: str | None = None
    scope: Scope | None = None

    @property
    def workspace(self) -> str:
        return (self.scope.workspace_id if self.scope else None) or self.workspace_id or ""


class Listing(msgspec.Struct, Generic[Item]):
    data: list[Item]
    has_more: bool = False
    last_id: str | None = None


_WORKSPACES = msgspec.json.Decoder(Listing[Workspace])
_KEYS = msgspec.json.Decoder(Listing[ApiKey])


def named_keys(connection: Connection) -> list[NamedKey]:
    """Every key, archived ones included. The default workspace has no ID here, as in the usage report."""
    names = {workspace.id: workspace.name or "" for workspace in _workspaces(connection)}
    return [
        NamedKey(
            id=key.id,
            name=key.name or "",
            project=key.workspace,
            project_name=names.get(key.workspace, ""),
            hint=key.partial_key_hint or "",
            active=key.status in (None, "active"),
        )
        for key in _listed(connection, "api_keys", [], _KEYS)
    ]


def _workspaces(connection: Connection) -> list[Workspace]:
    try:
        return list(_listed(connection, "workspaces", [("include_archived", "true")], _WORKSPACES))
    except (CredentialRefused, RefusedRequest) as error:
        if error.status in (403, 404):  # keys are worth having without the names of their workspaces
            return []
        raise


def _listed(
    connection: Connection, name: str, params: Params, decoder: msgspec.json.Decoder[Listing[Item]]
) -> Iterator[Item]:
    """The items of a list that is paged by `after_id`."""
    path = path_of(connection, name)
    seen: set[str] = set()
    cursor: Params = []
    while True:
        listing = get_json(connection, DIALECT, path, [("limit", PAGE), *params, *cursor], decoder).content
        yield from listing.data
        if not listing.has_more:
            return
        last = listing.last_id or (listing.data[-1].id if listing.data else "")
        if not last or last in seen:
            raise BadAnswer(f"Anthropic's answer to {path} says has_more and goes no further.")
        seen.add(last)
        cursor = [("after_id", last)]
