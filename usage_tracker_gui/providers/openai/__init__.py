"""OpenAI: usage and costs of an organization, by an admin key.

May import the domain and this room's `provider`, `http`, `answers` and `pages`. Its modules follow the endpoints:
`completions` and `families` translate usage rows, `costs` what was billed, `names` the projects and keys.
"""

from __future__ import annotations

from usage_tracker_gui.providers.openai.organization import OPENAI, OpenAI

__all__ = ["OPENAI", "OpenAI"]
