"""The assistant that adds an account in three steps. Nothing is kept before the last one."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Account, Secret, Service
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.accounts.account_steps import KeysStep, SecretStep, ServiceStep
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.wording import service_name

TITLES = (
    noted("AddAccount", "Which service?"),
    noted("AddAccount", "Its admin key"),
    noted("AddAccount", "Which keys?"),
)
BY_HAND_TITLES = (TITLES[0], noted("AddAccount", "Its name"))  # nobody is asked, so there is no key


class AddAccountDialog(QDialog):
    """`connection_test_requested` is answered by `show_keys` or `show_problem`."""

    connection_test_requested = Signal(object, object)  # Account (id 0, not kept yet), Secret
    account_added = Signal(object, object)  # Account (id 0), Secret or None where the service needs none
    help_opened = Signal(str)  # an address for the browser

    def __init__(
        self, services: tuple[Service, ...], taken_names: frozenset[str] = frozenset(), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("AddAccount", "Add account"))
        self.resize(520, 500)
        self.setMinimumSize(440, 420)
        self._taken = taken_names
        self._secret: Secret | None = None
        self._draft: Account | None = None
        self.step = Text("", tone="muted")
        self.title = Text("", size=SECTION, bold=True)
        self.service_step = ServiceStep(services)
        self.secret_step = SecretStep()
        self.keys_step = KeysStep()
        self.steps = QStackedWidget()
        self.cancel = QPushButton(translate("AddAccount", "Cancel"))
        self.back = QPushButton(translate("AddAccount", "Back"))
        self.next = QPushButton(translate("AddAccount", "Next"))
        self.next.setProperty("kind", "primary")
        self._lay_out()
        self._connect()
        self._go_to(0)

    def _lay_out(self) -> None:
        for step in (self.service_step, self.secret_step, self.keys_step):
            self.steps.addWidget(step)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        for button in (self.cancel, self.back, self.next):
            button.setAutoDefault(False)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.step)
        layout.addWidget(self.title)
        layout.addWidget(self.steps, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.cancel.clicked.connect(self.reject)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self.service_step.taken.connect(self._go_on)
        self.service_step.changed.connect(self._offer)
        self.secret_step.entered.connect(self._test)
        self.secret_step.name.returnPressed.connect(self._take_name)
        self.secret_step.changed.connect(self._check_name)
        self.secret_step.secret.line.textChanged.connect(self._offer)
        self.secret_step.help_opened.connect(self.help_opened)

    # What others hand over

    def show_keys(self, keys: tuple[NamedKey, ...]) -> None:
        """The secret works; these are the keys that it sees."""
        self.secret_step.be_ready()
        if self._secret is not None and self.steps.currentWidget() is self.secret_step:
            self.keys_step.show_keys(keys)
            self._go_to(2)

    def show_problem(self, text: str) -> None:
        """The secret does not work; it is forgotten and asked for again."""
        self._secret = None
        self.secret_step.show_problem(text)
        self._offer()

    # Going through

    def _go_to(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.back.setVisible(step > 0)
        asked = self.secret_step.secret if self._needs_secret else self.secret_step.name
        first = (self.service_step.list, asked, self.keys_step.keys.search)[step]
        first.setFocus()
        self._offer()

    @property
    def _needs_secret(self) -> bool:
        service = self.service_step.service
        return service is not None and bool(service.tells)

    @Slot()
    def _go_back(self) -> None:
        self._secret = None
        self.secret_step.be_ready()
        self._go_to(self.steps.currentIndex() - 1)

    @Slot()
    def _go_on(self) -> None:
        service = self.service_step.service
        if service is None:
            return
        if self.steps.currentIndex() == 0:
            self.secret_step.show_service(service, self._free_name(service_name(service.name)))
            self._go_to(1)
        elif self.steps.currentIndex() == 2 or not service.tells:
            self._add()
        else:
            self.secret_step.secret.enter()

    @Slot()
    def _take_name(self) -> None:
        """All that there is to enter, where no key is needed."""
        if not self._needs_secret:
            self._add()

    @Slot(object)
    def _test(self, secret: Secret) -> None:
        draft = self._account()
        if draft is None:
            return
        self._secret, self._draft = secret, draft
        self.secret_step.show_waiting()
        self._offer()
        self.connection_test_requested.emit(draft, secret)

    def _add(self) -> None:
        account = self._draft if self._secret is not None else self._account()
        if account is None:
            return
        self.account_added.emit(replace(account, key_ids=self.keys_step.keys.watched()), self._secret)
        self.accept()

    def _account(self) -> Account | None:
        """What has been entered so far; None, with the reason beside its field, where that can't be."""
        service, name = self.service_step.service, " ".join(self.secret_step.name.text().split())
        address = self.secret_step.address.text().strip().rstrip("/")
        if service is None or not self._check_name():
            return None
        if not service.tells:
            return Account(0, name, service.id, service.base_url)
        problem = mistake_in_address(address)
        if problem:
            self.secret_step.show_problem(problem)
            return None
        return Account(0, name, service.id, address)

    @Slot()
    def _check_name(self) -> bool:
        name = " ".join(self.secret_step.name.text().split())
        problem = "" if name else translate("AddAccount", "An account needs a name.")
        problem = translate("AddAccount", "Another account has this name.") if name in self._taken else problem
        self.secret_step.show_name_problem(problem)
        self._offer()
        return not problem

    def _free_name(self, wish: str) -> str:
        names = (wish, *(f"{wish} {number}" for number in range(2, len(self._taken) + 3)))
        return next(name for name in names if name not in self._taken)

    @Slot()
    def _offer(self) -> None:
        step, service = self.steps.currentIndex(), self.service_step.service
        needs_secret = self._needs_secret
        titles = TITLES if needs_secret else BY_HAND_TITLES
        self.step.setText(translate("AddAccount", "Step {step} of {steps}", step=step + 1, steps=len(titles)))
        self.title.setText(translate("AddAccount", titles[step]))
        is_last = step == len(titles) - 1
        self.next.setText(translate("AddAccount", "Add account") if is_last else translate("AddAccount", "Next"))
        has_secret = bool(self.secret_step.secret.line.text().strip()) or not needs_secret
        ready = (service is not None, has_secret and self.secret_step.isEnabled(), True)[step]
        self.next.setEnabled(ready)
        self.next.setDefault(step == 0 and ready)

    def done(self, result: int) -> None:
        self.secret_step.secret.wipe()
        self._secret = None
        super().done(result)


def mistake_in_address(address: str) -> str:
    """Why a secret can't be sent there; '' when it can: encrypted, or to this computer itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.password:
        return translate("AddAccount", "The address does not look like https://api.example.com/v1.")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        return translate("AddAccount", "An admin key goes over https only: change http:// to https:// in the address.")
    return ""
