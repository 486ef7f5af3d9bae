"""The three steps of adding an account: which service, its admin key, and the keys to watch."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QProgressBar, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Service, Tells
from usage_tracker_gui.domain.usage import NamedKey
from usage_tracker_gui.ui.language.translation import counted, noted, translate
from usage_tracker_gui.ui.look.icons import icon
from usage_tracker_gui.ui.look.theme import GRID, HALF
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.key_list import KeyList
from usage_tracker_gui.ui.parts.roomy_item import NavigationItem
from usage_tracker_gui.ui.parts.secret_field import SecretField
from usage_tracker_gui.ui.parts.wording import service_name


class ServiceStep(QWidget):
    taken = Signal()  # a double click, or Enter
    changed = Signal()

    def __init__(self, services: tuple[Service, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.list = QListWidget()
        self.list.setAccessibleName(translate("AddAccount", "Services"))
        self.list.setIconSize(QSize(18, 18))
        self.list.setItemDelegate(NavigationItem(36, self.list))
        for service in services:
            self.list.addItem(QListWidgetItem(icon(service.icon, "muted"), service_name(service.name)))
        self.list.setStyleSheet("QListWidget { background: transparent; }")
        self.list.setMouseTracking(True)
        self.list.setCurrentRow(0)
        self.what = Text("", tone="muted")
        self.what.setWordWrap(True)
        self.list.currentRowChanged.connect(self._explain)
        self.list.itemActivated.connect(self._take)
        layout = _column(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.what)
        self._explain()

    @property
    def service(self) -> Service | None:
        row = self.list.currentRow()
        return self._services[row] if 0 <= row < len(self._services) else None

    @Slot()
    def _explain(self) -> None:
        self.what.setText(told_by(self.service) if self.service else "")
        self.changed.emit()

    @Slot()
    def _take(self) -> None:
        self.taken.emit()


def told_by(service: Service) -> str:
    """What will be seen of a service, in one sentence."""
    if not service.tells:
        return translate(
            "AddAccount",
            "{service} has no usage API: its usage is followed by hand or by import, without a key.",
            service=service_name(service.name),
        )
    words = [translate("AddAccount", word) for tells, word in _TOLD.items() if tells in service.tells]
    told = words[-1]
    if len(words) > 1:
        told = translate("AddAccount", "{first} and {last}", first=", ".join(words[:-1]), last=told)
    return translate("AddAccount", "{service} tells {words}.", service=service_name(service.name), words=told)


_TOLD = {
    Tells.TOKENS: noted("AddAccount", "tokens"),
    Tells.REQUESTS: noted("AddAccount", "requests"),
    Tells.TIER: noted("AddAccount", "the tier"),
    Tells.KEYS: noted("AddAccount", "keys by name"),
    Tells.PROJECTS: noted("AddAccount", "projects"),
    Tells.COST: noted("AddAccount", "what it bills"),
}


class SecretStep(QWidget):
    entered = Signal(object)  # Secret
    help_opened = Signal(str)  # an address
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._url = ""
        self.name = QLineEdit()
        self.name.setAccessibleName(translate("AddAccount", "Name of the account"))
        self.name.setMaxLength(300)
        self.name.textChanged.connect(self.changed)
        self.name_problem = Text("", tone="critical")
        self.name_problem.hide()
        self.secret_label = Text(translate("AddAccount", "Admin key"), bold=True)
        self.help = Text("", tone="muted")
        self.help.setWordWrap(True)
        self.secret = SecretField()
        self.secret.button.hide()  # the assistant's own Next does it
        self.secret.entered.connect(self.entered)
        self.open_help = QPushButton(translate("AddAccount", "How to get one"))
        self.open_help.setIcon(icon("open-in-new", "muted"))
        self.open_help.clicked.connect(self._open_help)
        self.address = QLineEdit()
        self.address.setAccessibleName(translate("AddAccount", "Address of the service"))
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.waiting.setFixedHeight(4)
        self.waiting.setAccessibleName(translate("AddAccount", "Asking the service"))
        self.waiting.hide()
        self.note = Text(
            translate("AddAccount", "It goes to the system's keychain, and from there to this address only."),
            tone="muted",
        )
        self.note.setWordWrap(True)
        layout = _column(self)
        name_label = Text(translate("AddAccount", "Name"), bold=True)
        self.address_label = Text(translate("AddAccount", "Address"), bold=True)
        labels = (name_label, self.secret_label, self.address_label)
        for label, field in zip(labels, (self.name, self.secret, self.address), strict=True):
            label.setBuddy(field)
        self._stack(layout, name_label, self.name, self.name_problem)
        layout.addSpacing(GRID)
        self._stack(layout, self.secret_label, self.secret, self.help)
        layout.addWidget(self.open_help, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(GRID)
        self._stack(layout, self.address_label, self.address, self.note, self.waiting)
        layout.addStretch(1)

    @staticmethod
    def _stack(layout: QVBoxLayout, *widgets: QWidget) -> None:
        for widget in widgets:
            layout.addWidget(widget)

    def show_service(self, service: Service, name: str) -> None:
        self._url = service.help_url
        self.name.setText(name)
        self.address.setText(service.base_url)
        self.help.setText(translate("Services", service.help))
        self.help.setVisible(bool(service.help))
        self.open_help.setVisible(bool(service.help_url))
        self.secret.wipe()
        self.secret.show_service(service)
        needs_secret = bool(service.tells)
        for widget in (self.secret_label, self.secret, self.address_label, self.address, self.note):
            widget.setVisible(needs_secret)

    def show_waiting(self) -> None:
        self.waiting.show()
        self.setEnabled(False)

    def show_problem(self, text: str) -> None:
        self.waiting.hide()
        self.setEnabled(True)
        self.secret.show_problem(text)
        self.secret.setFocus()

    def be_ready(self) -> None:
        self.waiting.hide()
        self.setEnabled(True)

    def show_name_problem(self, text: str) -> None:
        self.name_problem.setText(text)
        self.name_problem.setVisible(bool(text))

    @Slot()
    def _open_help(self) -> None:
        self.help_opened.emit(self._url)


class KeysStep(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result = Text("", tone="ok", bold=True)
        self.keys = KeyList()
        layout = _column(self)
        layout.addWidget(self.result)
        layout.addWidget(Text(translate("AddAccount", "Tick the keys to watch, or none to watch every key.")))
        layout.addSpacing(HALF)
        layout.addWidget(self.keys)
        layout.addStretch(1)

    def show_keys(self, keys: tuple[NamedKey, ...]) -> None:
        self.result.setText(counted("AddAccount", "It works: {n} keys found.", "It works: 1 key found.", len(keys)))
        self.keys.show_keys(keys, ())


def _column(parent: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(HALF)
    return layout
