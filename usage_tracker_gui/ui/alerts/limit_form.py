"""A limit of its own for a service, an account, a project or a key: how much one key of it may use in a minute."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot

from usage_tracker_gui.domain.alert_rules import Part
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.domain.spike_limits import NARROWEST_FIRST, SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.ui.alerts.part_form import PartForm
from usage_tracker_gui.ui.language.figures import whole
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.typed_amounts import count_in
from usage_tracker_gui.ui.parts.typed_line import TypedLine


class LimitForm(PartForm):
    saved = Signal(object, object)  # the SpikeLimit before or None, and the one that was typed

    def __init__(self) -> None:
        words = translate("LimitForm", "Each key of it is held against this limit alone. The narrowest one holds.")
        super().__init__(translate("LimitForm", "Holds for"), words, NARROWEST_FIRST)
        self._before: SpikeLimit | None = None
        self._others: frozenset[tuple[Scope, str]] = frozenset()
        off = translate("LimitForm", "0 turns it off.")
        self.tokens = TypedLine(translate("LimitForm", "Token spike above"), off, count_in).for_numbers(
            translate("LimitForm", "tokens a minute")
        )
        self.requests = TypedLine(translate("LimitForm", "Request spike above"), off, count_in).for_numbers(
            translate("LimitForm", "requests a minute")
        )
        self.fields: tuple[TypedLine[Any], ...] = (self.tokens, self.requests)
        for line in self.fields:
            self.lines.add(line)
            line.line.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)

    def edit(
        self, limit: SpikeLimit | None, general: SpikeRule, parts: tuple[Part, ...], taken: frozenset[tuple[Scope, str]]
    ) -> None:
        """None begins a new one, from the general limit. `taken` are parts that have another limit."""
        self._before, self._others = limit, taken
        rule = limit.rule if limit is not None else general
        self.title.setText(
            translate("LimitForm", "New limit") if limit is None else translate("LimitForm", "Change the limit")
        )
        scope, id = (limit.scope, limit.scope_id) if limit is not None else (Scope.KEY, "")
        self.show_part(parts, scope, id)
        self.tokens.write(whole(rule.tokens_per_minute))
        self.requests.write(whole(rule.requests_per_minute))
        self.scope.setFocus()

    @Slot()
    def _save(self) -> None:
        part = self.part()
        wrong = [line for line in self.fields if not line.check()]
        if part in self._others:
            self.which.show_problem(translate("LimitForm", "Not taken: it has a limit of its own already."))
        elif wrong:
            wrong[0].line.setFocus()
        elif part is not None:
            rule = SpikeRule(self.tokens.value() or 0, self.requests.value() or 0)
            self.saved.emit(self._before, SpikeLimit(*part, rule))
