"""Names of keys and workspaces."""

from __future__ import annotations

import msgspec

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers.anthropic.service import DIALECT, path_of
from usage_tracker_gui.providers.listings import Listing, listed
from usage_tracker_gui.providers.provider import Connection, CredentialRefused, RefusedRequest


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


DEFAULT_WORKSPACE = ""  # in the usage report, too; a key may know its ID, the list of workspaces never has it

_WORKSPACES = msgspec.json.Decoder(Listing[Workspace])
_KEYS = msgspec.json.Decoder(Listing[ApiKey])


def named_keys(connection: Connection) -> list[NamedKey]:
    """Every key, archived ones included."""
    workspaces = _workspaces(connection)
    names = {workspace.id: workspace.name or "" for workspace in workspaces or ()}
    return [
        NamedKey(
            id=key.id,
            name=key.name or "",
            project=key.workspace if workspaces is None or key.workspace in names else DEFAULT_WORKSPACE,
            project_name=names.get(key.workspace, ""),
            hint=key.partial_key_hint or "",
            active=key.status in (None, "active"),
        )
        for key in listed(connection, DIALECT, path_of(connection, "api_keys"), [], _KEYS, "after_id")
    ]


def homes_of_keys(connection: Connection) -> dict[str, str]:
    """The workspace of each key; nothing where the account may not list its keys."""
    try:
        return {key.id: key.project for key in named_keys(connection)}
    except (CredentialRefused, RefusedRequest):
        return {}


def _workspaces(connection: Connection) -> list[Workspace] | None:
    """None where they may not be read."""
    try:
        path = path_of(connection, "workspaces")
        return list(listed(connection, DIALECT, path, [("include_archived", "true")], _WORKSPACES, "after_id"))
    except (CredentialRefused, RefusedRequest) as error:
        if error.status in (403, 404):  # keys are worth having without the names of their workspaces
            return None
        raise
