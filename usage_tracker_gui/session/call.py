"""One successful call of a model, as it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from usage_tracker_gui.domain.usage import Tokens


@dataclass(frozen=True, slots=True)
class Call:
    """`tokens` is None where the answer told no usage, `cost_usd` where no price is known; neither is ever guessed.

    `model` is '' where the answer named none. `reasons` are the price sheet's words for why a cost is unknown or only
    an estimate; see `domain.pricing.explain`.
    """

    at: datetime
    service: str
    model: str
    tier: str
    tokens: Tokens | None
    cost_usd: Decimal | None
    reasons: tuple[str, ...] = ()

    @property
    def prompt_tokens(self) -> int | None:
        """All input: cached tokens and cache writes included, whatever the service's own convention."""
        return None if self.tokens is None else self.tokens.all_input

    @property
    def completion_tokens(self) -> int | None:
        """All output: reasoning included."""
        return None if self.tokens is None else self.tokens.all_output

    @property
    def total_tokens(self) -> int | None:
        return None if self.tokens is None else self.tokens.total

    @property
    def cached_tokens(self) -> int | None:
        """The part of the prompt that was read from a cache."""
        return None if self.tokens is None else self.tokens.all_cached_input
