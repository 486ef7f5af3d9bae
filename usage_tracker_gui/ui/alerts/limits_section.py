"""What raises an alert: the rules for every key, which are settings, and the limits of single parts."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alert_rules import AlertRules, GeneralRules
from usage_tracker_gui.domain.alerts import AlertKind
from usage_tracker_gui.domain.spike_limits import SpikeLimit
from usage_tracker_gui.domain.spikes import SpikeRule
from usage_tracker_gui.ui.alerts.budgets_section import WHAT
from usage_tracker_gui.ui.alerts.limit_form import LimitForm
from usage_tracker_gui.ui.language.figures import age, money, whole
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine
from usage_tracker_gui.ui.parts.undo_notice import UndoNotice
from usage_tracker_gui.ui.parts.wording import shortened

LONGEST_NAME = 60


class LimitLine(FormLine):
    edit_requested = Signal(object)  # SpikeLimit
    removed = Signal(object)

    def __init__(self, limit: SpikeLimit, name: str) -> None:
        self.limit = limit
        self.edit = QPushButton(translate("Limits", "Edit"))
        self.edit.setAccessibleName(translate("Limits", "Edit the limit of {name}", name=name))
        self.remove = QPushButton(translate("Limits", "Remove"))
        self.remove.setAccessibleName(translate("Limits", "Remove the limit of {name}", name=name))
        self.remove.setProperty("kind", "flat")
        self.rule = Text(rule_text(limit.rule))
        self.rule.setWordWrap(True)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.rule, 1)
        row.addWidget(self.edit)
        row.addWidget(self.remove)
        super().__init__(translate("Budgets", WHAT[limit.scope], name=shortened(name, LONGEST_NAME)), "", content)
        self.label.setWordWrap(True)
        self.label.setToolTip(name)
        self.edit.clicked.connect(self._ask_for_edit)
        self.remove.clicked.connect(self._remove)

    @Slot()
    def _ask_for_edit(self) -> None:
        self.edit_requested.emit(self.limit)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.limit)


def rule_text(rule: SpikeRule) -> str:
    """`10,000 tokens or 120 requests a minute`."""
    tokens, requests = whole(rule.tokens_per_minute), whole(rule.requests_per_minute)
    if rule.tokens_per_minute and rule.requests_per_minute:
        words = translate("Limits", "{tokens} tokens or {requests} requests a minute")
        return words.format(tokens=tokens, requests=requests)
    if rule.tokens_per_minute:
        return translate("Limits", "{tokens} tokens a minute", tokens=tokens)
    if rule.requests_per_minute:
        return translate("Limits", "{requests} requests a minute", requests=requests)
    return translate("Limits", "Off")


def general_lines(rules: GeneralRules) -> Iterator[tuple[str, str]]:
    """Each rule that holds for everything, and its value."""
    on, off = translate("Limits", "On"), translate("Limits", "Off")
    day = rules.dollars_a_day
    yield translate("Limits", "Spike of any key"), rule_text(rules.spikes)
    yield (
        translate("Limits", "Cost of a day"),
        off if day is None else translate("Limits", "above {amount}", amount=money(day)),
    )
    yield translate("Limits", "Unusual activity"), on if AlertKind.ANOMALY in rules.kinds else off
    yield translate("Limits", "Service down for 5 minutes"), on if AlertKind.SERVICE_DOWN in rules.kinds else off
    yield translate("Limits", "Silence after an alert"), age(rules.quiet_after)


class LimitsSection(QWidget):
    changed = Signal(object, object)  # the SpikeLimit before and after; None: there was none, or there is to be none
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = AlertRules()
        self.lines: list[LimitLine] = []
        self.add_button = QPushButton(translate("Limits", "Add limit"))
        self.add_button.setProperty("kind", "primary")
        self.add_button.setIcon(icon("plus", "on_accent"))
        self.settings_button = QPushButton(translate("Limits", "Change in the settings"))
        self.notice = UndoNotice()
        self.values: list[Text] = []
        self.general = FormCard()
        self.own = FormCard()
        self.none = Text(
            translate("Limits", "None: the same limit holds for every key. Give a busy key more room here."),
            tone="muted",
        )
        self.none.setWordWrap(True)
        self.form = LimitForm()
        self.pages = QStackedWidget()
        self._lay_out()
        self.add_button.clicked.connect(self._add)
        self.settings_button.clicked.connect(self.settings_requested)
        self.notice.undone.connect(self.changed)
        self.notice.undone.connect(self._focus_add)
        self.form.saved.connect(self._save)
        self.form.cancelled.connect(self._show_list)
        self.show_rules(self._rules)

    def _lay_out(self) -> None:
        for label, value in general_lines(self._rules.general):
            text = Text(value)
            text.setMinimumHeight(28)
            self.values.append(text)
            self.general.add(FormLine(label, "", text))
        self.own.body.addWidget(self.none)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addLayout(_head(Text(translate("Limits", "For everything"), bold=True), self.settings_button))
        rows.addWidget(self.general)
        rows.addSpacing(GRID)
        rows.addLayout(_head(Text(translate("Limits", "Limits of single parts"), bold=True), self.add_button))
        rows.addWidget(self.notice)
        rows.addWidget(self.own)
        rows.addStretch(1)
        self.list = Scroller(inside)
        for page in (self.list, self.form):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)

    def show_rules(self, rules: AlertRules) -> None:
        """Lines that stay keep the focus."""
        named = [(limit, rules.name_of(limit.scope, limit.scope_id)) for limit in rules.limits]
        before = [(line.limit, line.label.toolTip()) for line in self.lines]
        self._rules = rules
        for value, (_label, text) in zip(self.values, general_lines(rules.general), strict=True):
            value.setText(text)
        if named == before:
            return
        for line in self.lines:
            self.own.take(line)
        self.lines = [LimitLine(limit, name) for limit, name in named]
        for line in self.lines:
            self.own.add(line)
            line.edit_requested.connect(self._open)
            line.removed.connect(self._remove)
        self.none.setVisible(not self.lines)

    @Slot()
    def _show_list(self) -> None:
        self.pages.setCurrentWidget(self.list)

    @Slot()
    def _add(self) -> None:
        self._open(None)

    @Slot(object)
    def _open(self, limit: SpikeLimit | None) -> None:
        taken = frozenset(each.part for each in self._rules.limits if each != limit)
        self.pages.setCurrentWidget(self.form)
        self.form.edit(limit, self._rules.general.spikes, self._rules.parts, taken)

    @Slot(object)
    def _remove(self, limit: SpikeLimit) -> None:
        self._change(limit, None, translate("Limits", "The limit is removed."))
        self.add_button.setFocus()

    @Slot(object, object)
    def _save(self, before: SpikeLimit | None, after: SpikeLimit) -> None:
        added, changed = translate("Limits", "The limit is added."), translate("Limits", "The limit is changed.")
        if before != after:
            self._change(before, after, added if before is None else changed)
        self._show_list()
        self.add_button.setFocus()

    def _change(self, before: SpikeLimit | None, after: SpikeLimit | None, told: str) -> None:
        self.notice.tell(told, before, after)
        self.changed.emit(before, after)

    @Slot()
    def _focus_add(self) -> None:
        self.add_button.setFocus()


def _head(title: Text, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(title, 1)
    row.addWidget(button)
    return row
