"""Takes secrets out of a text: those that this run knows, and whatever looks like one."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from urllib.parse import quote

from usage_tracker_gui.domain.account import Secret

HIDDEN = "[hidden]"

# Each pattern keeps what stands in the group `kept` and hides the rest of what it finds.
_LOOKS_SECRET = (
    # "Authorization: Bearer abc", 'x-api-key': 'abc', also as bytes in a repr
    r"""(?P<kept>\b(?:proxy-)?authorization\b["']?\s*[:=,]\s*b?["']?)(?:[a-z]+\s+)?[^\s"',;)}\]]+""",
    r"""(?P<kept>\bx-(?:api|goog-api|admin)-key\b["']?\s*[:=,]\s*b?["']?)[^\s"',;)}\]]+""",
    r"(?P<kept>\b(?:bearer|basic)\s+)[a-z0-9._~+/=-]{8,}",
    # postgresql://user:password@host
    r"(?P<kept>\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+(?=@)",
    # ?key=abc&token=abc, password='abc'
    r"""(?P<kept>\b(?:api_?key|access_token|token|secret|passwd|password)=["']?)[^\s"'&;)]+""",
    r"""(?P<kept>[?&]key=)[^\s"'&]+""",
    # OPENAI_ADMIN_KEY=abc
    r"""(?P<kept>\b[A-Z0-9_]+_(?:ADMIN|API)_KEY["']?\s*[:=]\s*["']?)[^\s"',;)}\]]+""",
    # the keys of the services themselves
    r"(?P<kept>)\b(?:sk|rk|pk)-[a-z0-9_-]{8,}",
    r"(?P<kept>)\b(?:gsk_|pplx-|xai-|ghp_|gho_|github_pat_|glpat-|AIza)[a-z0-9_-]{8,}",
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compiled for the first line of a log: 3 ms that no first frame waits for."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _LOOKS_SECRET)


class Scrubber:
    """Remembers the secrets of this run. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[str, ...] = ()

    def know(self, secret: Secret) -> None:
        """From now on this secret is taken out of every text, as it is and as a URL would carry it."""
        text = secret.reveal()
        if not text:
            return
        with self._lock:
            forms = {*self._known, text, quote(text, safe="")}
            self._known = tuple(sorted(forms, key=len, reverse=True))  # a longer one may hold a shorter one

    def scrub(self, text: str) -> str:
        for known in self._known:
            text = text.replace(known, HIDDEN)
        for pattern in _patterns():
            text = pattern.sub(rf"\g<kept>{HIDDEN}", text)
        return text
