"""The running account of a session: prices each call and keeps its sums, from any thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from threading import Lock
from types import MappingProxyType

from usage_tracker_gui.domain.pricing import PricedRequest, PriceSheet
from usage_tracker_gui.domain.usage import Tokens
from usage_tracker_gui.session.answers import Answer
from usage_tracker_gui.session.call import Call
from usage_tracker_gui.session.summary import UNNAMED, ModelUsage, SessionSummary

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Sum:
    calls: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    usd: Decimal | None = None
    unpriced: int = 0
    silent: int = 0
    reasons: set[str] = field(default_factory=set)

    def add(self, call: Call) -> None:
        self.calls += 1
        self.reasons.update(call.reasons)
        if call.tokens is not None:
            self.tokens = self.tokens.plus(call.tokens)
        elif call.cost_usd is None:
            self.silent += 1
        if call.cost_usd is None:
            self.unpriced += 1
        else:
            self.usd = (self.usd or Decimal(0)) + call.cost_usd

    def told(self) -> ModelUsage:
        return ModelUsage(
            calls=self.calls,
            prompt_tokens=self.tokens.all_input,
            completion_tokens=self.tokens.all_output,
            total_tokens=self.tokens.total,
            cached_tokens=self.tokens.all_cached_input,
            cost_usd=self.usd,
            unpriced_calls=self.unpriced,
            calls_without_usage=self.silent,
            reasons=frozenset(self.reasons),
        )


class Ledger:
    """`prices` is None where the sheet could not be read: then nothing has a price."""

    def __init__(self, prices: PriceSheet | None, now: Callable[[], datetime]) -> None:
        self._prices = prices
        self._now = now
        self._lock = Lock()
        self._calls: list[Call] = []
        self._sums: dict[str, _Sum] = {}
        self._begun: dict[str, Answer] = {}  # streamed chats of which no chunk has told the usage yet
        self._containers: set[str] = set()

    @property
    def calls(self) -> tuple[Call, ...]:
        with self._lock:
            return tuple(self._calls)

    def add(self, answer: Answer) -> Call:
        with self._lock:
            call = self._priced(answer)
            self._calls.append(call)
            self._sums.setdefault(call.model or UNNAMED, _Sum()).add(call)
            return call

    def add_chunk(self, answer: Answer, stream: str) -> Call | None:
        """One chunk of a streamed chat: the call is counted once, when its usage is told or the session ends."""
        if answer.tokens is None:
            with self._lock:
                self._begun[stream] = answer
            return None
        with self._lock:
            self._begun.pop(stream, None)
        return self.add(answer)

    def end_streams(self) -> list[Call]:
        """Streams that never told their usage are calls all the same."""
        with self._lock:
            begun = list(self._begun.values())
            self._begun.clear()
        return [self.add(answer) for answer in begun]

    def summary(self, notes: tuple[str, ...] = ()) -> SessionSummary:
        with self._lock:
            by_model = {model: sum_.told() for model, sum_ in self._sums.items()}
        known = [model.cost_usd for model in by_model.values() if model.cost_usd is not None]
        return SessionSummary(
            calls=sum(model.calls for model in by_model.values()),
            prompt_tokens=sum(model.prompt_tokens for model in by_model.values()),
            completion_tokens=sum(model.completion_tokens for model in by_model.values()),
            total_tokens=sum(model.total_tokens for model in by_model.values()),
            cached_tokens=sum(model.cached_tokens for model in by_model.values()),
            cost_usd=sum(known, Decimal(0)) if known or not by_model else None,
            by_model=MappingProxyType(by_model),
            unpriced=tuple(name for name, model in by_model.items() if model.unpriced_calls),
            notes=notes,
        )

    def _priced(self, answer: Answer) -> Call:
        at = self._now().astimezone(UTC)
        usd, reasons = answer.reported_usd, tuple[str, ...]()
        if usd is None and answer.tokens is not None:
            usd, reasons = self._quoted(answer, answer.tokens, at)
        return Call(at, answer.service, answer.model, answer.tier, answer.tokens, usd, reasons)

    def _quoted(self, answer: Answer, tokens: Tokens, at: datetime) -> tuple[Decimal | None, tuple[str, ...]]:
        if self._prices is None:
            return None, ()
        opened = answer.containers - self._containers
        self._containers |= opened
        tools = {**answer.tools, "code_interpreter": len(opened)} if opened else answer.tools
        request = PricedRequest(answer.service, answer.model, answer.tier, tokens, tools)
        try:
            quote = self._prices.quote(request, at.date())
        except Exception:
            _log.exception("A call could not be priced")
            return None, ()
        return quote.usd, quote.reasons
