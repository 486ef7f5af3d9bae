"""Every answer is what OpenAI's own document says, so that the simulator cannot drift from the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from usage_tracker_gui.simulator.answer import Request
from usage_tracker_gui.simulator.families import FAMILIES
from usage_tracker_gui.simulator.faults import quota_exhausted, rate_limited
from usage_tracker_gui.simulator.faulty import Faulty
from usage_tracker_gui.simulator.openai import ADMIN_SECRET, OpenAIApp
from usage_tracker_gui.simulator.organization import LAB
from usage_tracker_gui.simulator.pages import COST_GROUPS

START = 1_795_564_800  # 2026-11-25 00:00 UTC
Validate = Callable[..., Any]


@pytest.fixture(scope="module")
def document(contracts: Path) -> dict[str, Any]:
    text = (contracts / "openai-usage-2026-11.openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    schemas = document["components"]["schemas"]
    # The document names no mapping for its discriminator, and its values are not schema names, which OpenAPI wants:
    # `oneOf` decides alone, since each schema allows one value of `object`.
    del schemas["UsageTimeBucket"]["properties"]["results"]["items"]["discriminator"]
    for schema in schemas.values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False  # a field that the document does not know is an error here
    return document


@pytest.fixture(scope="module")
def openapi(document: dict[str, Any]) -> Any:
    openapi_core = pytest.importorskip("openapi_core", reason="openapi-core is not installed")
    return openapi_core.OpenAPI.from_dict(document)


@pytest.fixture
def validate(openapi: Any, app: OpenAIApp) -> Validate:
    """Asks the app, holds request and answer against the document, and returns the decoded body."""
    from openapi_core.testing import MockRequest, MockResponse

    def validate(path: str, query: Any = (), service: Any = app) -> Any:
        pairs = httpx.QueryParams(query).multi_items()
        headers = {"authorization": f"Bearer {ADMIN_SECRET}"}
        answer = service.answer(Request(f"/v1{path}", pairs, headers))
        request = MockRequest("https://api.openai.com", "get", f"/v1{path}", args=pairs, headers=headers)
        response = MockResponse(answer.body, answer.status, dict(answer.headers), answer.content_type)
        openapi.validate_request(request)
        openapi.validate_response(request, response)
        return json.loads(answer.body)

    return validate


@pytest.mark.parametrize("width", ["1m", "1h", "1d"])
@pytest.mark.parametrize("family", FAMILIES)
def test_usage_of_every_family_and_width_is_as_documented(validate: Validate, family: str, width: str) -> None:
    query = {"start_time": START + 12 * 3600, "bucket_width": width, "limit": 3}
    page = validate(f"/organization/usage/{family}", query)
    assert any(bucket["results"] for bucket in validate(f"/organization/usage/{family}", {"start_time": START})["data"])
    assert [bucket["end_time"] for bucket in page["data"][:-1]] == [b["start_time"] for b in page["data"][1:]]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_group_field_of_a_family_can_be_asked_for_and_no_other(
    validate: Validate, document: dict[str, Any], family: str
) -> None:
    path = f"/organization/usage/{family}"
    (parameter,) = (p for p in document["paths"][path]["get"]["parameters"] if p["name"] == "group_by")
    documented = parameter["schema"]["items"]["enum"]
    assert set(documented) == set(FAMILIES[family].groups)
    for groups in [*combinations(documented, 1), documented]:
        rows = validate(path, {"start_time": START, "group_by": list(groups)})["data"][0]["results"]
        assert rows
        for row in rows:
            assert all(row[field] is None for field in documented if field not in groups)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_documented_field_and_filter_is_there(validate: Validate, document: dict[str, Any], family: str) -> None:
    path = f"/organization/usage/{family}"
    row = validate(path, {"start_time": START})["data"][0]["results"][0]
    schemas = document["components"]["schemas"].values()
    (schema,) = (s for s in schemas if s.get("properties", {}).get("object", {}).get("enum") == [row["object"]])
    assert set(row) == set(schema["properties"])
    for parameter in document["paths"][path]["get"]["parameters"]:
        if parameter["schema"]["type"] == "array" and parameter["name"] != "group_by":
            allowed = parameter["schema"]["items"].get("enum", ["nobody"])
            validate(path, {"start_time": START, parameter["name"]: allowed[:1]})


@pytest.mark.parametrize("groups", [(), *combinations(COST_GROUPS, 1), ("project_id", "line_item", "api_key_id")])
def test_costs_are_as_documented(validate: Validate, groups: tuple[str, ...]) -> None:
    page = validate("/organization/costs", {"start_time": START - 3 * 86400, "limit": 3, "group_by": list(groups)})
    assert all(bucket["results"] for bucket in page["data"])


def test_lists_are_as_documented(validate: Validate) -> None:
    assert validate("/organization/projects", {"include_archived": "true", "limit": 2})["has_more"] is True
    assert validate(f"/organization/projects/{LAB}/api_keys", {"owner_project_access": "any"})["data"]
    assert validate("/organization/admin_api_keys", {"order": "desc"})["data"]


@pytest.mark.parametrize("fault", [rate_limited(2), quota_exhausted()])
def test_a_429_is_as_documented(validate: Validate, app: OpenAIApp, fault: Any) -> None:
    struck = Faulty(app)
    struck.always(fault)
    body = validate("/organization/usage/completions", {"start_time": START}, service=struck)
    assert set(body["error"]) == {"message", "type", "param", "code"}


def test_refusals_have_the_documented_error_body(document: dict[str, Any], ask: Any) -> None:
    from openapi_schema_validator import OAS31Validator

    schema = {"$ref": "#/components/schemas/ErrorResponse", "components": document["components"]}
    for path, query, status, secret in (
        ("/organization/usage/completions", {}, 400, ADMIN_SECRET),
        ("/organization/costs", {"start_time": 1}, 401, "sk-admin-unknown"),
        ("/organization/costs", {"start_time": 1}, 403, "sk-proj-ordinary"),
        ("/organization/nowhere", {}, 404, ADMIN_SECRET),
    ):
        OAS31Validator(schema).validate(ask(path, query, status=status, secret=secret))
