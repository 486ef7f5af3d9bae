"""What an answer of a service says about itself: model, tier, tokens, tools. From SDK objects and plain dicts alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from usage_tracker_gui.domain.pricing import canonical_tier
from usage_tracker_gui.domain.usage import FAST, Tokens
from usage_tracker_gui.session.token_counts import anthropic_tokens, openai_tokens, reported_usd, told

ANTHROPIC = "anthropic"
OPENAI = "openai"

_CONTENT = ("choices", "output", "content", "data", "usage")
_FINAL_EVENTS = {"response.completed": "response", "response.incomplete": "response", "message_stop": "message"}
USAGE_EVENT = "message_delta"  # Anthropic's event that tells half of a usage, without saying whose
_UNSUCCESSFUL = ("failed", "cancelled")
_ANTHROPIC_COUNTS = ("cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation")
_SEARCHES = {"web_search_call": "web_search", "file_search_call": "file_search"}
_CHUNK = "chat.completion.chunk"


@dataclass(frozen=True, slots=True)
class Answer:
    """`tokens` is None where no usage was told. `chunk_of` is the stream's ID when this is one chunk of a chat."""

    service: str
    model: str
    tier: str
    tokens: Tokens | None
    tools: Mapping[str, int] = field(default_factory=dict)
    containers: frozenset[str] = frozenset()  # of the code interpreter; each is charged once, however often it is used
    reported_usd: Decimal | None = None
    chunk_of: str | None = None


def is_answer(response: Any) -> bool:
    """Whether this looks like what a model answers, successfully or not. An event of a stream is none but the last."""
    thing = _whole(response)
    if event_kind(thing):
        return False
    return any(told(thing, name) is not None for name in _CONTENT) or bool(_text(told(thing, "object")))


def event_kind(thing: Any) -> str:
    """The type of an event on the way to an answer, '' for anything else."""
    kind = _text(told(thing, "type"))
    return "" if kind in ("message", "error") or _text(told(thing, "object")) else kind


def read_answer(response: Any, service: str = "", model: str = "") -> Answer | None:
    """None where the service says that the call failed. `service` and `model` fill in what the answer doesn't say."""
    thing = _whole(response)
    if _has_failed(thing):
        return None
    usage = told(thing, "usage") or told(told(thing, "x_groq"), "usage")
    model = _text(told(thing, "model")) or model
    if _is_anthropic(thing, usage, model):
        service = service or ANTHROPIC
        tier = FAST if told(usage, "speed") == FAST else _text(told(usage, "service_tier"))
        tokens = anthropic_tokens(usage)
        tools, containers = _server_tools(usage), frozenset[str]()
    else:
        service = service or OPENAI
        tier = _text(told(thing, "service_tier"))
        tokens = openai_tokens(usage)
        tools, containers = _output_tools(thing)
    return Answer(
        service=service,
        model=model,
        tier=canonical_tier(service, tier),
        tokens=tokens,
        tools=tools,
        containers=containers,
        reported_usd=reported_usd(usage),
        chunk_of=_text(told(thing, "id")) if told(thing, "object") == _CHUNK else None,
    )


def _whole(thing: Any) -> Any:
    """The last event of a stream holds the whole answer."""
    kind = told(thing, "type")
    held = _FINAL_EVENTS.get(kind) if isinstance(kind, str) else None
    return (told(thing, held) or thing) if held else thing


def _has_failed(thing: Any) -> bool:
    if told(thing, "type") == "error" or _text(told(thing, "status")) in _UNSUCCESSFUL:
        return True
    return bool(told(thing, "error")) and all(told(thing, name) is None for name in _CONTENT)


def _is_anthropic(thing: Any, usage: Any, model: str) -> bool:
    if _text(told(thing, "object")):  # whatever OpenAI answers says what it is
        return False
    if told(thing, "type") == "message" or any(told(usage, name) is not None for name in _ANTHROPIC_COUNTS):
        return True
    return model.startswith("claude") and told(usage, "input_tokens") is not None


def _server_tools(usage: Any) -> dict[str, int]:
    searches = told(told(usage, "server_tool_use"), "web_search_requests")
    return {"web_search": searches} if isinstance(searches, int) and searches > 0 else {}


def _output_tools(thing: Any) -> tuple[dict[str, int], frozenset[str]]:
    """The tool calls in a Responses answer that have a fee of their own."""
    tools: Counter[str] = Counter()
    containers = set()
    for item in _list(told(thing, "output")):
        kind = _text(told(item, "type"))
        if kind == "web_search_call" and _text(told(told(item, "action"), "type")) in ("open_page", "find_in_page"):
            continue  # only searches are charged
        if kind in _SEARCHES:
            tools[_SEARCHES[kind]] += 1
        if kind == "code_interpreter_call":
            containers.add(_text(told(item, "container_id")))
    offered = {_text(told(tool, "type")) for tool in _list(told(thing, "tools"))}
    if tools["web_search"] and any(kind.startswith("web_search_preview") for kind in offered):
        tools["web_search_preview"] = tools.pop("web_search")
    return dict(+tools), frozenset(containers)


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
