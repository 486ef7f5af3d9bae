"""Anthropic's lists: API keys, workspaces, and a day of Claude Code by person."""

from __future__ import annotations

from typing import Any

from usage_tracker_gui.simulator.answer import Answer, Query, json_answer
from usage_tracker_gui.simulator.anthropic.query import (
    bad_request,
    cursor,
    digest_of,
    instant,
    limited,
    position,
    rfc3339,
)
from usage_tracker_gui.simulator.anthropic.workload import DEFAULT_WORKSPACE_ID
from usage_tracker_gui.simulator.organization import FOUNDED, ApiKey, Organization, Project
from usage_tracker_gui.simulator.traffic import DAY, HOUR
from usage_tracker_gui.simulator.world import World

Record = dict[str, Any]
WEEK = 604_800
ORGANIZATION_ID = "5f0c9a52-7d1e-4b7b-9a0e-2c3f4d5e6a7b"


def api_keys(organization: Organization, query: Query) -> Answer:
    asked = _asked(query, ("limit", "after_id", "before_id", "status", "workspace_id", "created_by_user_id"))
    keys = [_key(key, at) for at, key in enumerate(organization.keys)]
    wanted = {
        "status": asked.get("status"),
        "workspace_id": asked.get("workspace_id"),
        "created_by": asked.get("created_by_user_id"),
    }
    return _list([key for key in keys if _matches(key, wanted)], asked)


def workspaces(organization: Organization, query: Query) -> Answer:
    asked = _asked(query, ("limit", "after_id", "before_id", "include_archived"))
    return _list([_workspace(project, at) for at, project in enumerate(organization.projects)], asked)


def claude_code(world: World, query: Query, now: int) -> Answer:
    """Records of one UTC day, only what is older than an hour."""
    asked = _asked(query, ("starting_at", "limit", "page"))
    if len(asked.get("starting_at", "")) != len("2026-11-25"):
        raise bad_request("starting_at: Input should be a valid date in the form YYYY-MM-DD")
    day = instant("starting_at", asked["starting_at"])
    records = [record for actor in _actors(world) if (record := _record(world, actor, day, now - HOUR))]
    limit, digest = limited(asked.get("limit"), 20, 1000), digest_of(query)
    first = position(asked["page"], digest) if "page" in asked else 0
    more = first + limit < len(records)
    return json_answer(
        {
            "data": records[first : first + limit],
            "has_more": more,
            "next_page": cursor(first + limit, digest) if more else None,
        }
    )


def _asked(query: Query, known: tuple[str, ...]) -> dict[str, str]:
    for name, _ in query:
        if name not in known:
            raise bad_request(f"{name}: Extra inputs are not permitted")
    return dict(query)


def _list(records: list[Record], asked: dict[str, str]) -> Answer:
    limit = limited(asked.get("limit"), 20, 1000)
    ids = [record["id"] for record in records]
    for name in ("after_id", "before_id"):
        if name in asked and asked[name] not in ids:
            raise bad_request(f"{name}: not found")
    begin = ids.index(asked["after_id"]) + 1 if "after_id" in asked else 0
    end = ids.index(asked["before_id"]) if "before_id" in asked else len(ids)
    if "before_id" in asked:
        begin = max(begin, end - limit)
    page = records[begin : min(end, begin + limit)]
    return json_answer(
        {
            "data": page,
            "has_more": begin > 0 if "before_id" in asked else begin + limit < end,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }
    )


def _key(key: ApiKey, at: int) -> Record:
    return {
        "type": "api_key",
        "id": key.id,
        "name": key.name,
        "partial_key_hint": f"sk-ant-api03-...{key.id[-4:]}",
        "status": "archived" if key.deleted else "active",
        "created_at": rfc3339(FOUNDED + at * WEEK),
        "expires_at": None,
        "created_by": {"id": key.owner, "type": "user"},
        "workspace_id": key.project or None,
        "scope": {"type": "workspace", "workspace_id": key.project or DEFAULT_WORKSPACE_ID},
    }


def _matches(key: Record, wanted: dict[str, str | None]) -> bool:
    found = {"status": key["status"], "workspace_id": key["workspace_id"], "created_by": key["created_by"]["id"]}
    return all(value is None or found[name] == value for name, value in wanted.items())


def _workspace(project: Project, at: int) -> Record:
    return {
        "type": "workspace",
        "id": project.id,
        "name": project.name,
        "created_at": rfc3339(FOUNDED + at * WEEK),
        "archived_at": None,
        "display_color": "#6C5BB9",
    }


def _actors(world: World) -> list[str]:
    return sorted({str(world.series[at].labels["actor"]) for at in world.family("claude_code")})


def _record(world: World, actor: str, day: int, until: int) -> Record | None:
    models: list[Record] = []
    sessions = lines = commits = 0
    for at in world.family("claude_code"):
        series = world.series[at]
        counts = world.counts(at, day, DAY, until)
        if series.labels["actor"] != actor or not counts[0]:
            continue
        tokens = dict(zip(("input", "output", "cache_read", "cache_creation"), counts[1:5], strict=True))
        cost = {"currency": "USD", "amount": sum(counts[1:5]) // 2_000}
        models.append({"model": series.labels["model"], "tokens": tokens, "estimated_cost": cost})
        sessions, lines, commits = sessions + counts[0], lines + counts[5], commits + counts[6]
    if not models:
        return None
    return {
        "date": rfc3339(day),
        "actor": {"type": "user_actor", "email_address": actor},
        "organization_id": ORGANIZATION_ID,
        "customer_type": "api",
        "subscription_type": None,
        "is_remote": False,
        "terminal_type": "vscode",
        "core_metrics": {
            "num_sessions": sessions,
            "lines_of_code": {"added": lines, "removed": lines // 3},
            "commits_by_claude_code": commits,
            "pull_requests_by_claude_code": commits // 4,
        },
        "tool_actions": {"edit_tool": {"accepted": sessions * 4, "rejected": sessions}},
        "model_breakdown": models,
    }
