"""The budgets: each with its bar, what it will come to, and what is safe today; added and changed here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alert_rules import AlertRules
from usage_tracker_gui.domain.budgets import Budget, BudgetState, Scope
from usage_tracker_gui.domain.forecast import Confidence, Forecast, Outlook
from usage_tracker_gui.ui.alerts.budget_form import BudgetForm
from usage_tracker_gui.ui.language.figures import money
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.amounts import cost_text
from usage_tracker_gui.ui.parts.budget_bar import PERIODS, TONES, BudgetBar, budget_tip, limit_text, rough
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.undo_notice import UndoNotice
from usage_tracker_gui.ui.parts.wording import percent

WHAT = {
    Scope.SERVICE: noted("Budgets", "Service {name}"),
    Scope.ACCOUNT: noted("Budgets", "Account {name}"),
    Scope.PROJECT: noted("Budgets", "Project {name}"),
    Scope.KEY: noted("Budgets", "Key {name}"),
    Scope.MODEL: noted("Budgets", "Model {name}"),
}
CONFIDENCE = {
    Confidence.LOW: noted("Budgets", "low confidence"),
    Confidence.MEDIUM: noted("Budgets", "medium confidence"),
    Confidence.HIGH: noted("Budgets", "high confidence"),
}


class BudgetCard(Card):
    """One budget. Its buttons stay through a refresh, and with them the focus."""

    edit_requested = Signal(str)
    removed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.name = Elided(name, bold=True)
        self.counts = Elided("", tone="muted")
        self.spent = Text("")
        self.bar = BudgetBar()
        self.outlook = Text("", tone="muted")
        self.outlook.setWordWrap(True)
        self.edit = QPushButton(translate("Budgets", "Edit"))
        self.edit.setAccessibleName(translate("Budgets", "Edit the budget “{name}”", name=name))
        self.remove = QPushButton(translate("Budgets", "Remove"))
        self.remove.setAccessibleName(translate("Budgets", "Remove the budget “{name}”", name=name))
        self.remove.setProperty("kind", "flat")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.counts, 1, 0)
        grid.addWidget(self.edit, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.remove, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.bar, 2, 0, 1, 3)
        grid.addWidget(self.spent, 3, 0, 1, 3)
        grid.addWidget(self.outlook, 4, 0, 1, 3)
        self.body.addLayout(grid)
        self.edit.clicked.connect(self._ask_for_edit)
        self.remove.clicked.connect(self._remove)

    def show_state(self, state: BudgetState, outlook: Outlook) -> None:
        self.counts.setText(counts_text(state))
        self.bar.show_state(state)
        self.spent.setText(spent_text(state))
        self.spent.set_tone(TONES[state.level] if TONES[state.level] != "muted" else "text")
        self.spent.setToolTip(budget_tip(state))
        self.outlook.setText(outlook_text(outlook))
        self.setAccessibleName(f"{state.budget.name}. {self.spent.text()}. {self.outlook.text()}")

    @Slot()
    def _ask_for_edit(self) -> None:
        self.edit_requested.emit(self._name)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self._name)


def counts_text(state: BudgetState) -> str:
    """`Key prod-batch, warns at 80 % and 95 %`."""
    budget = state.budget
    if budget.scope is Scope.EVERYTHING:
        what = translate("Budgets", "Everything")
    else:
        what = translate("Budgets", WHAT[budget.scope], name=" ".join((state.scope_name or budget.scope_id).split()))
    shares = ", ".join(percent(share) for share in sorted(budget.thresholds) if share != 1)
    return translate("Budgets", "{what}; warns at {shares}", what=what, shares=shares) if shares else what


def spent_text(state: BudgetState) -> str:
    """`$612.04 of $1,000 a month, 61 %`."""
    words = translate("Budgets", "{spent} of {limit} {period}, {share}")
    period = translate("Budgets", PERIODS[state.budget.period])
    limit = limit_text(state.budget.limit_usd)
    return words.format(spent=cost_text(state.spent), limit=limit, period=period, share=percent(state.share))


def outlook_text(outlook: Outlook) -> str:
    """What it will be at its end, and what is safe today."""
    sentences = [_expected(outlook.forecast)] if outlook.forecast is not None else []
    if outlook.safe_today is None:
        return translate("Budgets", "No forecast yet: nothing of it has a price.")
    if outlook.safe_today > 0:
        sentences.append(translate("Budgets", "{amount} more is safe today.", amount=money(outlook.safe_today)))
    else:
        sentences.append(translate("Budgets", "Nothing more is safe today."))
    return " ".join(sentences)


def _expected(forecast: Forecast) -> str:
    mark = f"{translate('Budgets', 'at least')} " if forecast.is_lower_bound else "~"
    return translate(
        "Budgets",
        "Expected at its end: {amount}, {low} to {high} ({confidence}).",
        amount=f"{mark}{rough(forecast.expected)}",
        low=rough(forecast.low),
        high=rough(forecast.high),
        confidence=translate("Budgets", CONFIDENCE[forecast.confidence]),
    )


class BudgetsSection(QWidget):
    changed = Signal(object, object)  # the Budget before and after; None: there was none, or there is to be none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = AlertRules()
        self.cards: dict[str, BudgetCard] = {}
        self.add_button = QPushButton(translate("Budgets", "Add budget"))
        self.add_button.setProperty("kind", "primary")
        self.add_button.setIcon(icon("plus", "on_accent"))
        self.notice = UndoNotice()
        self.empty = EmptyState(
            "cash",
            translate("Budgets", "No budget yet"),
            translate(
                "Budgets",
                "A budget is a limit for a day, a week or a month. It warns you before it is used up, and says what is "
                "safe to spend today.",
            ),
            translate("Budgets", "Add budget"),
        )
        self.form = BudgetForm()
        self.pages = QStackedWidget()
        self._lay_out()
        self.add_button.clicked.connect(self._add)
        self.empty.step_taken.connect(self._add)
        self.notice.undone.connect(self.changed)
        self.notice.undone.connect(self._focus_add)
        self.form.saved.connect(self._save)
        self.form.cancelled.connect(self._show_list)
        self._show_list()

    def _lay_out(self) -> None:
        self.list = QWidget()
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.notice, 1)
        head.addStretch(0)
        head.addWidget(self.add_button)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GRID)
        self._rows.addStretch(1)
        self.scroller = Scroller(inside)
        column = QVBoxLayout(self.list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.scroller, 1)
        for page in (self.list, self.empty, self.form):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)

    # What others hand over

    def show_rules(self, rules: AlertRules) -> None:
        self._rules = rules
        names = [state.budget.name for state, _ in rules.budgets]
        for gone in set(self.cards) - set(names):
            card = self.cards.pop(gone)
            card.hide()
            card.deleteLater()
        for place, (state, outlook) in enumerate(rules.budgets):
            self._card(state.budget.name, place).show_state(state, outlook)
        if self.pages.currentWidget() is not self.form:
            self._show_list()

    def _card(self, name: str, place: int) -> BudgetCard:
        card = self.cards.get(name)
        if card is None:
            card = self.cards[name] = BudgetCard(name)
            card.edit_requested.connect(self._edit)
            card.removed.connect(self._remove)
        if self._rows.indexOf(card) != place:
            self._rows.insertWidget(place, card)
        return card

    # What a person does

    def _budget(self, name: str) -> Budget | None:
        return next((state.budget for state, _ in self._rules.budgets if state.budget.name == name), None)

    @Slot()
    def _show_list(self) -> None:
        has_any = bool(self._rules.budgets) or not self.notice.isHidden()
        self.pages.setCurrentWidget(self.list if has_any else self.empty)

    @Slot()
    def _add(self) -> None:
        self._open(None)

    @Slot(str)
    def _edit(self, name: str) -> None:
        self._open(self._budget(name))

    def _open(self, budget: Budget | None) -> None:
        names = frozenset(state.budget.name for state, _ in self._rules.budgets)
        self.pages.setCurrentWidget(self.form)
        self.form.edit(budget, self._rules.parts, names - {budget.name if budget else ""})

    @Slot(str)
    def _remove(self, name: str) -> None:
        budget = self._budget(name)
        if budget is not None:
            self._change(budget, None, translate("Budgets", "The budget “{name}” is removed.", name=name))

    @Slot(object, object)
    def _save(self, before: Budget | None, after: Budget) -> None:
        if before != after:
            added = translate("Budgets", "The budget “{name}” is added.", name=after.name)
            changed = translate("Budgets", "The budget “{name}” is changed.", name=after.name)
            self._change(before, after, added if before is None else changed)
        self._show_list()
        self.add_button.setFocus()

    def _change(self, before: Budget | None, after: Budget | None, told: str) -> None:
        self.notice.tell(told, before, after)
        self.changed.emit(before, after)

    @Slot()
    def _focus_add(self) -> None:
        self.add_button.setFocus()
