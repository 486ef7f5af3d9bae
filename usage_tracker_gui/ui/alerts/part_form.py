"""A form about one part of the usage: what kind of part, which one of that kind, and what a subclass asks beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from usage_tracker_gui.domain.alert_rules import Part
from usage_tracker_gui.domain.budgets import Scope
from usage_tracker_gui.ui.language.translation import noted, translate
from usage_tracker_gui.ui.look.theme import GRID, SECTION
from usage_tracker_gui.ui.parts.choice_box import ChoiceBox
from usage_tracker_gui.ui.parts.elided import Elided
from usage_tracker_gui.ui.parts.scroller import Scroller
from usage_tracker_gui.ui.parts.settings_fields import TEXT_WIDTH
from usage_tracker_gui.ui.parts.settings_row import FormCard, FormLine, not_taken
from usage_tracker_gui.ui.parts.wording import shortened

SCOPES: Mapping[Scope, str] = {
    Scope.EVERYTHING: noted("Parts", "Everything"),
    Scope.SERVICE: noted("Parts", "A service"),
    Scope.ACCOUNT: noted("Parts", "An account"),
    Scope.PROJECT: noted("Parts", "A project"),
    Scope.KEY: noted("Parts", "A key"),
    Scope.MODEL: noted("Parts", "A model"),
}
LONGEST = 300


class PartForm(QWidget):
    """Models have no list: their name is typed. Escape leaves the form."""

    part_chosen = Signal()
    cancelled = Signal()

    def __init__(self, label: str, help: str, scopes: Sequence[Scope], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self.title = Elided("", size=SECTION, bold=True)
        self.scope = ChoiceBox(label)
        for scope in scopes:
            self.scope.addItem(translate("Parts", SCOPES[scope]), scope.value)
        self.id = ChoiceBox(translate("Parts", "Which one"))
        self.model = QLineEdit()
        self.model.setAccessibleName(translate("Parts", "Name of the model"))
        self.model.setPlaceholderText("gpt-5.1")
        self.model.setMaxLength(LONGEST)
        self.model.setMaximumWidth(TEXT_WIDTH)
        self.what = FormLine(label, help, _left(self.scope))
        self.which = FormLine(translate("Parts", "Which one"), "", _left(self.id, self.model))
        for box in (self.scope, self.id):
            box.view().setAccessibleName(box.accessibleName())
        self.cancel = QPushButton(translate("Parts", "Cancel"))
        self.save = QPushButton(translate("Parts", "Save"))
        self.save.setProperty("kind", "primary")
        self.lines = FormCard()
        self.lines.add(self.what)
        self.lines.add(self.which)
        self._lay_out()
        self.scope.activated.connect(self._choose_scope)
        self.id.activated.connect(self.part_chosen)
        self.model.textEdited.connect(self.part_chosen)
        self.cancel.clicked.connect(self.cancelled)

    def _lay_out(self) -> None:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, GRID, 0)
        rows.addWidget(self.lines)
        rows.addStretch(1)
        self.scroller = Scroller(page)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.title)
        layout.addWidget(self.scroller, 1)
        layout.addLayout(foot)

    def show_part(self, parts: tuple[Part, ...], scope: Scope, id: str) -> None:
        self._parts = parts
        self.scope.setCurrentIndex(max(0, self.scope.findData(scope.value)))
        self._show_ids()
        self.model.setText(id if scope is Scope.MODEL else "")
        if id and scope is not Scope.MODEL and self.id.findData(id) < 0:  # it is gone, what was said of it is not
            self.id.insertItem(0, shortened(id), id)
            self.id.setEnabled(True)
        self.id.setCurrentIndex(max(0, self.id.findData(id)))

    def part(self) -> tuple[Scope, str] | None:
        """None, with the reason beside its field, where none is chosen."""
        scope = self._scope()
        if scope is Scope.EVERYTHING:
            return scope, ""
        id = " ".join(self.model.text().split()) if scope is Scope.MODEL else str(self.id.currentData() or "")
        if not id:
            self.which.show_problem(not_taken(translate("Parts", "one that there is")))
            return None
        self.which.show_problem("")
        return scope, id

    def part_name(self) -> str:
        """What people call it; '' for everything."""
        scope = self._scope()
        if scope is Scope.EVERYTHING:
            return ""
        return " ".join(self.model.text().split()) if scope is Scope.MODEL else self.id.currentText()

    def _scope(self) -> Scope:
        return Scope(self.scope.currentData())

    @Slot()
    def _choose_scope(self) -> None:
        self._show_ids()
        self.part_chosen.emit()

    def _show_ids(self) -> None:
        scope = self._scope()
        self.id.clear()
        for part in self._parts:
            if part.scope is scope:
                self.id.addItem(shortened(part.name), part.id)
        self.id.setEnabled(self.id.count() > 0)
        self.id.setVisible(scope is not Scope.MODEL)
        self.model.setVisible(scope is Scope.MODEL)
        self.which.setVisible(scope is not Scope.EVERYTHING)
        self.which.show_problem("")
        self.lines.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


def _left(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget, 100 if isinstance(widget, QLineEdit) else 0)
    layout.addStretch(1)
    return row
