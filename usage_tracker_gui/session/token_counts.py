"""The `usage` of one answer, from the services' overlapping counts to our disjoint kinds.

OpenAI's prompt tokens hold cached tokens, cache writes, audio and images; the parts are taken out of them for as long
as they last, so the sum stays as reported. Anthropic's counts are disjoint as they are. What is missing or no count at
all makes the whole usage unknown: half a usage would be a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from usage_tracker_gui.domain.records import MOST
from usage_tracker_gui.domain.usage import Tokens


def told(thing: Any, name: str) -> Any:
    """A field of an answer, which is an SDK's object or a dict; None where it has none of that name."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def count(value: Any) -> int | None:
    """None for whatever is no count: true and false, text, fractions, negative numbers."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    return None


def openai_tokens(usage: Any) -> Tokens | None:
    """Chat Completions (prompt, completion), Responses (input, output) and embeddings (prompt alone)."""
    prompt = _either(usage, "prompt_tokens", "input_tokens")
    completion = _either(usage, "completion_tokens", "output_tokens")
    total = count(told(usage, "total_tokens"))
    if completion is None and prompt is not None and total == prompt:
        completion = 0  # embeddings have no output to tell of
    if prompt is None or completion is None:
        return None
    into = told(usage, "prompt_tokens_details") or told(usage, "input_tokens_details")
    out = told(usage, "completion_tokens_details") or told(usage, "output_tokens_details")
    cached = _part(into, "cached_tokens") or _part(usage, "prompt_cache_hit_tokens")  # the latter is DeepSeek's
    written = _part(into, "cache_write_tokens")
    written_12h = min(_part(told(into, "cache_write_tokens_details"), "ttl_12h_tokens"), written)
    text_in, (cached, written_12h, written, audio_in, image_in) = _split(
        prompt,
        (cached, written_12h, written - written_12h, _part(into, "audio_tokens"), _part(into, "image_tokens")),
    )
    text_out, (audio_out, image_out) = _split(completion, (_part(out, "audio_tokens"), _part(out, "image_tokens")))
    reasoning = _part(out, "reasoning_tokens") or _part(usage, "reasoning_tokens")
    on_top = total is not None and reasoning == total - prompt - completion  # some services add it to the total only
    return Tokens(
        input=text_in,
        cached_input=cached,
        cache_write=written,
        cache_write_12h=written_12h,
        output=text_out,
        audio_input=audio_in,
        audio_output=audio_out,
        image_input=image_in,
        image_output=image_out,
        reasoning=reasoning if on_top else 0,
    )


def anthropic_tokens(usage: Any) -> Tokens | None:
    uncached = count(told(usage, "input_tokens"))
    output = count(told(usage, "output_tokens"))
    if uncached is None or output is None:
        return None
    by_lifetime = told(usage, "cache_creation")
    for_an_hour = _part(by_lifetime, "ephemeral_1h_input_tokens")
    written = _part(usage, "cache_creation_input_tokens")
    for_minutes = max(_part(by_lifetime, "ephemeral_5m_input_tokens"), written - for_an_hour)
    return Tokens(
        input=uncached,
        cached_input=_part(usage, "cache_read_input_tokens"),
        cache_write=for_minutes,
        cache_write_1h=for_an_hour,
        output=output,
    )


def reported_usd(usage: Any) -> Decimal | None:
    """What the service itself says that the call cost: OpenRouter's `cost`, Perplexity's `cost.total_cost`."""
    cost = told(usage, "cost")
    amount = told(cost, "total_cost") if not isinstance(cost, int | float | str) else cost
    if isinstance(amount, bool) or not isinstance(amount, int | float | str):
        return None
    try:
        usd = Decimal(str(amount))
    except InvalidOperation:
        return None
    return usd if usd.is_finite() and usd >= 0 else None


def _either(usage: Any, name: str, other: str) -> int | None:
    found = count(told(usage, name))
    return count(told(usage, other)) if found is None else found


def _part(details: Any, name: str) -> int:
    return count(told(details, name)) or 0


def _split(whole: int, parts: tuple[int, ...]) -> tuple[int, list[int]]:
    """What is left of the whole, and each part as far as the whole lasts."""
    taken = []
    for part in parts:
        taken.append(min(part, whole))
        whole -= taken[-1]
    return whole, taken
