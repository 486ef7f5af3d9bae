"""Lists of things rather than of time: projects, their API keys, admin keys. Paged by `after` the last ID."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from usage_tracker_gui.simulator.answer import Answer, Query, Refused, json_answer, openai_error
from usage_tracker_gui.simulator.organization import FOUNDED, AdminKey, ApiKey, Organization, Person, Project

Record = dict[str, Any]
MOST = 100
WEEK = 604_800


def projects(organization: Organization, query: Query) -> Answer:
    asked = _asked(query, ("limit", "after", "include_archived"))
    archived_too = asked.get("include_archived", "false") == "true"
    shown = [project for project in organization.projects if archived_too or not project.archived]
    return _list([_project(project, at) for at, project in enumerate(shown)], asked)


def project_keys(organization: Organization, project: str, query: Query) -> Answer:
    asked = _asked(query, ("limit", "after", "owner_project_access"))
    if all(known.id != project for known in organization.projects):
        message = f"Project not found: '{project}'."
        raise Refused(openai_error(404, message, "not_found", "project_id"))
    allowed = _ACCESS.get(asked.get("owner_project_access", ""))
    if allowed is None:
        message = "Invalid value for 'owner_project_access'. Supported values are: 'active', 'inactive' and 'any'."
        raise Refused(openai_error(400, message, "invalid_value", "owner_project_access"))
    keys = [key for key in organization.keys if key.project == project and not key.deleted and allowed(key)]
    return _list([_key(organization, key, at) for at, key in enumerate(keys)], asked)


def admin_keys(organization: Organization, query: Query) -> Answer:
    asked = _asked(query, ("limit", "after", "order"))
    listed = [_admin_key(organization, key, at) for at, key in enumerate(organization.admin_keys)]
    if asked.get("order", "asc") == "desc":
        listed.reverse()
    return _list(listed, asked)


_ACCESS: dict[str, Callable[[ApiKey], bool]] = {
    "": lambda key: not key.owner_left,  # by default some enabled keys may be missing, and here they are
    "active": lambda key: not key.owner_left,
    "inactive": lambda key: key.owner_left,
    "any": lambda key: True,
}


def _asked(query: Query, known: Sequence[str]) -> dict[str, str]:
    for name, _ in query:
        if name not in known:
            raise Refused(openai_error(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name))
    return dict(query)


def _list(records: list[Record], asked: dict[str, str]) -> Answer:
    limit = asked.get("limit", "20")
    if not limit.isdigit() or not 1 <= int(limit) <= MOST:
        message = f"Invalid limit provided: {limit}. Limit must be between 1 and {MOST}."
        raise Refused(openai_error(400, message, "invalid_request_error", "limit"))
    begin = _after(records, asked["after"]) if "after" in asked else 0
    page = records[begin : begin + int(limit)]
    return json_answer(
        {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": begin + int(limit) < len(records),
        }
    )


def _after(records: list[Record], id: str) -> int:
    for at, record in enumerate(records):
        if record["id"] == id:
            return at + 1
    raise Refused(openai_error(400, f"No object with the ID '{id}'.", "invalid_request_error", "after"))


def _project(project: Project, at: int) -> Record:
    return {
        "id": project.id,
        "object": "organization.project",
        "name": project.name,
        "created_at": FOUNDED + at * WEEK,
        "archived_at": FOUNDED + 90 * WEEK if project.archived else None,
        "status": "archived" if project.archived else "active",
    }


def _key(organization: Organization, key: ApiKey, at: int) -> Record:
    return {
        "object": "organization.project.api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": f"sk-pr...{key.id[-4:]}",
        "created_at": FOUNDED + at * WEEK,
        "last_used_at": FOUNDED + 100 * WEEK,
        "owner_project_access": "inactive" if key.owner_left else "active",
        "owner": {"type": "user", "user": _owner(organization.person(key.owner))},
    }


def _owner(person: Person) -> Record:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "created_at": FOUNDED,
    }


def _admin_key(organization: Organization, key: AdminKey, at: int) -> Record:
    owner = organization.person(key.owner)
    return {
        "object": "organization.admin_api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": f"sk-admin...{key.id[-4:]}",
        "created_at": FOUNDED + at * WEEK,
        "expires_at": None,
        "last_used_at": FOUNDED + 100 * WEEK,
        "owner": {
            "type": "user",
            "object": "organization.user",
            "id": owner.id,
            "name": owner.name,
            "created_at": FOUNDED,
            "role": owner.role,
        },
    }
