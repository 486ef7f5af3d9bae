"""How OpenAI describes itself, takes a credential and words a refusal."""

from __future__ import annotations

from datetime import timedelta

from usage_tracker_gui.domain.account import Secret, Service, Tells
from usage_tracker_gui.providers.answers import Complaint, Dialect

ADMIN_KEYS = "https://platform.openai.com/settings/organization/admin-keys"
ORDINARY_KEYS = ("sk-proj-", "sk-svcacct-")

SERVICE = Service(
    id="openai",
    name="OpenAI",
    icon="creation",
    base_url="https://api.openai.com/v1",
    variable="OPENAI",
    secret_prefix="sk-admin-",  # noqa: S106 - how secrets begin, not one
    wrong_secret_prefixes=ORDINARY_KEYS,
    help="An owner of the organization creates an admin key (sk-admin-…) in the organization's settings.",
    help_url=ADMIN_KEYS,
    tells=frozenset(Tells),
    lag=timedelta(days=3),
)


def _headers(secret: Secret) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret.reveal()}"}


def _refusal(secret: Secret, complaint: Complaint) -> str:
    text = secret.reveal()
    lacks_scope = "api.usage.read" in complaint.message
    if text.startswith(ORDINARY_KEYS) or (lacks_scope and not text.startswith("sk-admin-")):
        return (
            "OpenAI refused the key: it is an ordinary project key, which can't read usage."
            f" An owner of the organization creates an admin key at {ADMIN_KEYS}."
        )
    if lacks_scope:
        return (
            f"OpenAI refused the key: it lacks the scope api.usage.read. An owner can create another at {ADMIN_KEYS}."
        )
    words = f' It says: "{complaint.message}"' if complaint.message else ""
    return f"OpenAI refused the admin key; it may be mistyped, revoked or expired. Create one at {ADMIN_KEYS}.{words}"


DIALECT = Dialect(
    service="OpenAI",
    headers=_headers,
    refusal=_refusal,
    quota_codes=frozenset(
        {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated"}
    ),
)
