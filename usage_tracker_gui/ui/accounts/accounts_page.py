"""The accounts page: the list on the left, all about the chosen one on the right, and the log of changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import AccountChange, AccountStatus, RateLimit, Service
from usage_tracker_gui.domain.budgets import limits_of_accounts
from usage_tracker_gui.domain.own_prices import OwnPrice
from usage_tracker_gui.domain.records import UsageRecord
from usage_tracker_gui.domain.report import GroupBy, Report, Summary
from usage_tracker_gui.domain.subscriptions import SubscriptionUse
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.accounts.account_changes import ChangeLog
from usage_tracker_gui.ui.accounts.account_details import AccountDetails
from usage_tracker_gui.ui.accounts.account_list import STATUS, AccountLine, AccountLines
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.empty_state import EmptyState
from usage_tracker_gui.ui.parts.segments import Segments

LIST_WIDTH = 240
MOST_ACCOUNTS = 50


class AccountsPage(QWidget):
    account_requested = Signal()  # a new one: opens the assistant
    account_renamed = Signal(str, str)
    account_switched = Signal(str, bool)  # watched or not
    account_deleted = Signal(str)  # confirmed
    losses_requested = Signal(str)
    limit_changed = Signal(str, object)  # dollars a month, a Decimal; None: no limit
    secret_entered = Signal(str, object)  # account's name, Secret
    connection_test_requested = Signal(str)
    keys_requested = Signal(str)
    keys_chosen = Signal(str, tuple)
    usage_requested = Signal(str)
    entry_requested = Signal(str)  # usage is to be entered by hand
    entries_requested = Signal(str)  # which were told
    entry_edit_requested = Signal(str, object)  # UsageRecord
    entry_changed = Signal(str, object, object)  # UsageRecord before and after, None for none
    plan_changed = Signal(str, object)  # Subscription of account 0; None: no plan any more
    price_changed = Signal(str, object, object)  # OwnPrice before and after, None for none
    followed = Signal(bool)  # in sight or not: plans and prices are told only to who looks

    def __init__(self, services: tuple[Service, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits: Mapping[str, Decimal] = {}
        self._plans: Mapping[str, SubscriptionUse] = {}
        self._prices: tuple[OwnPrice, ...] = ()
        self._models: Mapping[str, tuple[str, ...]] = {}
        self._now: datetime | None = None
        self._zone = "UTC"
        self.what = Segments(
            translate("AccountsPage", "What to list"),
            (("accounts", translate("AccountsPage", "Accounts")), ("changes", translate("AccountsPage", "Changes"))),
        )
        self.what.take("accounts")
        self.count = Text("", tone="muted")
        self.add_button = QPushButton(translate("AccountsPage", "Add account"))
        self.add_button.setProperty("kind", "primary")
        self.add_button.setIcon(icon("plus", "on_accent"))
        self.lines = AccountLines(services, self)
        self.list = QListView()
        self.list.setAccessibleName(translate("AccountsPage", "Accounts"))
        self.list.setModel(self.lines)
        self.list.setItemDelegate(AccountLine(self.lines, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details = AccountDetails(services)
        self.log = ChangeLog()
        self.empty = EmptyState(
            "account-key-outline",
            translate("AccountsPage", "No account yet"),
            translate(
                "AccountsPage",
                "An account is one organization at one service. With its admin key you see what each of its keys uses.",
            ),
            translate("AccountsPage", "Add account"),
        )
        self.no_changes = EmptyState(
            "history",
            translate("AccountsPage", "No changes yet"),
            translate("AccountsPage", "Whatever is done to an account will be listed here, with the time."),
            "",
        )
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._draw()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.what)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.add_button)
        left = Card()
        left.setFixedWidth(LIST_WIDTH)
        left.body.setContentsMargins(GRID, GRID, GRID, GRID)
        left.body.addWidget(self.list)
        self.both = QWidget()
        columns = QHBoxLayout(self.both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * GRID)
        columns.addWidget(left)
        columns.addWidget(self.details, 1)
        self.log_card = Card()
        self.log_card.body.addWidget(self.log)
        for page in (self.both, self.log_card, self.empty, self.no_changes):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(bar)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.what.chosen.connect(self._draw)
        self.add_button.clicked.connect(self.account_requested)
        self.empty.step_taken.connect(self.account_requested)
        self.list.selectionModel().currentChanged.connect(self._show_details)
        details = self.details
        details.renamed.connect(self.account_renamed)
        details.switched.connect(self.account_switched)
        details.deleted.connect(self.account_deleted)
        details.losses_requested.connect(self.losses_requested)
        details.limit_changed.connect(self.limit_changed)
        details.usage_requested.connect(self.usage_requested)
        details.entry_requested.connect(self.entry_requested)
        details.entries_requested.connect(self.entries_requested)
        details.entry_edit_requested.connect(self.entry_edit_requested)
        details.entry_changed.connect(self.entry_changed)
        details.plan_changed.connect(self.plan_changed)
        details.price_changed.connect(self.price_changed)
        details.form.secret_entered.connect(self.secret_entered)
        details.form.connection_test_requested.connect(self.connection_test_requested)
        details.form.keys_requested.connect(self.keys_requested)
        details.form.keys_chosen.connect(self.keys_chosen)

    @property
    def zone(self) -> str:
        """Whose clock the page goes by."""
        return self._zone

    # What others hand over

    @Slot(object)
    def show_report(self, report: Report) -> None:
        self._now, self._zone = report.at, report.view.zone
        self._limits = limits_of_accounts(report.budgets)
        self._models = models_by_account(report.usage)
        self.show_accounts(report.accounts)

    def show_services(self, services: tuple[Service, ...]) -> None:
        """Their icons, and how their keys look; where they are not known yet when the page is made."""
        self.lines.show_services(services)
        self.details.form.show_services(services)
        self._show_details()

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        """The chosen account stays chosen; if it is gone, its neighbour is."""
        current = self.list.currentIndex()
        name, row = self._chosen(), max(0, current.row())
        self.lines.show_accounts(statuses)
        same = self.lines.row_of(name)
        if statuses:
            self.list.setCurrentIndex(self.lines.index(min(row, len(statuses) - 1) if same is None else same))
        self._show_details()
        self._draw()

    def choose(self, name: str) -> None:
        """Brings an account to the front, as after a click on its card."""
        row = self.lines.row_of(name)
        if row is not None:
            self.what.take("accounts")
            self._draw()
            self.list.setCurrentIndex(self.lines.index(row))

    def ask_secret(self, name: str) -> None:
        """Brings an account to the front with the cursor where its new admin key goes."""
        self.choose(name)
        self.details.form.secret.setFocus()
        self.details.ensureWidgetVisible(self.details.form.secret)

    def ask_limit(self, name: str) -> None:
        """Brings an account to the front with the cursor in its monthly limit."""
        self.choose(name)
        self.details.limit.setFocus()
        self.details.limit.selectAll()
        self.details.ensureWidgetVisible(self.details.limit)

    @Slot(object)
    def show_plans(self, uses: tuple[SubscriptionUse, ...]) -> None:
        self._plans = {use.account: use for use in uses}
        self.details.show_plan(self._plans.get(self._chosen()), self._zone)

    @Slot(object)
    def show_prices(self, prices: tuple[OwnPrice, ...]) -> None:
        """Of all accounts that pay others than the published ones."""
        self._prices = prices
        self._show_details()

    def tell(self) -> None:
        """Says again whether it is in sight, for those who listen only now."""
        self.followed.emit(self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.followed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.followed.emit(False)

    def show_changes(self, changes: tuple[AccountChange, ...]) -> None:
        self.log.show_changes(changes, self._zone)
        self._draw()

    def show_keys(self, account: str, keys: tuple[NamedKey, ...]) -> None:
        self.details.form.show_keys(account, keys)

    def show_entries(self, account: str, entries: tuple[UsageRecord, ...]) -> None:
        """The last ones that were told of it."""
        self.details.show_entries(account, entries, self._zone)

    def show_losses(self, account: str, losses: tuple[str, ...]) -> None:
        if account == self._chosen():
            self.details.deletion.show_losses(losses)

    def show_problem(self, account: str, text: str) -> None:
        self.details.show_problem(account, text)

    def show_success(self, account: str, text: str) -> None:
        self.details.form.show_success(account, text)

    def show_proof(self, account: str, limit: RateLimit | None) -> None:
        self.details.form.show_proof(account, limit)

    # Drawing

    def _chosen(self) -> str:
        status = self.list.currentIndex().data(STATUS)
        return status.account.name if isinstance(status, AccountStatus) else ""

    @Slot()
    def _show_details(self) -> None:
        status = self.list.currentIndex().data(STATUS)
        if isinstance(status, AccountStatus):
            name = status.account.name
            others = frozenset(each.account.name for each in self.lines.statuses) - {name}
            self.details.show_account(status, others, self._limits.get(name), self._now)
            self.details.show_plan(self._plans.get(name), self._zone)
            own = tuple(price for price in self._prices if price.account_id == status.account.id)
            self.details.show_prices(own, self._models.get(name, ()))

    @Slot()
    def _draw(self) -> None:
        accounts = len(self.lines.statuses)
        self.count.setText(
            translate("AccountsPage", "{count} of {most}", count=accounts, most=MOST_ACCOUNTS)
            if accounts >= MOST_ACCOUNTS - 10
            else ""
        )
        self.add_button.setEnabled(accounts < MOST_ACCOUNTS)
        if self.what.value() == "changes":
            has_any = bool(self.log.model_of_changes.changes)
            self.pages.setCurrentWidget(self.log_card if has_any else self.no_changes)
        else:
            self.pages.setCurrentWidget(self.both if accounts else self.empty)


def models_by_account(usage: Summary) -> dict[str, tuple[str, ...]]:
    """Which models each account used, in the order of their names."""
    account, model = usage.column(GroupBy.ACCOUNT), usage.column(GroupBy.MODEL)
    used: dict[str, set[str]] = {}
    for row in usage.rows:
        used.setdefault(row.group[account], set()).add(row.group[model])
    return {name: tuple(sorted(models - {""})) for name, models in used.items()}
