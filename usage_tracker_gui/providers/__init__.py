"""The services: one module for each that can be asked, and one line in PROVIDERS; the others in `by_hand`.

A provider speaks one vendor's HTTP API and hands over buckets of our domain. It may import the domain and the tools of
this room (`provider`, `http`, `answers`, `pages`, `listings`, `rows`), never another provider, so that a service can
be added or removed by itself.
"""

from __future__ import annotations

from usage_tracker_gui.domain.account import Service
from usage_tracker_gui.providers.anthropic import ANTHROPIC
from usage_tracker_gui.providers.by_hand import BY_HAND
from usage_tracker_gui.providers.openai import OPENAI
from usage_tracker_gui.providers.provider import Provider

# To add a service:
#
# 1. Write `providers/<id>.py` (a folder once it outgrows a file): a class as `provider.Provider` describes it, and one
#    instance of it. Its `Service` says how the service is called and drawn, how a credential looks and is obtained, and
#    what it can tell; app, command line and settings are drawn from that, so nothing else needs to know the service.
#    `Stream`s say in which grain usage comes and how late. Leave out of `tells` what the service does not tell, and put
#    tiers whose cost it reports nowhere into `silent_tiers`.
#    A service without a usage API has a `Service` with empty `tells` in `by_hand`, and no provider.
# 2. Ask with `http.get_json` and a `Dialect` (how to authenticate, how to word a refusal): retries, waiting, stopping,
#    size limits, redirects and the whole error tree come with it. Where answers are buckets of time,
#    `pages.read_spans` covers a period without gap or overlap. Type the rows with msgspec; counts are `rows.Count`.
# 3. Translate to `Bucket`, whose token kinds are disjoint. Nothing outside the provider knows the service's own kinds.
#    Where the service tells how long requests were, `domain.context_window` puts that behind the tier. The `Dialect`
#    names the headers that tell what is left of a rate limit; without them it is said to be unknown.
# 4. Add the instance to PROVIDERS below.
# 5. Record answers, made up after the service's documentation, as `tests/providers/responses/<id>-usage.json`,
#    `-costs.json`, `-keys.json` and `-errors.json`. `tests/providers/test_contract.py` then holds the provider to what
#    all of them promise: half-open UTC buckets without overlap, equal totals, errors mapped, no secret shown.
#
# `tests/providers/example` is a service that does not exist; `test_new_service.py` adds it to a copy of the product.

PROVIDERS: tuple[Provider, ...] = (OPENAI, ANTHROPIC)
TELLING = frozenset(provider.service.id for provider in PROVIDERS)
SERVICES: tuple[Service, ...] = (*(provider.service for provider in PROVIDERS), *BY_HAND)
