"""All about one account: its name and limit, its key, what is watched, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness, Service
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.subscriptions import Subscription, SubscriptionUse
from usage_tracker_gui.ui.accounts.account_deletion import AccountDeletion
from usage_tracker_gui.ui.accounts.account_entries import AccountEntries
from usage_tracker_gui.ui.accounts.account_form import AccountForm
from usage_tracker_gui.ui.accounts.account_list import state_of
from usage_tracker_gui.ui.accounts.account_plan import AccountPlan
from usage_tracker_gui.ui.accounts.account_prices import AccountPrices
from usage_tracker_gui.ui.language.figures import plain
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Text, Tone
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.settings_fields import NUMBER_WIDTH, SwitchField
from usage_tracker_gui.ui.parts.settings_row import FormLine, not_taken
from usage_tracker_gui.ui.parts.typed_amounts import dollars_in
from usage_tracker_gui.ui.parts.wording import ago, rate_limit_text, service_name, status_text

TONES: Mapping[str, Tone] = {"ok": "ok", "warning": "warning", "critical": "critical", "muted": "muted"}


class AccountDetails(QScrollArea):
    renamed = Signal(str, str)
    limit_changed = Signal(str, object)  # dollars a month, a Decimal; None: no limit
    switched = Signal(str, bool)
    losses_requested = Signal(str)
    deleted = Signal(str)  # confirmed
    usage_requested = Signal(str)
    entry_requested = Signal(str)  # usage is to be entered by hand
    entries_requested = Signal(str)  # which were told
    entry_edit_requested = Signal(str, object)  # UsageRecord
    entry_changed = Signal(str, object, object)  # UsageRecord before and after, None for none
    price_changed = Signal(str, object, object)  # OwnPrice before and after, None for none
    plan_changed = Signal(str, object)  # Subscription of account 0; None: no plan any more

    def __init__(self, services: tuple[Service, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: AccountStatus | None = None
        self._others: frozenset[str] = frozenset()
        self._limit: Decimal | None = None
        self.title = Elided("", size=SECTION, bold=True)
        self.state = Text("")
        self.state.setWordWrap(True)
        self.usage_button = QPushButton(translate("AccountDetails", "Show its usage"))
        self.entry_button = QPushButton(translate("AccountDetails", "Add usage"))
        self.entry_button.hide()
        self.name = QLineEdit()
        self.name.setAccessibleName(translate("AccountDetails", "Name of the account"))
        self.name.setMaxLength(300)
        self.name_line = FormLine(
            translate("AccountDetails", "Name"),
            translate("AccountDetails", "As reports and alerts call it."),
            self.name,
        )
        self.limit = QLineEdit()
        self.limit.setAccessibleName(translate("AccountDetails", "Monthly limit in US dollars"))
        self.limit.setPlaceholderText(translate("AccountDetails", "No limit"))
        self.limit.setFixedWidth(NUMBER_WIDTH)
        unit = Text(translate("AccountDetails", "US dollars a month"), tone="muted")
        self.limit_line = FormLine(
            translate("AccountDetails", "Limit"),
            translate("AccountDetails", "Drawn as a bar on its card."),
            _short(self.limit, unit),
        )
        self.watching = SwitchField()
        self.watching.switch.setAccessibleName(translate("AccountDetails", "Watch this account"))
        self.watching_line = FormLine(
            translate("AccountDetails", "Watching"),
            translate("AccountDetails", "Off: nothing is asked; what was read stays."),
            self.watching,
        )
        self.plan = AccountPlan()
        self.prices = AccountPrices()
        self.entries = AccountEntries()
        lines = (self.name_line, self.limit_line, self.prices, self.plan, self.entries, self.watching_line)
        self.form = AccountForm(services, lines)
        self.delete_button = QPushButton(translate("AccountDetails", "Delete…"))
        self.delete_button.setProperty("kind", "danger")
        self.delete_button.setAccessibleName(translate("AccountDetails", "Delete this account"))
        self.deletion = AccountDeletion()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, GRID, 0)
        rows.setSpacing(GRID)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.entry_button)
        head.addWidget(self.usage_button)
        rows.addLayout(head)
        rows.addWidget(self.state)
        rows.addWidget(self.form)
        rows.addWidget(self.deletion)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.delete_button)
        rows.addLayout(foot)
        rows.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(self.focusPolicy().NoFocus)
        self.setWidget(page)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._rename)
        self.limit.editingFinished.connect(self._set_limit)
        self.watching.edited.connect(self._switch)
        self.usage_button.clicked.connect(self._ask_usage)
        self.entry_button.clicked.connect(self._ask_entry)
        self.plan.changed.connect(self._change_plan)
        self.prices.changed.connect(self._change_price)
        self.entries.changed.connect(self._change_entry)
        self.entries.edit_requested.connect(self._ask_entry_edit)
        self.prices.opened.connect(self._show_price_form)
        self.delete_button.clicked.connect(self._ask_deletion)
        self.deletion.confirmed.connect(self._delete)
        self.deletion.cancelled.connect(self._keep)

    def show_account(
        self, status: AccountStatus, others: frozenset[str], limit: Decimal | None, now: datetime | None
    ) -> None:
        """A refresh of the same account leaves alone what is being typed."""
        is_another = self._status is None or self._status.account.name != status.account.name
        self._status, self._others, self._limit = status, others, limit
        self.title.setText(status.account.name)
        self._show_state(status, now)
        if is_another or not self.name.hasFocus():
            self.name.setText(status.account.name)
            self.name.setCursorPosition(0)
        if is_another or not self.limit.hasFocus():
            self.limit.setText("" if limit is None else plain(limit))
        self.watching.write(status.account.enabled)
        self.form.show_account(status)
        self.entry_button.setVisible(self.form.is_by_hand)
        if is_another:
            self.plan.close_terms()
            self.prices.forget()
            self.entries.forget()
            self.entries_requested.emit(status.account.name)
            self._keep()
            self.name_line.show_problem("")
            self.limit_line.show_problem("")

    def _show_state(self, status: AccountStatus, now: datetime | None) -> None:
        word, tone = state_of(status.freshness)
        if status.updated and now:
            since = ago(status.updated, now)
            word = translate("AccountDetails", "{state}, updated {ago}", state=word, ago=since)
        message = f". {status_text(status.message)}" if status.message else "."
        where = ", ".join(part for part in (service_name(status.service_name), status.account.base_url) if part)
        limit = f" {rate_limit_text(status.rate_limit)}" if status.updated else ""
        self.state.setText(f"{where}. {word}{message}{limit}")
        self.state.set_tone("muted" if status.freshness is Freshness.FRESH else TONES[tone])

    def _name(self) -> str:
        return self._status.account.name if self._status else ""

    @Slot()
    def _rename(self) -> None:
        new = " ".join(self.name.text().split())
        if not new:
            self.name_line.show_problem(translate("AccountDetails", "Not taken: an account needs a name."))
        elif new in self._others:
            self.name_line.show_problem(translate("AccountDetails", "Not taken: another account has this name."))
        else:
            self.name_line.show_problem("")
            if new != self._name():
                self.renamed.emit(self._name(), new)

    @Slot()
    def _set_limit(self) -> None:
        try:
            limit = dollars_in(self.limit.text())
        except ValueError as error:
            self.limit_line.show_problem(not_taken(str(error)))
            return
        self.limit_line.show_problem("")
        if limit != self._limit:
            self._limit = limit
            self.limit_changed.emit(self._name(), limit)

    @Slot()
    def _switch(self) -> None:
        self.switched.emit(self._name(), bool(self.watching.read()))

    @Slot()
    def _ask_usage(self) -> None:
        self.usage_requested.emit(self._name())

    def show_problem(self, name: str, text: str) -> None:
        """Beside what was asked for last; an account followed by hand has its plan alone."""
        if self.form.is_by_hand and name == self._name():
            self.plan.show_problem(text)
        else:
            self.form.show_problem(name, text)

    @Slot()
    def _ask_entry(self) -> None:
        self.entry_requested.emit(self._name())

    def show_plan(self, use: SubscriptionUse | None, zone: str) -> None:
        """Of the account in sight."""
        self.plan.show_use(use, zone)

    def show_prices(self, prices: tuple[OwnPrice, ...], models: tuple[str, ...]) -> None:
        """Of the account in sight, and the models that it uses."""
        self.prices.show_prices(prices, models)

    def show_entries(self, name: str, entries: tuple[UsageRecord, ...], zone: str) -> None:
        if name == self._name():
            self.entries.show_entries(entries, zone)

    @Slot(object)
    def _ask_entry_edit(self, record: UsageRecord) -> None:
        self.entry_edit_requested.emit(self._name(), record)

    @Slot(object, object)
    def _change_entry(self, before: UsageRecord | None, after: UsageRecord | None) -> None:
        self.entry_changed.emit(self._name(), before, after)

    @Slot()
    def _show_price_form(self) -> None:
        page = self.widget()
        if page is not None and (layout := page.layout()) is not None:
            layout.activate()  # so that the form has its place before it is scrolled to
        self.ensureWidgetVisible(self.prices.terms.save)
        self.ensureWidgetVisible(self.prices.terms.model.line)

    @Slot(object, object)
    def _change_price(self, before: OwnPrice | None, after: OwnPrice | None) -> None:
        self.price_changed.emit(self._name(), before, after)

    @Slot(object)
    def _change_plan(self, plan: Subscription | None) -> None:
        self.plan_changed.emit(self._name(), plan)

    @Slot()
    def _ask_deletion(self) -> None:
        self.deletion.ask_about(self._name())
        self.delete_button.hide()
        self.losses_requested.emit(self._name())
        self.ensureWidgetVisible(self.deletion)

    @Slot()
    def _delete(self) -> None:
        self._keep()
        self.deleted.emit(self._name())

    @Slot()
    def _keep(self) -> None:
        self.deletion.hide()
        self.delete_button.show()


def _short(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return row
