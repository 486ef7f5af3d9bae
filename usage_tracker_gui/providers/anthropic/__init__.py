"""Anthropic: usage and costs of an organization, by an admin key.

May import the domain and this room's tools. `organization` is the provider; `reports` reads the usage and cost reports,
`analytics` the newer endpoints where the account has them, `names` the keys and workspaces.
"""

from __future__ import annotations

from usage_tracker_gui.providers.anthropic.organization import ANTHROPIC, Anthropic

__all__ = ["ANTHROPIC", "Anthropic"]
