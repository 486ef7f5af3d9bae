"""An account's plan with a fixed price: what is left of it, what the same use would have cost, and its terms."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.subscriptions import QuotaUnit, Subscription, SubscriptionUse
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.figures import UNKNOWN, money, plain, whole
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine, not_taken
from usage_tracker_gui.ui.parts.typed_amounts import cost_in, count_in, words_in
from usage_tracker_gui.ui.parts.typed_line import TypedLine

UNITS = {
    QuotaUnit.REQUESTS: noted("AccountPlan", "requests"),
    QuotaUnit.TOKENS: noted("AccountPlan", "tokens"),
}


class AccountPlan(FormLine):
    """A line of the account's form; its terms open below the summary."""

    changed = Signal(object)  # Subscription of account 0: who hears it knows whose; None: there is no plan any more

    def __init__(self, parent: QWidget | None = None) -> None:
        self.summary = Text("", tone="muted")
        self.summary.setWordWrap(True)
        self.edit = QPushButton(translate("AccountPlan", "Add…"))
        self.terms = PlanTerms()
        self.terms.hide()
        words = translate("AccountPlan", "A fixed price a month, beside what is metered.")
        super().__init__(translate("AccountPlan", "Plan"), words, _column(self.summary, self.edit, self.terms), parent)
        self._plan: Subscription | None = None
        self.edit.clicked.connect(self._open)
        self.terms.saved.connect(self._save)
        self.terms.removed.connect(self._remove)
        self.terms.cancelled.connect(self.close_terms)
        self.show_use(None, "UTC")

    def show_use(self, use: SubscriptionUse | None, zone: str) -> None:
        """None: the account has no plan. What is being typed stays."""
        self._plan = use.subscription if use is not None else None
        lines = (translate("AccountPlan", "None"),) if use is None else use_lines(use, zone)
        self.summary.setText("\n".join(lines))
        self.summary.set_tone("warning" if use is not None and use.is_over_sessions else "muted")
        self.edit.setText(translate("AccountPlan", "Add…") if use is None else translate("AccountPlan", "Edit…"))
        self.edit.setAccessibleName(translate("AccountPlan", "Edit the plan"))

    @Slot()
    def _open(self) -> None:
        self.terms.show_plan(self._plan)
        self.terms.show()
        self.edit.hide()
        self.terms.name.line.setFocus()

    @Slot()
    def close_terms(self) -> None:
        self.terms.hide()
        self.edit.show()

    @Slot(object)
    def _save(self, plan: Subscription) -> None:
        self.show_problem("")
        self.close_terms()
        self.changed.emit(plan)

    @Slot()
    def _remove(self) -> None:
        self.close_terms()
        self.changed.emit(None)


