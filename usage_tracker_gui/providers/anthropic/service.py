"""How Anthropic describes itself, takes a credential and words a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from usage_tracker_gui.domain.account import Secret, Service, Tells
from usage_tracker_gui.domain.usage import PRIORITY
from usage_tracker_gui.providers.answers import Complaint, Dialect
from usage_tracker_gui.providers.provider import Connection

ADMIN_KEYS = "https://platform.claude.com/settings/admin-keys"
ORDINARY_KEYS = ("sk-ant-api",)

SERVICE = Service(
    id="anthropic",
    name="Anthropic",
    icon="asterisk",
    base_url="https://api.anthropic.com",
    variable="ANTHROPIC",
    secret_prefix="sk-ant-admin",  # noqa: S106 - how secrets begin, not one
    wrong_secret_prefixes=ORDINARY_KEYS,
    help=(
        "An admin of the organization creates an admin key (sk-ant-admin…) in the Claude Console;"
        " individual accounts have none. The cost of the priority tier is not reported; requests are counted where"
        " the organization has analytics."
    ),
    help_url=ADMIN_KEYS,
    tells=frozenset({Tells.TOKENS, Tells.TIER, Tells.KEYS, Tells.PROJECTS, Tells.COST}),
    silent_tiers=frozenset({PRIORITY}),
    lag=timedelta(days=1),
)


def _refusal(secret: Secret, complaint: Complaint) -> str:
    if secret.reveal().startswith(ORDINARY_KEYS):
        return (
            "Anthropic refused the key: it is an ordinary API key, which can't read usage."
            f" An admin of the organization creates an admin key at {ADMIN_KEYS}."
        )
    words = f' It says: "{complaint.message}"' if complaint.message else ""
    return f"Anthropic refused the admin key; it may be mistyped or disabled. Create one at {ADMIN_KEYS}.{words}"


def _headers(beta: str) -> Callable[[Secret], Mapping[str, str]]:
    def headers(secret: Secret) -> Mapping[str, str]:
        known = {"x-api-key": secret.reveal(), "anthropic-version": "2023-06-01"}
        return {**known, "anthropic-beta": beta} if beta else known

    return headers


def _dialect(beta: str = "") -> Dialect:
    return Dialect(
        service="Anthropic",
        headers=_headers(beta),
        refusal=_refusal,
        quota_codes=frozenset({"billing_error"}),
        remaining_header="anthropic-ratelimit-requests-remaining",
        limit_header="anthropic-ratelimit-requests-limit",
    )


DIALECT = _dialect()
WITH_SPEED = _dialect("fast-mode-2026-02-01")
WITH_ANALYTICS = _dialect("analytics-usage-cost-2026-08-24")


def path_of(connection: Connection, name: str) -> str:
    """`name` below v1/organizations/; a base URL may end in /v1 or not."""
    ends_in_version = connection.client.base_url.path.rstrip("/").endswith("/v1")
    return f"organizations/{name}" if ends_in_version else f"v1/organizations/{name}"
