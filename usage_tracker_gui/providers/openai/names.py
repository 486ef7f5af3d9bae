"""Names of projects and keys. Usage rows carry IDs alone, also those of keys that were deleted or archived since."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.providers.listings import Listing, listed
from usage_tracker_gui.providers.openai.service import DIALECT
from usage_tracker_gui.providers.provider import Connection, CredentialRefused, RefusedRequest


class Project(msgspec.Struct):
    id: str
    name: str | None = None
    status: str | None = None


class ProjectKey(msgspec.Struct):
    id: str
    name: str | None = None
    redacted_value: str | None = None


_PROJECTS = msgspec.json.Decoder(Listing[Project])
_KEYS = msgspec.json.Decoder(Listing[ProjectKey])


def named_keys(connection: Connection) -> list[NamedKey]:
    """Every key of every project, archived projects included."""
    projects = listed(connection, DIALECT, "organization/projects", [("include_archived", "true")], _PROJECTS, "after")
    return [key for project in projects for key in _keys_of(connection, project)]


def _keys_of(connection: Connection, project: Project) -> list[NamedKey]:
    path = f"organization/projects/{quote(project.id, safe='')}/api_keys"
    try:
        keys = list(listed(connection, DIALECT, path, [("owner_project_access", "any")], _KEYS, "after"))
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
