"""The field for a credential: hidden while typed, checked for mix-ups, gone once it is handed on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.account import Secret, Service
from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, HALF
from usage_tracker_gui.ui.parts.card import Text


class SecretField(QWidget):
    """`entered(Secret)`. The text lives in the field alone, and is wiped before the signal goes out."""

    entered = Signal(object)  # Secret

    def __init__(self, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service: Service | None = None
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(translate("SecretField", "Admin key"))
        self.line.setMaxLength(4096)
        self.line.returnPressed.connect(self.enter)
        self.line.textChanged.connect(self._show_readiness)
        self.button = QPushButton(action or translate("SecretField", "Save"))
        self.button.setAccessibleName(translate("SecretField", "Admin key: {action}", action=self.button.text()))
        self.button.setEnabled(False)
        self.button.clicked.connect(self.enter)
        self.problem = Text("", tone="critical")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        self.setFocusProxy(self.line)

    def show_service(self, service: Service | None) -> None:
        """Whose credential is asked for: its usual beginning stands in the empty field."""
        self._service = service
        prefix = service.secret_prefix if service else ""
        self.line.setPlaceholderText(f"{prefix}…" if prefix else translate("SecretField", "Paste it here"))

    def wipe(self) -> None:
        self.line.setText("")  # unlike clear(), leaves nothing for an undo to bring back
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @Slot()
    def enter(self) -> None:
        text = "".join(self.line.text().split())
        if not text:
            return
        mistake = mistake_in(text, self._service)
        if mistake:
            self.show_problem(mistake)
            return
        self.wipe()
        self.entered.emit(Secret(text))

    @Slot(str)
    def _show_readiness(self, text: str) -> None:
        self.button.setEnabled(bool(text.strip()))
        self.show_problem("")


def mistake_in(text: str, service: Service | None) -> str:
    """Why this can't be the right credential; '' when it may be. The sentence never repeats what was entered."""
    if not text.isascii() or not text.isprintable():
        return translate("SecretField", "This holds characters that no key has: copy it again.")
    if service is None:
        return ""
    wrong = next((prefix for prefix in service.wrong_secret_prefixes if text.startswith(prefix)), "")
    is_right = bool(service.secret_prefix) and text.startswith(service.secret_prefix)
    if wrong and not (is_right and len(service.secret_prefix) > len(wrong)):
        found = translate(
            "SecretField", "This is another kind of {service} key ({wrong}…).", service=service.name, wrong=wrong
        )
        if not service.secret_prefix:
            return found + " " + translate("SecretField", "An admin key is needed.")
        needed = translate(
            "SecretField", "An admin key is needed: one starts with {right}.", right=service.secret_prefix
        )
        return f"{found} {needed}"
    return ""
