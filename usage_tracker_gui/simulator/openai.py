"""OpenAI's organization API over a simulated world: a WSGI app with usage, costs, projects and keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

from usage_tracker_gui.simulator import listings
from usage_tracker_gui.simulator.answer import Answer, Environ, Refused, Request, StartResponse, openai_error
from usage_tracker_gui.simulator.bill import Bill
from usage_tracker_gui.simulator.clock import Clock
from usage_tracker_gui.simulator.families import FAMILIES
from usage_tracker_gui.simulator.pages import COST_GROUPS, costs_page, usage_page
from usage_tracker_gui.simulator.query import COSTS_LIMITS, USAGE_LIMITS, Shape, read_query
from usage_tracker_gui.simulator.world import World

API_KEY_COSTS_SINCE = 1_764_979_200  # costs by API key are refused before this moment
ADMIN_SECRET = "sk-admin-simulated-4b7Qm2"  # noqa: S105 - opens nothing but the simulator

COSTS_SHAPE = Shape(COSTS_LIMITS, COST_GROUPS, ("project_ids", "api_key_ids", "line_items"))
USAGE_SHAPES = {
    name: Shape(USAGE_LIMITS, family.groups, tuple(family.filters), family.filters_batch)
    for name, family in FAMILIES.items()
}
_PROJECT_KEYS = re.compile(r"/organization/projects/([^/]+)/api_keys")


class OpenAIApp:
    """Answers GET /v1/organization/... as the service documents it.

    `secrets` may be changed while it runs, as when a key is rotated. `now` of the clock decides what has happened.
    """

    base_path = "/v1"

    def __init__(self, world: World, clock: Clock, secrets: Iterable[str] = (ADMIN_SECRET,)) -> None:
        self.world = world
        self.clock = clock
        self.secrets = set(secrets)
        self._bill = Bill(world)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.answer(Request.of(environ)).send(start_response)

    def answer(self, request: Request) -> Answer:
        try:
            self._admit(request.headers.get("authorization", ""))
            if request.method != "GET":
                raise Refused(openai_error(405, f"Not allowed: {request.method}.", "method_not_allowed"))
            return self._answer(request, request.path.removeprefix(self.base_path))
        except Refused as refused:
            return refused.answer

    def _answer(self, request: Request, path: str) -> Answer:
        now = int(self.clock.now().timestamp())
        organization = self.world.organization
        if path == "/organization/costs":
            return self._costs(request, now)
        if path.startswith("/organization/usage/"):
            return self._usage(request, path.rpartition("/")[2], now)
        if path == "/organization/projects":
            return listings.projects(organization, request.query)
        if path == "/organization/admin_api_keys":
            return listings.admin_keys(organization, request.query)
        if match := _PROJECT_KEYS.fullmatch(path):
            return listings.project_keys(organization, match[1], request.query)
        raise Refused(openai_error(404, f"Invalid URL (GET {request.path})", None))

    def _usage(self, request: Request, name: str, now: int) -> Answer:
        if name not in FAMILIES:
            raise Refused(openai_error(404, f"Invalid URL (GET {request.path})", None))
        query = read_query(request.query, USAGE_SHAPES[name])
        return Answer(200, usage_page(self.world, FAMILIES[name], query, now))

    def _costs(self, request: Request, now: int) -> Answer:
        query = read_query(request.query, COSTS_SHAPE)
        if "api_key_id" in query.group_by and query.asked_start < API_KEY_COSTS_SINCE:
            message = (
                "group_by=api_key_id is not available for this time range. "
                f"Try a start_time on or after {API_KEY_COSTS_SINCE}."
            )
            raise Refused(openai_error(400, message, "invalid_request_error", "start_time"))
        if "user_id" in query.group_by and ("project_id" in query.group_by or "project_ids" in query.filters):
            message = "Combining user_id with project_id is not available for this organization and time range."
            raise Refused(openai_error(400, message, "invalid_request_error", "group_by"))
        return Answer(200, costs_page(self._bill, query, now))

    def _admit(self, authorization: str) -> None:
        scheme, _, secret = authorization.partition(" ")
        if not secret or scheme.lower() != "bearer":
            message = "You didn't provide an API key. Provide it as `Authorization: Bearer KEY`."
            raise Refused(openai_error(401, message, None))
        if secret in self.secrets:
            return
        if secret.startswith(("sk-proj-", "sk-svcacct-")):
            message = "You have insufficient permissions for this operation. Missing scopes: api.usage.read."
            raise Refused(openai_error(403, message, "missing_scope"))
        raise Refused(openai_error(401, "Incorrect API key provided.", "invalid_api_key"))