class PlanTerms(FormCard):
    saved = Signal(object)  # Subscription
    removed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dollars = translate("AccountPlan", "US dollars a month")
        limit = translate("AccountPlan", "Empty: no limit, or unknown.")
        day = translate("AccountPlan", "Of the month; 31 is the last of any.")
        self.name = TypedLine(translate("AccountPlan", "Name of the plan"), "", words_in)
        self.price = TypedLine(translate("AccountPlan", "Price"), "", cost_in).for_numbers(dollars)
        self.quota = TypedLine(translate("AccountPlan", "Quota"), limit, count_in).for_numbers()
        self.unit = ChoiceBox(translate("AccountPlan", "Unit of the quota"))
        for unit, words in UNITS.items():
            self.unit.addItem(translate("AccountPlan", words), unit.value)
        self.unit.view().setAccessibleName(self.unit.accessibleName())
        self.quota.stand_beside(self.unit)
        self.day = TypedLine(
            translate("AccountPlan", "Reset day"), day, partial(count_in, least=1, most=31)
        ).for_numbers()
        self.sessions = TypedLine(
            translate("AccountPlan", "Sessions at once"), limit, partial(count_in, least=1)
        ).for_numbers()
        self.lines: tuple[TypedLine[Any], ...] = (self.name, self.price, self.quota, self.day, self.sessions)
        for line in self.lines:
            self.add(line)
            line.line.returnPressed.connect(self._save)
        self.save = QPushButton(translate("AccountPlan", "Save plan"))
        self.save.setProperty("kind", "primary")
        self.cancel = QPushButton(translate("AccountPlan", "Cancel"))
        self.remove = QPushButton(translate("AccountPlan", "Remove"))
        self.remove.setProperty("kind", "danger")
        self.remove.setAccessibleName(translate("AccountPlan", "Remove the plan"))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)
        self.remove.clicked.connect(self.removed)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self.body.addLayout(foot)

    def show_plan(self, plan: Subscription | None) -> None:
        self.remove.setVisible(plan is not None)
        known = plan or Subscription(0, "", Decimal(0))
        self.name.write(known.plan)
        self.price.write("" if plan is None else plain(plan.usd_a_month))
        self.quota.write("" if known.quota is None else str(known.quota))
        self.unit.setCurrentIndex(self.unit.findData(known.quota_unit.value))
        self.day.write(str(known.reset_day))
        self.sessions.write("" if known.session_limit is None else str(known.session_limit))

    @Slot()
    def _save(self) -> None:
        wrong = [line for line in self.lines if not line.check()]
        if not wrong:
            wrong = self._missing()
        if wrong:
            wrong[0].line.setFocus()
            return
        price, day = self.price.value(), self.day.value()
        assert price is not None
        unit = QuotaUnit(self.unit.currentData())
        limits = (self.quota.value(), unit, self.sessions.value())
        self.saved.emit(Subscription(0, self.name.value(), price, day or 1, *limits))

    def _missing(self) -> list[TypedLine[Any]]:
        missing: list[TypedLine[Any]] = []
        if not self.name.value():
            self.name.show_problem(not_taken(translate("AccountPlan", "a name such as Plus")))
            missing.append(self.name)
        if self.price.value() is None:
            self.price.show_problem(not_taken(translate("AccountPlan", "an amount such as 20; 0 for a free plan")))
            missing.append(self.price)
        return missing


def use_lines(use: SubscriptionUse, zone: str) -> tuple[str, ...]:
    """What the plan costs, what is left of it, and what the same use costs without it."""
    plan, until = use.subscription, plain_day(use.period.end.astimezone(ZoneInfo(zone)))
    price = translate("AccountPlan", "{plan}, {price} a month", plan=plan.plan, price=money(plan.usd_a_month))
    unit = translate("AccountPlan", UNITS[plan.quota_unit])
    used, left = _number(use.quota_used), _number(use.quota_left)
    if plan.quota is None:
        quota = translate(
            "AccountPlan", "{used} {unit} since the last reset, until {day}", used=used, unit=unit, day=until
        )
    else:
        words = translate("AccountPlan", "{left} of {quota} {unit} left until {day}, {used} used")
        quota = words.format(left=left, quota=whole(plan.quota), unit=unit, day=until, used=used)
    lines = [price, quota]
    if plan.session_limit is not None:
        most, limit = _number(use.sessions), whole(plan.session_limit)
        lines.append(translate("AccountPlan", "{most} of {limit} sessions at once", most=most, limit=limit))
    metered = cost_text(use.metered)
    lines.append(translate("AccountPlan", "Metered, the same use would have cost {amount}", amount=metered))
    return tuple(lines)


def _number(count: int | None) -> str:
    return UNKNOWN if count is None else whole(count)


def _column(*widgets: QWidget) -> QWidget:
    column = QWidget()
    rows = QVBoxLayout(column)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(GRID)
    for widget in widgets:
        rows.addWidget(widget)
        if isinstance(widget, QPushButton):
            rows.setAlignment(widget, Qt.AlignmentFlag.AlignLeft)
    return column
