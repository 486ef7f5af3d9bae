"""What one account needs from a person: its admin key, a test that it works, and which keys are watched."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Account, AccountStatus, RateLimit, Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.key_list import KeyList, key_ids_in, watched_text
from usage_tracker_gui.ui.parts.secret_field import SecretField
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine
from usage_tracker_gui.ui.parts.wording import rate_limit_text

SUCCESSES = (  # what it may be told, by those who know no translation
    noted("AccountForm", "The new key is in the keychain; the next refresh uses it."),
)


class AccountForm(FormCard):
    """`first` are lines to stand above the two of its own."""

    secret_entered = Signal(str, object)  # account's name, Secret
    connection_test_requested = Signal(str)
    keys_requested = Signal(str)
    keys_chosen = Signal(str, tuple)

    def __init__(
        self, services: tuple[Service, ...], first: tuple[FormLine, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = {service.id: service for service in services}
        self._account: Account | None = None
        self._keys: dict[str, tuple[NamedKey, ...]] = {}
        self.secret = SecretField()
        self.secret.entered.connect(self._tell_secret)
        self.test = QPushButton(translate("AccountForm", "Test"))
        self.test.setAccessibleName(translate("AccountForm", "Test the connection"))
        self.test.clicked.connect(self._ask_test)
        self.ids = QLineEdit()
        self.ids.setAccessibleName(translate("AccountForm", "Key IDs"))
        self.ids.setPlaceholderText(translate("AccountForm", "Every key"))
        self.ids.editingFinished.connect(self._take_ids)
        self.choose = QPushButton(translate("AccountForm", "Choose…"))
        self.choose.setAccessibleName(translate("AccountForm", "Choose keys by name"))
        self.choose.clicked.connect(self._ask_keys)
        self.keys = KeyList()
        self.keys.hide()
        self.keys.chosen.connect(self._tell_keys)
        self.secret_line = FormLine(
            translate("AccountForm", "Admin key"),
            translate("AccountForm", "Kept in the system's keychain, shown nowhere."),
            side_by_side(self.secret, self.test),
        )
        column = QWidget()
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addWidget(side_by_side(self.ids, self.choose))
        rows.addWidget(self.keys)
        self.keys_line = FormLine(
            translate("AccountForm", "Key IDs"),
            translate("AccountForm", "The API keys to watch; nothing: every key."),
            column,
        )
        for line in (*first, self.secret_line, self.keys_line):
            self.add(line)

    @property
    def is_by_hand(self) -> bool:
        """Is the account's service known to be one that can't be asked?"""
        service = self._services.get(self._account.service) if self._account is not None else None
        return service is not None and not service.tells

    # What others hand over

    def show_services(self, services: tuple[Service, ...]) -> None:
        self._services = {service.id: service for service in services}
        if self._account is not None:
            self.secret.show_service(self._services.get(self._account.service))
            self._offer_what_is_asked()

    def show_account(self, status: AccountStatus) -> None:
        """Another account clears what was typed for the one before; a refresh of the same one does not."""
        account = status.account
        is_another = self._account is None or self._account.name != account.name
        self._account = account
        self._offer_what_is_asked()
        if is_another:
            self.secret.wipe()
            self.secret.show_service(self._services.get(account.service))
            self._be_ready()
            self.keys.hide()
            self.keys_line.show_problem("")
            self.secret_line.show_problem("")
        if is_another or not self.ids.hasFocus():
            self.ids.setText(", ".join(account.key_ids))

    def _offer_what_is_asked(self) -> None:
        """Nobody asks for a key of a service that nobody asks."""
        for line in (self.secret_line, self.keys_line):
            line.setVisible(not self.is_by_hand)
        self.update()

    def show_keys(self, name: str, keys: tuple[NamedKey, ...]) -> None:
        self._keys[name] = keys
        if self._account is not None and name == self._account.name:
            self._be_ready()
            self.keys.show_keys(keys, key_ids_in(self.ids.text()))
            self.keys.show()
            self.keys_line.show_problem("" if keys else translate("AccountForm", "This account has no keys yet."))

    def show_problem(self, name: str, text: str) -> None:
        if name == self._name():
            self._be_ready()
            self.secret_line.show_problem(text)

    def show_success(self, name: str, text: str) -> None:
        if name == self._name():
            self._be_ready()
            self.secret_line.show_success(translate("AccountForm", text))

    def show_proof(self, name: str, limit: RateLimit | None) -> None:
        """The service took the key; what it told of its rate limit."""
        if name == self._name():
            self._be_ready()
            self.secret_line.show_success(f"{translate('AccountForm', 'It works.')} {rate_limit_text(limit)}")

    def _name(self) -> str:
        return self._account.name if self._account else ""

    def _be_ready(self) -> None:
        self.test.setEnabled(True)
        self.choose.setEnabled(True)

    # Telling

    @Slot(object)
    def _tell_secret(self, secret: Secret) -> None:
        self.secret_line.show_note(translate("AccountForm", "Saving …"))
        self.secret_entered.emit(self._name(), secret)

    @Slot()
    def _ask_test(self) -> None:
        self.test.setEnabled(False)
        self.secret_line.show_note(translate("AccountForm", "Asking …"))
        self.connection_test_requested.emit(self._name())

    @Slot()
    def _ask_keys(self) -> None:
        if not self.keys.isHidden():
            self.keys.hide()
        elif self._name() in self._keys:
            self.show_keys(self._name(), self._keys[self._name()])
        else:
            self.choose.setEnabled(False)
            self.keys_requested.emit(self._name())

    @Slot()
    def _take_ids(self) -> None:
        if self._account is None:
            return
        try:
            ids = key_ids_in(self.ids.text())
        except ValueError as error:
            self.ids.setText("")  # it may be a secret: it does not stay on the screen
            self.keys_line.show_problem(str(error))
            return
        self.keys_line.show_problem("")
        if ids != self._account.key_ids:
            self._tell_keys(ids)

    @Slot(tuple)
    def _tell_keys(self, ids: tuple[str, ...]) -> None:
        self.ids.setText(", ".join(ids))
        if self._account is not None:
            self._account = replace(self._account, key_ids=ids)  # what is typed next is compared with this
        self.keys_line.show_success(watched_text(ids))
        self.keys_chosen.emit(self._name(), ids)


def side_by_side(*widgets: QWidget) -> QWidget:
    """The first takes the room that the others leave."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is widgets[0] else 0, Qt.AlignmentFlag.AlignTop)
    return row
