"""Line items of a bill, read leniently: services write them as free text, and their grammar is promised nowhere.

Seen: `gpt-5.1, input`, `gpt-5.1, batch cached input`, `gpt-6-astra, input_tokens`, `web search tool calls`, `gpt-4o`,
`Claude Opus 4 1 Usage - Input Tokens, Cache Hit`, `claude-opus-4-1, cache_creation.ephemeral_5m_input_tokens`. A text
that is not understood stays a line of its own, under its own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from usage_tracker_gui.domain.model_names import without_date
from usage_tracker_gui.domain.usage import BATCH, FAST, FLEX, PRIORITY, STANDARD


class Charged(StrEnum):
    """What a line asks money for."""

    TOKENS = "tokens"
    TOOL = "tool"
    IMAGES = "images"
    AUDIO = "audio"  # by the second or the character
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LineItem:
    """`kind` is a field of `Tokens`; '' where a line of tokens names a model and no kind. `tier` is '' where the line
    names none, which means the standard tier only where other lines of the bill do name theirs."""

    text: str
    charged: Charged
    model: str = ""
    kind: str = ""
    tier: str = ""


_TIERS = {BATCH: BATCH, FLEX: FLEX, PRIORITY: PRIORITY, FAST: FAST, STANDARD: "", "default": ""}
_WRITTEN = frozenset({"write", "writes", "written", "creation"})
_CACHED = frozenset({"cache", "cached", "hit", "hits", "read", "reads"})
_OUT = frozenset({"output", "completion", "generated"})
_IN = frozenset({"input", "prompt"})
_LASTING = {"1h": "cache_write_1h", "12h": "cache_write_12h"}
_SHORT = frozenset({"5m", "30m"})
_SILENT = frozenset({"token", "tokens", "text", "uncached", "ephemeral", "usage"})
_MEDIA = ("audio", "image")
_TOKEN_WORDS = _WRITTEN | _CACHED | _OUT | _IN | _SHORT | _SILENT | set(_LASTING) | set(_MEDIA)
_IMAGE_WORDS = frozenset({"image", "images"})
_AUDIO_WORDS = frozenset({"audio", "speech", "transcription", "characters", "seconds", "minutes", "hours", "duration"})
_TOOLS = re.compile(
    r"(web|file)[ _-]?search|code[ _-]?(interpreter|execution)|vector[ _-]?stores?|\btool\b|\bstorage\b"
)
_DESCRIPTION = re.compile(r"(?P<model>.+?)(?: \((?P<tier>fast)\))? usage - (?P<what>.+)", re.IGNORECASE)


def read_line_item(text: str, unit: str = "") -> LineItem:
    """`unit` is that of the line's quantity, where the service tells one."""
    model, what, tier = _parts(text)
    words = re.findall(r"[a-z0-9]+", what.lower())
    named = next((_TIERS[word] for word in words if word in _TIERS), "")
    rest = frozenset(words) - set(_TIERS)
    kind = _kind(rest)
    if model and kind:
        return LineItem(text, Charged.TOKENS, model, kind, tier or named)
    everything = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    if _TOOLS.search(text.lower()):
        return LineItem(text, Charged.TOOL, model)
    if unit == "images" or rest & _IMAGE_WORDS:
        return LineItem(text, Charged.IMAGES, model)
    if unit == "characters" or unit.startswith("duration") or (rest or everything) & _AUDIO_WORDS:
        return LineItem(text, Charged.AUDIO, model)
    if not model and re.fullmatch(r"[a-z][\w.:/-]*\d[\w.:/-]*", text.strip(), re.IGNORECASE):
        return LineItem(text, Charged.TOKENS, text.strip())
    return LineItem(text, Charged.UNKNOWN, model)


def family(model: str) -> str:
    """What a bill and a usage report may write differently is one model: dated snapshots, dots, blanks, capitals."""
    plain = re.sub(r"[ ._]", "-", model.strip().lower())
    return without_date(plain) or plain


def _parts(text: str) -> tuple[str, str, str]:
    """(model, what of it, tier); no model where the text has no such form."""
    described = _DESCRIPTION.fullmatch(text.strip())
    if described is not None:
        model = described["model"].strip()
        return re.sub(r"\s+", "-", model.lower()), described["what"], FAST if described["tier"] else ""
    model, comma, what = text.partition(",")
    return (model.strip(), what, "") if comma else ("", text, "")


def _kind(words: frozenset[str]) -> str:
    """The field of `Tokens` that these words mean; '' where they mean none, or hold a word that nobody knows."""
    if not words or words - _TOKEN_WORDS:
        return ""
    if words & _WRITTEN:
        return next((kind for word, kind in _LASTING.items() if word in words), "cache_write")
    medium = next((f"{medium}_" for medium in _MEDIA if medium in words), "")
    if words & _OUT:
        return f"{medium}output"
    if words & _CACHED:
        return f"cached_{medium}input"
    return f"{medium}input" if words & _IN else ""
