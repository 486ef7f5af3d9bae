"""The accounts' part of the settings: the account is picked, then its admin key and watched keys are set."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from usage_tracker_gui.domain.account import AccountStatus, Freshness, Service
from usage_tracker_gui.ui.accounts.account_form import AccountForm
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.settings_row import FormLine


class AccountSettings(AccountForm):
    account_requested = Signal()  # there is none yet

    def __init__(self, services: tuple[Service, ...], parent: QWidget | None = None) -> None:
        self.account = ChoiceBox(translate("AccountSettings", "Account"))
        self.account_line = FormLine(translate("AccountSettings", "Account"), "", self.account)
        self.add_button = QPushButton(translate("AccountSettings", "Add an account"))
        self.add_button.setProperty("kind", "primary")
        self.none = FormLine(
            translate("AccountSettings", "No account yet"),
            translate("AccountSettings", "An account is one organization at one service."),
            self.add_button,
        )
        super().__init__(services, (self.none, self.account_line), parent)
        self._statuses: dict[str, AccountStatus] = {}
        self.account.currentIndexChanged.connect(self._show_picked)
        self.add_button.clicked.connect(self.account_requested)
        self.show_accounts(())

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        """The picked account stays picked, and what is being typed stays as it is."""
        picked = self.account.currentText()
        self._statuses = {status.account.name: status for status in statuses}
        if [self.account.itemText(row) for row in range(self.account.count())] != list(self._statuses):
            with QSignalBlocker(self.account):
                self.account.clear()
                self.account.addItems(list(self._statuses))
                self.account.setCurrentIndex(max(0, self.account.findText(picked)))
        self.none.setVisible(not statuses)
        for line in (self.account_line, self.secret_line, self.keys_line):
            line.setVisible(bool(statuses))
        self._show_picked()

    @Slot()
    def _show_picked(self) -> None:
        status = self._statuses.get(self.account.currentText())
        if status is None:
            return
        needs_key = status.freshness is Freshness.NEEDS_KEY
        self.account_line.show_problem(
            (status.message or translate("AccountSettings", "Needs an admin key.")) if needs_key else ""
        )
        self.show_account(status)
