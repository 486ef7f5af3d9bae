"""The settings, grouped as people think. A change applies at once and can be undone beside its field.

Which settings there are, their words and limits come from `settings.preferences`: a new one appears by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from usage_tracker_gui.domain.account import AccountStatus, RateLimit, Service
from usage_tracker_gui.domain.budgets import BudgetState
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.settings.preferences import SETTINGS, TABLES, Preferences
from usage_tracker_gui.ui.language.dates import plain_day
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.budget_bar import budget_text
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.roomy_item import NavigationItem
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.settings_fields import TextField
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine, SettingRow
from usage_tracker_gui.ui.parts.wording import shortened
from usage_tracker_gui.ui.settings.alert_channels import AlertChannels
from usage_tracker_gui.ui.settings.settings_account import AccountSettings
from usage_tracker_gui.ui.settings.way_out import WayOut

ICONS = {
    "watching": "eye-outline",
    "money": "cash",
    "alerts": "bell-outline",
    "computer": "laptop",
    "advanced": "tune-variant",
}
WITHOUT_TRAY = {
    "start_minimized": noted("SettingsDialog", "There is no tray here: it starts as a minimized window."),
    "minimize_to_tray": noted("SettingsDialog", "There is no tray here: closing the window ends the program."),
    "notifications": noted("SettingsDialog", "There is no tray here to show them: alerts are in the window alone."),
}


class SettingsDialog(QDialog):
    preferences_changed = Signal(object)  # Preferences
    secret_entered = Signal(str, object)  # account's name, Secret
    connection_test_requested = Signal(str)
    keys_requested = Signal(str)
    keys_chosen = Signal(str, tuple)
    account_requested = Signal()
    data_folder_opened = Signal()
    section_requested = Signal(str)  # of the alerts page, where budgets and limits are kept

    def __init__(
        self,
        preferences: Preferences,
        *,
        services: tuple[Service, ...] = (),
        data_folder: str = "",
        prices_as_of: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("SettingsDialog", "Settings"))
        self.resize(860, 620)
        self.setMinimumSize(680, 420)
        self._preferences = preferences
        self._history: list[tuple[str, object]] = []  # (key, value before), for Ctrl+Z
        self.rows: dict[str, SettingRow] = {}
        self.accounts = AccountSettings(services)
        self.channels = AlertChannels()
        self.groups = QListWidget()
        self.pages = QStackedWidget()
        self._lay_out()
        for table, title in TABLES.items():
            if table in ICONS:
                self._add_group(table, translate("Settings", title))
        self._add_money_facts(prices_as_of)
        self._add_ways_out()
        self._add_data_folder(data_folder)
        self._connect()
        self.show_preferences(preferences)
        self.groups.setCurrentRow(0)

    def _lay_out(self) -> None:
        self.groups.setAccessibleName(translate("SettingsDialog", "Groups of settings"))
        self.groups.setFixedWidth(184)
        self.groups.setIconSize(QSize(18, 18))
        self.groups.setItemDelegate(NavigationItem(36, self.groups))
        self.groups.setObjectName("groups")
        self.groups.setStyleSheet("#groups { background: transparent; padding: 8px; }")
        self.close_button = QPushButton(translate("SettingsDialog", "Close"))
        self.close_button.setDefault(False)
        self.close_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.addWidget(
            Text(translate("SettingsDialog", "Changes apply at once. Ctrl+Z takes the last one back."), tone="muted")
        )
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.groups)
        middle.addWidget(self.pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)

    def _add_group(self, table: str, title: str) -> None:
        self.groups.addItem(QListWidgetItem(icon(ICONS[table], "muted"), title))
        page = QWidget()
        form = QVBoxLayout(page)
        form.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        form.setSpacing(0)
        form.addWidget(Text(title, size=SECTION, bold=True))
        form.addSpacing(GRID)
        if table == "watching":
            form.addWidget(self.accounts)
            form.addSpacing(2 * GRID)
        lines = FormCard()
        lines.setObjectName(table)
        for key, setting in SETTINGS.items():
            if setting.table == table:
                self.rows[key] = SettingRow(key, setting)
                lines.add(self.rows[key])
        form.addWidget(lines)
        if table == "alerts":
            form.addSpacing(2 * GRID)
            form.addWidget(self.channels)
        form.addStretch(1)
        self.pages.addWidget(Scroller(page))

    def _insert(self, table: str, line: FormLine, after: str) -> None:
        card = self.findChild(FormCard, table)
        assert card is not None
        card.add(line, after=self.rows[after])

    def _add_money_facts(self, as_of: date | None) -> None:
        self.prices = Text("", tone="muted")
        self.prices.setMinimumHeight(28)
        self.show_prices_as_of(as_of)
        self._insert(
            "money",
            FormLine(
                translate("SettingsDialog", "Prices"),
                translate("SettingsDialog", "Published prices, kept with the app."),
                self.prices,
            ),
            "currency_rate",
        )

    def _add_ways_out(self) -> None:
        """To what is not a setting but stands where people look for it."""
        self.budgets = WayOut(
            translate("SettingsDialog", "Budgets"), translate("SettingsDialog", "Open budgets"), "budgets"
        )
        self.limits = WayOut(
            translate("SettingsDialog", "Limits of single parts"), translate("SettingsDialog", "Open limits"), "limits"
        )
        self.limits.state.setText(translate("SettingsDialog", "A key, a project, an account or a service"))
        for line, table, after in ((self.budgets, "money", "tier"), (self.limits, "alerts", "spike_request_rate")):
            line.taken.connect(self.section_requested)
            self._insert(table, line, after)
        self.show_budgets(())

    def _add_data_folder(self, folder: str) -> None:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        path = Elided(folder)
        path.setAccessibleName(translate("SettingsDialog", "Data folder: {folder}", folder=folder))
        self.open_button = QPushButton(translate("SettingsDialog", "Open"))
        self.open_button.setAccessibleName(translate("SettingsDialog", "Open the data folder"))
        self.open_button.clicked.connect(self.data_folder_opened)
        row.addWidget(path, 1)
        row.addWidget(self.open_button)
        self._insert(
            "computer",
            FormLine(
                translate("SettingsDialog", "Data folder"),
                translate("SettingsDialog", "Settings, database and logs."),
                place,
            ),
            "language",
        )

    def _connect(self) -> None:
        self.groups.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.close_button.clicked.connect(self.accept)
        for row in self.rows.values():
            row.changed.connect(self._take)
        self.rows["currency"].field.typed.connect(self._await_rate)
        account = self.accounts
        account.secret_entered.connect(self.secret_entered)
        account.connection_test_requested.connect(self.connection_test_requested)
        account.keys_requested.connect(self.keys_requested)
        account.keys_chosen.connect(self.keys_chosen)
        account.account_requested.connect(self.account_requested)
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.activated.connect(self.undo_last)

    # What others hand over

    @property
    def preferences(self) -> Preferences:
        return self._preferences

    def show_preferences(self, preferences: Preferences) -> None:
        """Settings as they are now; what a row undoes to starts here."""
        self._preferences = preferences
        for key, row in self.rows.items():
            row.show_value(getattr(preferences, key), first=True)
        self._show_dependence()

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        self.accounts.show_accounts(statuses)

    def show_keys(self, account: str, keys: tuple[NamedKey, ...]) -> None:
        self.accounts.show_keys(account, keys)

    def show_problem(self, account: str, text: str) -> None:
        """About an account; about a setting say so with `show_setting_problem`."""
        self.accounts.show_problem(account, text)

    def show_success(self, account: str, text: str) -> None:
        self.accounts.show_success(account, text)

    def show_proof(self, account: str, limit: RateLimit | None) -> None:
        self.accounts.show_proof(account, limit)

    def show_setting_problem(self, key: str, text: str) -> None:
        """A setting that was allowed but could not be done, such as starting at login on a locked-down computer."""
        self.rows[key].show_problem(text)

    def show_tray(self, is_there: bool) -> None:
        """What settings that need a tray do on a desktop without one."""
        for key, text in WITHOUT_TRAY.items():
            self.rows[key].show_note("" if is_there else translate("SettingsDialog", text))

    def show_prices_as_of(self, as_of: date | None) -> None:
        self.prices.setText(
            translate("SettingsDialog", "As of {day}", day=plain_day(as_of))
            if as_of
            else translate("SettingsDialog", "Not read yet")
        )

    def show_budgets(self, states: tuple[BudgetState, ...]) -> None:
        """How many there are, and how far the one that is spent most is."""
        dearest = max(states, key=lambda state: state.share or 0, default=None)
        if dearest is None:
            self.budgets.state.setText(translate("SettingsDialog", "None yet"))
            return
        most = translate(
            "SettingsDialog", "{name}: {share}", name=shortened(dearest.budget.name), share=budget_text(dearest)
        )
        count = counted("SettingsDialog", "{n} budgets", "1 budget", len(states))
        self.budgets.state.setText(most if len(states) == 1 else f"{count}. {most}")

    def show_group(self, table: str) -> None:
        self.groups.setCurrentRow(list(ICONS).index(table))

    # Changing

    @Slot(str, object)
    def _take(self, key: str, value: object) -> None:
        self._history.append((key, getattr(self._preferences, key)))
        self._apply(key, value)
        if key == "language":
            self.rows[key].show_note(translate("SettingsDialog", "The window speaks it from its next start on."))

    def _apply(self, key: str, value: Any) -> None:
        self._preferences = replace(self._preferences, **{key: value})
        self._show_dependence()
        self.preferences_changed.emit(self._preferences)

    @Slot()
    def undo_last(self) -> None:
        if not self._history:
            return
        key, before = self._history.pop()
        self.show_group(SETTINGS[key].table)
        self.rows[key].show_value(before)
        self.rows[key].field.setFocus()
        self._apply(key, before)

    def _show_dependence(self) -> None:
        self.rows["currency_rate"].setEnabled(self._preferences.currency != "USD")

    @Slot()
    def _await_rate(self) -> None:
        """While another currency is being typed: the Tab key that ends it leads to what is enabled by then."""
        field = self.rows["currency"].field
        assert isinstance(field, TextField)
        self.rows["currency_rate"].setEnabled(field.line.text().strip() not in ("", "USD"))

    def done(self, result: int) -> None:
        """What still stands in a field counts, as it does on leaving the field; a half-typed secret does not stay."""
        for row in self.rows.values():
            if row.field.control().hasFocus():
                row.commit()
        self.accounts.secret.wipe()
        self.channels.address.wipe()
        super().done(result)
