"""The legend that is the readout: a color, a name and a figure for each series, of all time or of one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from usage_tracker_gui.ui.language.translation import translate
from usage_tracker_gui.ui.look.theme import GRID, HALF, SECTION
from usage_tracker_gui.ui.parts.card import Text
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.swatch import Swatch

WIDTH = 248


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the readout. Without a color it has no swatch."""

    name: str
    value: str
    exact: str = ""
    color: QColor | None = None
    shape: str = "square"  # or "outline" for the period before, "dash" for a budget


class ChartReadout(QWidget):
    """`show_lines` writes into labels that were made once: it runs at every move of the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(translate("Charts", "Values"))
        self.title = Text("", tone="muted")
        self.total = Text("", size=SECTION, bold=True)
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = Text("", tone="muted")
        self.note.setWordWrap(True)
        self._lines: list[tuple[Swatch, Elided, Text]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(HALF + 2)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        layout.addWidget(self.title)
        layout.addWidget(self.total)
        layout.addSpacing(GRID)
        layout.addLayout(self._grid)
        layout.addSpacing(GRID)
        layout.addWidget(self.note)
        layout.addStretch(1)

    def show_lines(self, title: str, total: str, lines: Sequence[Line], note: str = "") -> None:
        self.title.setText(title)
        self.total.setText(total)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for index, line in enumerate(lines):
            self._write(index, line)
        for widgets in self._lines[len(lines) :]:
            for widget in widgets:
                widget.hide()
        self.setAccessibleDescription(
            "; ".join([f"{title}: {total}", *(f"{line.name}: {line.value}" for line in lines)])
        )

    def texts(self) -> list[tuple[str, str]]:
        return [(name.text(), value.text()) for _swatch, name, value in self._lines if not name.isHidden()]

    def _write(self, index: int, line: Line) -> None:
        while len(self._lines) <= index:
            self._add_line()
        swatch, name, value = self._lines[index]
        swatch.show_color(line.color, line.shape)
        name.setText(line.name)
        value.setText(line.value)
        value.setToolTip(line.exact if line.exact != line.value else "")
        for widget in (swatch, name, value):
            widget.show()

    def _add_line(self) -> None:
        row = len(self._lines)
        widgets = (Swatch(self), Elided(parent=self), Text("", parent=self))
        widgets[2].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, column)
        self._lines.append(widgets)
