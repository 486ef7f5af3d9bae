"""Which entry of a price sheet a model's name belongs to, without ever taking a lookalike for the model.

A pattern is one or more names with `|` between them. In a name `#` stands for one digit. `*` at the start stands for
a path (`publishers/anthropic/models/`, `us.anthropic.`) and elsewhere for whatever a vendor appends to a name that
stays the same model: a date, `-preview`, `-latest`, a region. It never covers a word that makes another product of it
(`gemini-3.6-flash*` is not gemini-3.6-flash-lite), nor more of a version (`claude-opus-4-1*` is neither
claude-opus-4-10 nor claude-opus-4-1-5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

_SIZES = ("lite", "mini", "nano", "micro", "pro", "max", "ultra", "codex", "coder", "distill", r"\d+b")
_MODALITIES = ("tts", "image", "audio", "live", "realtime", "transcribe", "embed", "embedding", "search", "vision")
_SPEAKS = re.compile(r"live|realtime|audio")
_VERSION = re.compile(r"(?<!\d)[1-9]\d?$")
_SNAPSHOT = re.compile(r"(?P<model>.+?)[-@](?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})")
_FINE_TUNED = "ft:"


class Match(NamedTuple):
    """The pattern that a name belongs to; `undated` when the name's date had to be dropped to find it."""

    pattern: str
    undated: bool = False


class ModelNames:
    """The patterns of one service. A name's own entry wins over a wildcard, the longer wildcard over the shorter."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._wild: list[tuple[str, str]] = []
        for pattern in patterns:
            for name in pattern.split("|"):
                if "*" in name or "#" in name:
                    self._wild.append((name, pattern))
                else:
                    self._exact[name] = pattern

    def find(self, model: str) -> Match | None:
        """None when no pattern means this model. A fine-tuned model is never taken for the model it grew from."""
        pattern = self._pattern_of(model)
        if pattern is not None:
            return Match(pattern)
        undated = without_date(model)
        if undated is None or model.startswith(_FINE_TUNED):
            return None
        pattern = self._pattern_of(undated)
        return None if pattern is None else Match(pattern, undated=True)

    def _pattern_of(self, model: str) -> str | None:
        if (pattern := self._exact.get(model)) is not None:
            return pattern
        return next((pattern for name, pattern in self._compiled if name.fullmatch(model)), None)

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], str]]:
        """Compiled at the first name that is not exact: a start that shows known models needs none of it."""
        longest_first = sorted(self._wild, key=lambda entry: len(entry[0].replace("*", "")), reverse=True)
        return [(re.compile(_expression(name)), pattern) for name, pattern in longest_first]


def without_date(model: str) -> str | None:
    """`gpt-4o-2024-11-20` -> `gpt-4o`; None when the name ends in no date that exists.

    Four digits are no date here: mistral-large-2407 and -2512 are different models, and so are gpt-4 and gpt-4-1106.
    """
    found = _SNAPSHOT.fullmatch(model)
    if found is None:
        return None
    try:
        date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return found["model"]


def _expression(name: str) -> str:
    parts: list[str] = []
    literal = ""
    for index, piece in enumerate(re.split(r"(\*)", name)):
        if piece != "*":
            literal += piece
            parts.append(re.escape(piece).replace(r"\#", r"\d"))
        elif index == 1 and not literal:
            parts.append(r"(?:.*[/.:@])?")
        else:
            parts.append(_tail_after(literal))
    return "".join(parts)


def _tail_after(literal: str) -> str:
    if literal.endswith((":", ".ft-")):
        return ".*"  # what follows was named by the customer
    words = _SIZES if _SPEAKS.search(literal) else _SIZES + _MODALITIES
    same_version = r"(?!-?\d{1,2}(?!\d))(?!\d)" if _VERSION.search(literal) else ""
    same_product = rf"(?![^:]*(?<![a-z])(?:{'|'.join(words)})(?![a-z]))"
    return f"{same_version}{same_product}.*"
