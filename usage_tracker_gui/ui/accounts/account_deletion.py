"""Before an account is deleted: what is lost is spelled out, and the way out is the button that Enter presses."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Card, Text
from usage_tracker_gui.ui.parts.wording import shortened

ALWAYS_LOST = (
    noted("AccountDeletion", "Its admin key in the keychain of this computer"),
    noted("AccountDeletion", "All of its usage, costs and alerts in this app's history"),
)
NEVER_LOST = noted("AccountDeletion", "Nothing changes at the service: its keys, its bills and its own records stay.")


class AccountDeletion(Card):
    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("AccountDeletion", "Delete this account?"), parent)
        self.title.setWordWrap(True)
        self.losses = Text("")
        self.losses.setWordWrap(True)
        self.kept = Text(translate("AccountDeletion", NEVER_LOST), tone="muted")
        self.kept.setWordWrap(True)
        self.keep = QPushButton(translate("AccountDeletion", "Keep it"))
        self.keep.clicked.connect(self.cancelled)
        self.delete_button = QPushButton(translate("AccountDeletion", "Delete account and history"))
        self.delete_button.setProperty("kind", "danger")
        self.delete_button.clicked.connect(self.confirmed)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.keep)
        self.body.addWidget(self.losses)
        self.body.addWidget(self.kept)
        self.body.addSpacing(GRID)
        self.body.addLayout(buttons)
        self.hide()

    @Slot(str)
    def ask_about(self, name: str) -> None:
        self.title.setText(translate("AccountDeletion", "Delete “{name}”?", name=shortened(name)))
        self.title.setToolTip(name)
        self.show_losses(())
        self.show()
        self.keep.setFocus()

    def show_losses(self, losses: tuple[str, ...]) -> None:
        """What is known by number, such as `412,310 rows of usage since 3 Jan 2026`, in place of the general words."""
        secret, history = (translate("AccountDeletion", text) for text in ALWAYS_LOST)
        lines = (f"•  {loss}" for loss in (secret, *(losses or (history,))))
        self.losses.setText("\n".join((translate("AccountDeletion", "This is lost:"), *lines)))
