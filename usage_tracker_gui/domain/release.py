"""A published version of the product: what a release feed says about it, and whether it is newer than ours.

A feed is a JSON document in a signed envelope. Who signed it, and whether they may, is checked elsewhere
(`tracking.release_feed`); here is what the words mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

PRODUCT = "UsageTracker"
LONGEST_ADDRESS = 300


class ReleaseFeedError(Exception):
    """What is wrong with a feed, as the end of a sentence."""


class WhyOff(StrEnum):
    """Why nobody looks for newer versions."""

    SWITCHED_OFF = "switched off"
    OFFLINE = "offline"
    NO_FEED = "no feed"  # neither the build nor the settings name an address and a key


@dataclass(frozen=True, slots=True)
class Release:
    """`page` is for a person's browser. `made` is when the feed was signed, `expires` until when it may be believed."""

    version: str
    released: date
    page: str
    made: datetime
    expires: datetime

    def is_newer_than(self, version: str) -> bool:
        """False, too, where `version` is of no release, such as a developer's own."""
        ours = _number(version)
        theirs = _number(self.version)
        return ours is not None and theirs is not None and theirs > ours


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """What is known about newer versions: `newer` is None when there is none, or nobody looks, or nobody could.

    `looked` is when somebody last got an answer; `problem` is one sentence about the last look, or ''.
    """

    why_off: WhyOff | None = None
    newer: Release | None = None
    looked: datetime | None = None
    problem: str = ""


def read_release(text: str) -> Release:
    """What a feed's document tells. Fields that are not known are left alone. Raises ReleaseFeedError."""
    try:
        said = json.loads(text)
    except ValueError:
        raise ReleaseFeedError("it is no JSON") from None
    if not isinstance(said, dict) or said.get("product") != PRODUCT:
        raise ReleaseFeedError(f"it is not about {PRODUCT}")
    version = _text(said, "version")
    if _number(version) is None:
        raise ReleaseFeedError("its version is not like 1.2.3")
    page = _text(said, "page")
    if not _is_web_page(page):
        raise ReleaseFeedError("its page is no https:// address")
    try:
        released = date.fromisoformat(_text(said, "released"))
        made, expires = _moment(_text(said, "made")), _moment(_text(said, "expires"))
    except ValueError:
        raise ReleaseFeedError("its dates can't be read") from None
    return Release(version, released, page, made, expires)


def _number(version: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})", version, re.ASCII)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise ReleaseFeedError(f"it has no {name}")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)


def _is_web_page(address: str) -> bool:
    """It is handed to the system to open, so nothing but a plain web address gets through."""
    try:
        parts = urlsplit(address)
        return (
            parts.scheme == "https"
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and len(address) <= LONGEST_ADDRESS
            and address.isascii()
            and address.isprintable()
            and " " not in address
        )
    except ValueError:
        return False
