"""A button that opens a menu: a word, and a small arrow after it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from usage_tracker_gui.ui.look.icons import icon


class MenuButton(QToolButton):
    def __init__(self, name: str, *, framed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if not framed:
            self.setProperty("kind", "flat")
        self.setAccessibleName(name)
        self.setText(name)
        self.setIcon(icon("chevron-down", "muted"))
        self.setIconSize(QSize(14, 14))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands after the word
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.list = QMenu(self)
        self.list.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMenu(self.list)
