"""The accounts' part of the settings: admin key and watched keys of the account that is picked."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Account, AccountStatus, Freshness, Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.choice_box import ChoiceBox
from usage_tracker_gui.ui.key_list import KeyList, key_ids_in, watched_of, watched_text
from usage_tracker_gui.ui.secret_field import SecretField
from usage_tracker_gui.ui.settings_row import FormCard, FormLine
from usage_tracker_gui.ui.theme import GRID


class AccountSettings(FormCard):
    secret_entered = Signal(str, object)  # account's name, Secret
    connection_test_requested = Signal(str)
    keys_requested = Signal(str)
    keys_chosen = Signal(str, tuple)
    account_requested = Signal()  # there is none yet

    def __init__(self, services: tuple[Service, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Account")
        self._services = {service.id: service for service in services}
        self._accounts: dict[str, AccountStatus] = {}
        self._keys: dict[str, tuple[NamedKey, ...]] = {}
        self.account = ChoiceBox("Account")
        self.account.currentIndexChanged.connect(self._show_account)
        self.secret = SecretField()
        self.secret.entered.connect(self._tell_secret)
        self.test = QPushButton("Test")
        self.test.setAccessibleName("Test the connection")
        self.test.clicked.connect(self._ask_test)
        self.ids = QLineEdit()
        self.ids.setAccessibleName("Key IDs")
        self.ids.setPlaceholderText("Every key")
        self.ids.editingFinished.connect(self._take_ids)
        self.choose = QPushButton("Choose…")
        self.choose.setAccessibleName("Choose keys by name")
        self.choose.clicked.connect(self._ask_keys)
        self.keys = KeyList()
        self.keys.hide()
        self.keys.chosen.connect(self._tell_keys)
        self.add_button = QPushButton("Add an account")
        self.add_button.setProperty("kind", "primary")
        self.add_button.clicked.connect(self.account_requested)
        self._lay_out()
        self.show_accounts(())

    def _lay_out(self) -> None:
        self.account_line = FormLine("Account", "", self.account)
        secret_row = _row(self.secret, self.test)
        self.secret_line = FormLine("Admin key", "Kept in the system's keychain, shown nowhere.", secret_row)
        key_column = QWidget()
        column = QVBoxLayout(key_column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(_row(self.ids, self.choose))
        column.addWidget(self.keys)
        self.keys_line = FormLine("Key IDs", "The API keys to watch; nothing: every key.", key_column)
        self.none = FormLine("No account yet", "An account is one organization at one service.", self.add_button)
        for line in (self.none, self.account_line, self.secret_line, self.keys_line):
            self.add(line)

    # What others hand over

    def show_accounts(self, statuses: tuple[AccountStatus, ...]) -> None:
        """The picked account stays picked, and what is being typed stays as it is."""
        picked = self.picked()
        self._accounts = {status.account.name: status for status in statuses}
        with QSignalBlocker(self.account):
            if [self.account.itemText(row) for row in range(self.account.count())] != list(self._accounts):
                self.account.clear()
                self.account.addItems(list(self._accounts))
                self.account.setCurrentIndex(max(0, self.account.findText(picked)))
        self.none.setVisible(not statuses)
        for line in (self.account_line, self.secret_line, self.keys_line):
            line.setVisible(bool(statuses))
        if statuses and self.picked() != picked:
            self._show_account()
        elif statuses:
            self._show_status(self._accounts[picked])

    def show_keys(self, account: str, keys: tuple[NamedKey, ...]) -> None:
        self._keys[account] = keys
        if account == self.picked():
            self.choose.setEnabled(True)
            self.keys.show_keys(keys, self._accounts[account].account.key_ids)
            self.keys.show()
            self.keys_line.show_problem("" if keys else "This account has no keys yet.")

    def show_problem(self, account: str, text: str) -> None:
        if account == self.picked():
            self._be_ready()
            self.secret_line.show_problem(text)

    def show_success(self, account: str, text: str) -> None:
        if account == self.picked():
            self._be_ready()
            self.secret_line.show_success(text)

    def picked(self) -> str:
        return self.account.currentText()

    # Drawing

    @Slot()
    def _show_account(self) -> None:
        status = self._accounts.get(self.picked())
        if status is None:
            return
        self.secret.wipe()
        self.secret.show_service(self._services.get(status.account.service))
        self._be_ready()
        self.keys.setVisible(False)
        self.keys_line.show_problem("")
        self.secret_line.show_problem("")
        self._show_status(status)
        self.ids.setText(watched_of(status.account))

    def _show_status(self, status: AccountStatus) -> None:
        self.account_line.problem.set_tone("muted")
        if status.freshness is Freshness.NEEDS_KEY:
            self.account_line.show_problem(status.message or "Needs an admin key.")
        else:
            self.account_line.show_problem("")
        if not self.ids.hasFocus():
            self.ids.setText(watched_of(status.account))

    def _be_ready(self) -> None:
        self.test.setEnabled(True)
        self.choose.setEnabled(True)

    # Telling

    @Slot(object)
    def _tell_secret(self, secret: Secret) -> None:
        self.secret_line.show_success("Handed to the keychain.")
        self.secret_entered.emit(self.picked(), secret)

    @Slot()
    def _ask_test(self) -> None:
        self.test.setEnabled(False)
        self.secret_line.show_success("Asking …")
        self.connection_test_requested.emit(self.picked())

    @Slot()
    def _ask_keys(self) -> None:
        if self.picked() in self._keys:
            self.keys.setVisible(self.keys.isHidden())
            if not self.keys.isHidden():
                self.show_keys(self.picked(), self._keys[self.picked()])
            return
        self.choose.setEnabled(False)
        self.keys_requested.emit(self.picked())

    @Slot()
    def _take_ids(self) -> None:
        try:
            ids = key_ids_in(self.ids.text())
        except ValueError as error:
            self.ids.setText("")  # it may be a secret: it does not stay on the screen
            self.keys_line.show_problem(str(error))
            return
        self.keys_line.show_problem("")
        account = self._account()
        if account is not None and ids != account.key_ids:
            self._tell_keys(ids)

    @Slot(tuple)
    def _tell_keys(self, ids: tuple[str, ...]) -> None:
        self.ids.setText(", ".join(ids))
        self.keys_line.show_success(watched_text(ids))
        self.keys_chosen.emit(self.picked(), ids)

    def _account(self) -> Account | None:
        status = self._accounts.get(self.picked())
        return status.account if status else None


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is widgets[0] else 0, Qt.AlignmentFlag.AlignTop)
    return row
