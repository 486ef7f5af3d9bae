"""A new budget, or another limit for one: what it counts, how much, for how long, and when it warns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import Any

from PySide6.QtCore import Signal, Slot

from usage_tracker_gui.domain.alert_rules import Part
from usage_tracker_gui.domain.budgets import Budget, BudgetPeriod, Scope
from usage_tracker_gui.ui.alerts.part_form import PartForm
from usage_tracker_gui.ui.language.figures import plain
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.settings_row import not_taken
from usage_tracker_gui.ui.parts.typed_amounts import dollars_in, shares_in, words_in
from usage_tracker_gui.ui.parts.typed_line import TypedLine

PERIODS = {
    BudgetPeriod.DAY: noted("BudgetForm", "a day"),
    BudgetPeriod.WEEK: noted("BudgetForm", "a week"),
    BudgetPeriod.MONTH: noted("BudgetForm", "a month"),
}
NAMES = {
    BudgetPeriod.DAY: noted("BudgetForm", "Daily"),
    BudgetPeriod.WEEK: noted("BudgetForm", "Weekly"),
    BudgetPeriod.MONTH: noted("BudgetForm", "Monthly"),
}
STANDARD = (Decimal("0.8"), Decimal(1))


class BudgetForm(PartForm):
    saved = Signal(object, object)  # the Budget before or None, and the one that was typed

    def __init__(self) -> None:
        counts, help = translate("BudgetForm", "Counts"), translate("BudgetForm", "All spending, or one part of it.")
        super().__init__(counts, help, tuple(Scope))
        self._before: Budget | None = None
        self._others: frozenset[str] = frozenset()
        self._named = ""  # as proposed: it follows what is chosen until somebody types another
        self.limit = TypedLine(
            translate("BudgetForm", "Limit"),
            translate("BudgetForm", "Days and weeks begin at midnight of your time zone, weeks on Monday."),
            dollars_in,
        ).for_numbers()
        self.period = ChoiceBox(translate("BudgetForm", "Period of the budget"))
        for period, words in PERIODS.items():
            self.period.addItem(translate("BudgetForm", words), period.value)
        self.period.view().setAccessibleName(self.period.accessibleName())
        self.limit.beside_line.setText(translate("BudgetForm", "US dollars"))
        self.limit.row.insertWidget(2, self.period)
        self.warn = TypedLine(
            translate("BudgetForm", "Warn at"),
            translate("BudgetForm", "Any list of per cents, such as 50; 80; 95."),
            shares_in,
        ).for_numbers(translate("BudgetForm", "% of it, and at the limit"))
        self.name = TypedLine(
            translate("BudgetForm", "Name"),
            translate("BudgetForm", "As alerts call it."),
            words_in,
        )
        self.fields: tuple[TypedLine[Any], ...] = (self.limit, self.warn, self.name)
        for line in self.fields:
            self.lines.add(line)
            line.line.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.part_chosen.connect(self._propose_name)
        self.period.activated.connect(self._propose_name)

    def edit(self, budget: Budget | None, parts: tuple[Part, ...], others: frozenset[str]) -> None:
        """`others` are names that are taken; None begins a new budget."""
        self._before, self._others = budget, others
        if budget is None:
            self.title.setText(translate("BudgetForm", "New budget"))
        else:
            self.title.setText(translate("BudgetForm", "Budget “{name}”", name=budget.name))
        known = budget or Budget("", Decimal(1))
        self.show_part(parts, known.scope, known.scope_id)
        self.limit.write("" if budget is None else plain(budget.limit_usd))
        self.period.setCurrentIndex(self.period.findData(known.period.value))
        shares = (share for share in (STANDARD if budget is None else budget.thresholds) if share != 1)
        self.warn.write("; ".join(plain(share * 100) for share in sorted(shares)))
        self.name.write(known.name)
        self._named = known.name
        if budget is None:
            self._propose_name()
        self.limit.line.setFocus()

    @Slot()
    def _propose_name(self) -> None:
        """Until somebody typed one; a budget that is there keeps its name."""
        if self._before is not None or self.name.line.text() != self._named:
            return
        period, part = translate("BudgetForm", NAMES[self._period()]), self.part_name()
        name = translate("BudgetForm", "{period}, {part}", period=period, part=part) if part else period
        self._named = next(each for each in _numbered(name) if each not in self._others)
        self.name.write(self._named)

    def _period(self) -> BudgetPeriod:
        return BudgetPeriod(self.period.currentData())

    @Slot()
    def _save(self) -> None:
        part = self.part()
        wrong = [line for line in self.fields if not line.check()] or self._missing()
        if wrong:
            wrong[0].line.setFocus()
            self.scroller.ensureWidgetVisible(wrong[0])
        if wrong or part is None:
            return
        limit = self.limit.value()
        assert limit is not None
        shares = tuple(sorted({*self.warn.value(), Decimal(1)}))
        self.saved.emit(self._before, Budget(self.name.value(), limit, self._period(), *part, shares))

    def _missing(self) -> list[TypedLine[Any]]:
        missing: list[TypedLine[Any]] = []
        if self.limit.value() is None:
            self.limit.show_problem(not_taken(translate("BudgetForm", "an amount above 0 such as 25.50")))
            missing.append(self.limit)
        name = self.name.value()
        if not name:
            self.name.show_problem(not_taken(translate("BudgetForm", "a name such as Monthly")))
            missing.append(self.name)
        elif name in self._others:
            self.name.show_problem(translate("BudgetForm", "Not taken: another budget has this name."))
            missing.append(self.name)
        return missing


def _numbered(name: str) -> Iterator[str]:
    """`Monthly`, `Monthly 2`, `Monthly 3` and on."""
    yield name
    yield from (f"{name} {number}" for number in count(2))
