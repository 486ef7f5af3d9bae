"""Anthropic's Admin API over a simulated world, as a WSGI app."""

from __future__ import annotations

from collections.abc import Iterable

from usage_tracker_gui.simulator.answer import Answer, Environ, Refused, Request, StartResponse, anthropic_error
from usage_tracker_gui.simulator.anthropic import analytics, listings
from usage_tracker_gui.simulator.anthropic.bill import Bill
from usage_tracker_gui.simulator.anthropic.pages import COST_SHAPE, USAGE_SHAPE, cost_page, usage_page
from usage_tracker_gui.simulator.anthropic.query import bad_request, read_report_query
from usage_tracker_gui.simulator.clock import Clock
from usage_tracker_gui.simulator.world import World

ADMIN_SECRET = "sk-ant-admin01-simulated-8Kd2"  # noqa: S105 - opens nothing but the simulator


class AnthropicApp:
    """Answers GET /v1/organizations/... as the service documents it.

    The secret comes as `x-api-key` or as a bearer token. `secrets` may be changed while it runs.
    """

    base_path = ""

    def __init__(self, world: World, clock: Clock, secrets: Iterable[str] = (ADMIN_SECRET,)) -> None:
        self.world = world
        self.clock = clock
        self.secrets = set(secrets)
        self._bill = Bill(world)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.answer(Request.of(environ)).send(start_response)

    def answer(self, request: Request) -> Answer:
        try:
            self._admit(request.headers)
            return self._answer(request, int(self.clock.now().timestamp()))
        except Refused as refused:
            return refused.answer

    def _answer(self, request: Request, now: int) -> Answer:
        organization = self.world.organization
        match request.path.removeprefix("/v1/organizations/"):
            case "usage_report/messages":
                query = read_report_query(request, USAGE_SHAPE, now)
                return Answer(200, usage_page(self.world, query, now))
            case "cost_report":
                query = read_report_query(request, COST_SHAPE, now)
                return Answer(200, cost_page(self._bill, query, now))
            case "usage_report/claude_code":
                return listings.claude_code(self.world, request.query, now)
            case "analytics/usage":
                return analytics.usage(self.world, request, now)
            case "analytics/cost":
                return analytics.cost(self._bill, request, now)
            case "api_keys":
                return listings.api_keys(organization, request.query)
            case "workspaces":
                return listings.workspaces(organization, request.query)
        raise Refused(anthropic_error(404, "not_found_error", "Not Found"))

    def _admit(self, headers: dict[str, str]) -> None:
        secret = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if not secret:
            raise Refused(anthropic_error(401, "authentication_error", "x-api-key header is required"))
        if secret.startswith("sk-ant-api"):
            message = "This endpoint needs an Admin API key; keys of a workspace may not use it."
            raise Refused(anthropic_error(403, "permission_error", message))
        if secret not in self.secrets:
            raise Refused(anthropic_error(401, "authentication_error", "invalid x-api-key"))
        if "anthropic-version" not in headers:
            raise bad_request("anthropic-version: header is required")
