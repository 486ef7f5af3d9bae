"""A line of a form into which something is typed; what it can't be explains itself below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from usage_tracker_gui.ui.look.theme import GRID
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.settings_fields import NUMBER_WIDTH, TEXT_WIDTH
from usage_tracker_gui.ui.parts.settings_row import FormLine, not_taken

LONGEST = 300


T = TypeVar("T")


class TypedLine(FormLine, Generic[T]):
    """`read` makes a value of the text; its ValueError says what is allowed."""

    def __init__(self, label: str, help: str, read: Callable[[str], T], parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        self.beside_line = Text("", tone="muted")
        content = QWidget()
        content.setFocusProxy(self.line)
        self.row = QHBoxLayout(content)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GRID)
        self.row.addWidget(self.line, 100)
        self.row.addWidget(self.beside_line)
        self.row.addStretch(1)
        super().__init__(label, help, content, parent)
        self._read = read
        self.line.setAccessibleName(label)
        self.line.setAccessibleDescription(help)
        self.line.setMaxLength(LONGEST)
        self.line.setMaximumWidth(TEXT_WIDTH)
        self.label.setBuddy(self.line)
        self.line.editingFinished.connect(self.check)

    def for_numbers(self, unit: str = "") -> TypedLine[T]:
        """Narrow and to the right, with a word behind it."""
        self.line.setFixedWidth(NUMBER_WIDTH)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.beside_line.setText(unit)
        return self

    def stand_beside(self, widget: QWidget) -> None:
        """In the place of the word behind the field."""
        self.row.insertWidget(1, widget)
        self.beside_line.hide()

    def write(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self.show_problem("")

    def value(self) -> T:
        """Raises ValueError, with what is allowed."""
        return self._read(self.line.text())

    @Slot()
    def check(self) -> bool:
        """False, with the reason below the field, where the text can't be read."""
        try:
            self.value()
        except ValueError as error:
            self.show_problem(not_taken(str(error)))
            return False
        self.show_problem("")
        return True
