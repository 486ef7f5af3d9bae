"""The services that can be asked: one file each, and one line in PROVIDERS.

A provider speaks one vendor's HTTP API and hands over buckets of our domain. It may import the domain, and from its
room only `provider`, `http`, `answers` and `pages`; never another provider, so that a service can be added or removed
by itself.
"""

from __future__ import annotations

from usage_tracker_gui.providers.anthropic import ANTHROPIC
from usage_tracker_gui.providers.openai import OPENAI
from usage_tracker_gui.providers.provider import Provider

PROVIDERS: tuple[Provider, ...] = (OPENAI, ANTHROPIC)
