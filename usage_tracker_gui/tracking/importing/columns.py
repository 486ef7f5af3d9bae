"""Which column of a file means what: usual spellings are recognized, a person may say otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELDS = (
    "at",
    "service",
    "account",
    "key",
    "model",
    "tier",
    "input_tokens",
    "uncached_input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "requests",
    "cost_usd",
    "id",
    "tokens_remaining",
    "sessions_active",
    "request_type",
)
NUMBERS = frozenset(name for name in FIELDS if name.endswith("_tokens")) | {
    "requests",
    "cost_usd",
    "tokens_remaining",
    "sessions_active",
}

# Other words for a field, in lower case with single underscores; the first one that a file has is taken.
SPELLINGS: Mapping[str, Sequence[str]] = {
    "at": (
        "at",
        "timestamp",
        "time",
        "datetime",
        "date_time",
        "date",
        "created_at",
        "created",
        "start_time",
        "day",
        "hour",
    ),
    "service": ("service", "provider", "vendor", "platform"),
    "account": ("account", "account_name", "organization", "organisation", "team", "workspace"),
    "key": ("key", "api_key_id", "key_id", "api_key_name", "key_name", "api_key"),
    "model": ("model", "model_name", "model_id"),
    "tier": ("tier", "service_tier"),
    "input_tokens": ("input_tokens", "prompt_tokens", "tokens_in", "input", "tokens_prompt", "context_tokens"),
    "uncached_input_tokens": ("uncached_input_tokens",),
    "cached_input_tokens": (
        "cached_input_tokens",
        "input_cached_tokens",
        "cached_tokens",
        "cache_read_input_tokens",
        "cache_read_tokens",
        "cache_read",
    ),
    "cache_write_tokens": ("cache_write_tokens", "cache_creation_input_tokens", "cache_creation_tokens", "cache_write"),
    "cache_write_1h_tokens": ("cache_write_1h_tokens", "ephemeral_1h_input_tokens"),
    "output_tokens": (
        "output_tokens",
        "completion_tokens",
        "tokens_out",
        "output",
        "tokens_completion",
        "generated_tokens",
    ),
    "requests": ("requests", "num_model_requests", "request_count", "num_requests", "calls", "n_requests", "messages"),
    "cost_usd": ("cost_usd", "cost", "amount", "amount_usd", "usd", "price", "total_cost", "cost_in_usd", "spend"),
    "id": ("id", "request_id", "generation_id", "uuid", "event_id", "record_id"),
    "tokens_remaining": ("tokens_remaining", "remaining_tokens"),
    "sessions_active": ("sessions_active", "active_sessions", "concurrent_sessions"),
    "request_type": ("request_type", "type", "kind"),
}
# Anthropic's own names: there the input leaves out what came from a cache or went into one.
_APART_FROM_INPUT = frozenset({"cache_read_input_tokens", "cache_creation_input_tokens"})


class UnknownColumn(ValueError):
    """A mapping that names no field, or no column of the file. One sentence for people."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """For each field the column of the file that holds it."""

    columns: Mapping[str, str]

    @classmethod
    def recognized(cls, columns: Sequence[str], wanted: Mapping[str, str] | None = None) -> ColumnMapping:
        """`wanted` (field to column) wins over what is recognized; a column serves one field. Raises UnknownColumn."""
        chosen = dict(wanted or {})
        for field, column in chosen.items():
            if field not in FIELDS:
                raise UnknownColumn(f"“{field}” is nothing that usage has; there are: {', '.join(FIELDS)}.")
            if column not in columns:
                raise UnknownColumn(f"The file has no column “{column}”; it has: {', '.join(columns)}.")
        taken = set(chosen.values())
        by_spelling = {spelled(column): column for column in reversed(columns) if column and column not in taken}
        for field in FIELDS:
            found = next((by_spelling[word] for word in SPELLINGS[field] if word in by_spelling), None)
            if field not in chosen and found is not None:
                chosen[field] = found
        if "input_tokens" in chosen and "input_tokens" not in (wanted or {}) and _APART_FROM_INPUT & by_spelling.keys():
            chosen["uncached_input_tokens"] = chosen.pop("input_tokens")
        return cls(chosen)


def spelled(column: str) -> str:
    """`Prompt Tokens (total)` and `promptTokensTotal` are `prompt_tokens_total`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.strip())
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")
